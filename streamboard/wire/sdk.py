"""The SDK seam: a client for an endpoint, made of the SDK's.

The SDK's raw path is used: it brings the credential chain, the request and the response, whose bytes are
read here. Its retries are off, so that each attempt is one request; its helper, which folds events into a
message, is not used, because it hides pings and raises on much that real servers send.
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import anthropic
import httpx2
import msgspec
from anthropic.lib.credentials import default_credentials
from anthropic.resources.messages import AsyncMessages  # noqa: F401  (the SDK would import it at the first request)

from streamboard.credentials import keep_secret
from streamboard.wire.bounds import Slices, cap_error_body
from streamboard.wire.connection import CONNECT_S
from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.response import WireResponse
from streamboard.wire.translate import translate
from streamboard.wire.transport import Client
from streamboard.wire.turnstile import Turnstile
from streamboard.wire.words import words

_MAX_CONNECTIONS = 2000
_KEEPALIVE_S = 5.0
"""How long a connection may wait for its next request."""
_MOST_MODELS = 1000
_MODELS_S = 10.0
"""How long an endpoint may take to list its models."""
_MOST_LIST_BYTES = 4_000_000
"""What that list may hold, unpacked."""
_MOST_MODEL_NAME = 200
"""A longer name is none that could be asked for."""


def find_credentials() -> str | None:
    """Where the SDK's own credential chain finds something, in words; None if nowhere.

    Raises:
        AttemptFailure: Something is configured but cannot be used.
    """
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        if os.environ.get(name, "").strip():
            return f"{name} is set"
    try:
        found = default_credentials()
    except (anthropic.AnthropicError, OSError, ValueError, RecursionError) as error:
        raise failure(
            "credentials", str(error), "Check the Anthropic profile, or set ANTHROPIC_API_KEY."
        ) from error
    return "an Anthropic profile" if found is not None else None


class Gateway:
    """A client for one endpoint."""

    def __init__(
        self,
        base_url: str | None,
        api_key: str | None,
        *,
        loopback: bool = False,
        keepalive_s: float | None = None,
        turnstile: Turnstile | None = None,
    ) -> None:
        """Make the client; nothing is sent.

        Args:
            base_url: Where to; None leaves base URL and credentials to the SDK's own chain.
            api_key: The key for `base_url`; None sends no credentials there.
            loopback: The endpoint is on this machine, so no proxy is used.
            keepalive_s: How long a connection may wait for its next request; None for what suits the address.
            turnstile: Through which requests are built and heads of responses taken, one at a time; shared
                with other gateways.

        Raises:
            AttemptFailure: The configuration cannot work (a bad URL, proxy or profile).
        """
        # Waiting is the watchdog's business: it counts content, where a read timeout counts any byte.
        timeout = httpx2.Timeout(None, connect=CONNECT_S)
        self._turnstile = turnstile or Turnstile()
        try:
            if keepalive_s is None:
                # A connection on this machine costs next to nothing, and small servers close one that they
                # just kept open, under the next request: there each request has its own.
                keepalive_s = 0.0 if _on_this_machine(base_url) else _KEEPALIVE_S
            # No redirects: they would carry the prompt, and headers of the user's, to another host.
            http_client = Client(
                self._turnstile,
                limits=httpx2.Limits(max_connections=_MAX_CONNECTIONS, keepalive_expiry=keepalive_s),
                timeout=timeout,
                trust_env=not loopback,
                follow_redirects=False,
                event_hooks={"response": [cap_error_body]},
            )
            if base_url is None:
                _require_sendable(_environment_key())
                keep_secret(_environment_key() or "")
                self._client = anthropic.AsyncAnthropic(
                    http_client=http_client, max_retries=0, timeout=timeout, open_telemetry=False
                )
            else:
                _require_sendable(api_key)
                with _without_custom_headers():
                    self._client = anthropic.AsyncAnthropic(
                        base_url=base_url,
                        api_key=api_key or "none",
                        default_headers={} if api_key else {"Authorization": anthropic.Omit()},  # type: ignore[dict-item]
                        http_client=http_client,
                        max_retries=0,
                        timeout=timeout,
                        open_telemetry=False,
                    )
        except (anthropic.AnthropicError, httpx2.InvalidURL, ImportError, ValueError) as error:
            raise failure(
                "configuration", str(error), "Check the base URL, the proxy variables and the profile."
            ) from None
        if self._client.base_url.scheme not in ("http", "https"):
            raise failure(
                "configuration",
                "the base URL does not begin with http:// or https://",
                "Check ANTHROPIC_BASE_URL.",
            )
        if self._client.base_url.userinfo:
            raise failure(
                "configuration",
                "the base URL holds a user name or a password, which no request can send beside a key",
                "Take it out of ANTHROPIC_BASE_URL.",
            )

    @property
    def host(self) -> str:
        """The effective host, to be shown before a key goes there."""
        return self._client.base_url.host

    async def open(self, model: str, request: Mapping[str, Any]) -> WireResponse:
        """Send one request and return when the head of its response is here.

        Args:
            model: The model asked for.
            request: The body but for `model` and `stream`; fields the SDK does not know pass as they are.

        Raises:
            AttemptFailure: There is no stream to read, with the reason.
        """
        body = dict(request)
        messages, max_tokens = body.pop("messages"), body.pop("max_tokens")
        await self._turnstile.turn()
        stack = AsyncExitStack()
        try:
            response = await stack.enter_async_context(
                self._client.messages.with_streaming_response.create(
                    model=model, messages=messages, max_tokens=max_tokens, stream=True, extra_body=body
                )
            )
        except BaseException as error:
            await stack.aclose()
            if isinstance(error, Exception):
                raise translate(error) from error
            raise
        return WireResponse(response.http_response, stack)

    async def models(self) -> list[str]:
        """The models that the endpoint lists, in its order; the first page of them.

        Raises:
            AttemptFailure: It lists none.
        """
        try:
            async with asyncio.timeout(_MODELS_S):
                answer: Any = msgspec.json.decode(await self._model_list())
            entries = [entry for entry in answer["data"][:_MOST_MODELS] if isinstance(entry, dict)]
            if found := [entry["id"] for entry in entries if _can_be_asked_for(entry.get("id"))]:
                return found
        except (anthropic.AnthropicError, httpx2.HTTPError, OSError, LookupError, TypeError, ValueError):
            pass  # Refused, silent, or of another shape: it lists none that could be asked for.
        except RecursionError:
            pass  # Nested without end.
        raise _no_models("the endpoint lists no models that can be read") from None

    async def _model_list(self) -> bytes:
        """The body of the model list.

        Raises:
            AttemptFailure: It is longer than any list is.
        """
        pieces, size = list[bytes](), 0
        async with self._client.models.with_streaming_response.list(limit=_MOST_MODELS) as listed:
            response = listed.http_response
            if isinstance(response.stream, httpx2.AsyncByteStream):
                response.stream = Slices(response.stream)
            async for piece in response.aiter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > _MOST_LIST_BYTES:
                    raise _no_models(
                        f"the endpoint's list of models is longer than {_MOST_LIST_BYTES / 1e6:g} MB"
                    )
        return b"".join(pieces)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _no_models(message: str) -> AttemptFailure:
    return failure("configuration", message, "Name one with `model:` or --model.")


def _can_be_asked_for(name: object) -> bool:
    """Whether what a list holds is a name that a request can bear as it is."""
    return isinstance(name, str) and name.isprintable() and words(name, _MOST_MODEL_NAME) == name != ""


def _on_this_machine(base_url: str | None) -> bool:
    host = httpx2.URL(base_url or "").host
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # A name, or none.
        return False


def _environment_key() -> str | None:
    return os.environ.get("ANTHROPIC_API_KEY") or os.environ.get("ANTHROPIC_AUTH_TOKEN")


def _require_sendable(key: str | None) -> None:
    """Refuse a key that no header can carry, before an error message could hold it."""
    if key is not None and (not key.isascii() or any(not 32 < ord(character) < 127 for character in key)):
        raise failure(
            "credentials",
            "the key has spaces, line breaks or other characters that no key has",
            "Set it again without them.",
        )


@contextmanager
def _without_custom_headers() -> Iterator[None]:
    """Headers in ANTHROPIC_CUSTOM_HEADERS are for the Anthropic API; other servers must not see them."""
    headers = os.environ.pop("ANTHROPIC_CUSTOM_HEADERS", None)
    try:
        yield
    finally:
        if headers is not None:
            os.environ["ANTHROPIC_CUSTOM_HEADERS"] = headers
