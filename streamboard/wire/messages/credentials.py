"""The SDK's credentials."""

from __future__ import annotations

import os
from functools import partial

import anthropic
import httpx2
from anthropic.lib.credentials import AccessToken, AccessTokenProvider, default_credentials

from streamboard.common.in_thread import in_thread
from streamboard.wire.connection import unsupported_proxy
from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.internals import give_tokens_by, proxies
from streamboard.wire.transport import PROXIES

_CHECK = "Check the Anthropic profile, or set ANTHROPIC_API_KEY."


def find_credentials() -> str | None:
    """Look where the SDK does."""
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        if os.environ.get(name, "").strip():
            return f"{name} is set"
    try:
        found = default_credentials()
    except (anthropic.AnthropicError, OSError, ValueError, RecursionError, ImportError) as error:
        raise _wrong_proxy() or failure("credentials", str(error), _CHECK) from error
    return "an Anthropic profile" if found is not None else None


def _wrong_proxy() -> AttemptFailure | None:
    """Refuse an unsupported proxy: the SDK fetches tokens with its own client."""
    for proxy in proxies().values():
        if proxy is not None and proxy.url.scheme not in PROXIES:
            return unsupported_proxy(proxy.url.scheme)
    return None


def no_token(error: anthropic.AnthropicError) -> AttemptFailure:
    status = getattr(error, "status_code", None) or 0
    again = isinstance(error.__cause__, httpx2.TransportError) or status >= 500
    return failure("credentials", f"there is no token for the request: {error}", _CHECK, retryable=again)


def fetch_tokens_aside(client: anthropic.AsyncAnthropic) -> None:
    """Use a thread, so that requests can be stopped and the program can end."""
    provider = client.credentials
    if provider is not None and not isinstance(provider, _TokensAside):
        give_tokens_by(client, _TokensAside(provider))  # type: ignore[arg-type]


class _TokensAside:
    def __init__(self, provider: AccessTokenProvider) -> None:
        self._provider = provider

    async def __call__(self, *, force_refresh: bool = False) -> AccessToken:
        return await in_thread(partial(self._provider, force_refresh=force_refresh))
