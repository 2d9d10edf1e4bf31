"""A client of the Messages API on Anthropic's SDK.

The SDK's retries are off, so that each attempt is one request. Its helper that folds events is not used: it
hides pings and raises on much that real servers send.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import anthropic
import httpx2
import msgspec
from anthropic.resources.messages import AsyncMessages  # noqa: F401  (the SDK would import it at the first request)

from streamboard.run.server_words import shortened, words_in
from streamboard.safety.name_letters import not_a_name
from streamboard.safety.quoted_text import quoted
from streamboard.safety.redaction import keep_secret
from streamboard.wire.catalogue import BEARER
from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.http_client import TIMEOUT, http_client
from streamboard.wire.loop_turns import Turnstile
from streamboard.wire.messages.credentials import fetch_tokens_aside
from streamboard.wire.messages.credentials import find_credentials as find_credentials
from streamboard.wire.messages.decoder import MessagesDecoder
from streamboard.wire.messages.failures import advice_at
from streamboard.wire.messages.sdk_failure import sdk_failure
from streamboard.wire.resolver import CONNECT_S
from streamboard.wire.response import HttpResponse

_MOST_MODELS = 1000
_MODELS_S = CONNECT_S + 5
"""Connecting times out earlier, and is reported as such."""
_MOST_LIST_BYTES = 4_000_000
"""Decompressed."""
_MOST_MODEL_NAME = 200
"""Characters."""


class MessagesClient:
    def __init__(
        self,
        base_url: str | None,
        api_key: str | None,
        *,
        auth: str = BEARER,
        loopback: bool = False,
        turnstile: Turnstile | None = None,
        keepalive_s: float | None = None,
        socket: str | None = None,
    ) -> None:
        self._turnstile = turnstile or Turnstile()
        try:
            over = http_client(
                base_url,
                loopback=loopback,
                turnstile=self._turnstile,
                keepalive_s=keepalive_s,
                socket=socket,
            )
            if base_url is None:
                self._client = _client_of_environment(over)
            else:
                self._client = _client_at(base_url, api_key, auth, over)
        except (anthropic.AnthropicError, httpx2.InvalidURL, ImportError, ValueError) as error:
            raise failure(
                "configuration", str(error), "Check the base URL, the proxy variables and the profile."
            ) from None
        _refuse_unsuited(self._client.base_url)
        self._advice = advice_at(
            base_url or str(self._client.base_url),
            keyed=None if base_url is None else api_key is not None,
            auth=auth,
        )

    @property
    def host(self) -> str:
        return self._client.base_url.host

    async def send(self, model: str, request: Mapping[str, Any]) -> HttpResponse:
        """Fields that the SDK does not know are sent unchanged."""
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
                raise sdk_failure(error, self._advice) from error
            raise
        return HttpResponse(response.http_response, stack, MessagesDecoder)

    async def models(self) -> list[str]:
        answer: Any = None
        try:
            async with asyncio.timeout(_MODELS_S):
                answer = msgspec.json.decode(await self._model_list())
            entries = [entry for entry in answer["data"][:_MOST_MODELS] if isinstance(entry, dict)]
            if found := [entry["id"] for entry in entries if _can_be_asked_for(entry.get("id"))]:
                return found
        except TimeoutError:
            raise _no_models(f"the endpoint does not list its models within {_MODELS_S:g} s") from None
        except (anthropic.AnthropicError, httpx2.HTTPError, OSError) as error:
            raise _unlisted(sdk_failure(error, self._advice)) from error
        except (LookupError, TypeError, ValueError, RecursionError):
            pass  # Of another shape, or nested too deeply.
        said = shortened(words_in(answer))
        raise _no_models(f"the endpoint lists no models that can be read: {said}".removesuffix(": "))

    async def _model_list(self) -> bytes:
        pieces, size = list[bytes](), 0
        async with self._client.models.with_streaming_response.list(limit=_MOST_MODELS) as listed:
            response = listed.http_response
            async for piece in response.aiter_bytes():
                pieces.append(piece)
                size += len(piece)
                if size > _MOST_LIST_BYTES:
                    raise _no_models(
                        f"the endpoint's list of models is longer than {_MOST_LIST_BYTES / 1e6:g} MB"
                    )
        return b"".join(pieces)

    async def close(self) -> None:
        await self._client.close()


connect = MessagesClient


def _client_of_environment(over: httpx2.AsyncClient) -> anthropic.AsyncAnthropic:
    """As the SDK finds base URL and credentials."""
    _require_sendable(_environment_key())
    keep_secret(_environment_key() or "")
    client = anthropic.AsyncAnthropic(http_client=over, max_retries=0, timeout=TIMEOUT, open_telemetry=False)
    fetch_tokens_aside(client)
    return client


def _client_at(
    base_url: str, api_key: str | None, auth: str, over: httpx2.AsyncClient
) -> anthropic.AsyncAnthropic:
    _require_sendable(api_key)
    with _without_custom_headers():
        return anthropic.AsyncAnthropic(
            base_url=base_url,
            api_key=api_key or "none",
            default_headers=_headers(api_key, auth),
            http_client=over,
            max_retries=0,
            timeout=TIMEOUT,
            open_telemetry=False,
        )


def _refuse_unsuited(url: httpx2.URL) -> None:
    if url.scheme not in ("http", "https"):
        raise failure(
            "configuration",
            "the base URL does not begin with http:// or https://",
            "Check ANTHROPIC_BASE_URL.",
        )
    if url.userinfo:
        raise failure(
            "configuration",
            "the base URL holds a user name or a password, which cannot be sent together with a key",
            "Take it out of ANTHROPIC_BASE_URL.",
        )


_NAME_ONE = "Name one with `model:` or --model."


def _no_models(message: str) -> AttemptFailure:
    return failure("configuration", message, _NAME_ONE)


def _unlisted(why: AttemptFailure) -> AttemptFailure:
    """Some servers just have no list."""
    if why.error.status in (404, 405, 501):
        return _no_models(f"the endpoint lists no models: {why.error.message}")
    return why


def _can_be_asked_for(name: object) -> bool:
    return isinstance(name, str) and not not_a_name(name) and quoted(name, _MOST_MODEL_NAME) == name != ""


def _headers(api_key: str | None, auth: str) -> dict[str, Any]:
    """Override where the SDK puts the key; without one, none is sent."""
    if api_key and auth == BEARER:
        return {}
    return {"Authorization": anthropic.Omit()} | ({"X-Api-Key": api_key} if api_key else {})


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
    """Hide ANTHROPIC_CUSTOM_HEADERS, which only the Anthropic API may see."""
    headers = os.environ.pop("ANTHROPIC_CUSTOM_HEADERS", None)
    try:
        yield
    finally:
        if headers is not None:
            os.environ["ANTHROPIC_CUSTOM_HEADERS"] = headers
