"""The SDK seam: the only module that imports `anthropic`.

The SDK's raw path is used: it brings the credential chain, the request and the response, whose bytes are
read here. Its retries are off, so that each attempt is one request; its helper, which folds events into a
message, is not used, because it hides pings and raises on much that real servers send.
"""

from __future__ import annotations

import asyncio
import email.utils
import ipaddress
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager, suppress
from typing import Any

import aiohttp
import anthropic
import httpx2
import msgspec
from anthropic.lib.credentials import default_credentials
from anthropic.resources.messages import AsyncMessages  # noqa: F401  (the SDK would import it at the first request)

from streamboard.credentials import keep_secret
from streamboard.engine.arrivals import Arrivals
from streamboard.engine.connection import CONNECT_S, connection_failure, reason_of
from streamboard.engine.failures import AttemptFailure, failure, status_failure
from streamboard.engine.sse import EventTooLongError, SseDecoder, WireEvent
from streamboard.engine.words import words
from streamboard.events import MOST_NS

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
_MOST_EVENT_BYTES = 16_000_000
"""What one wire event may hold."""
_MOST_ERROR_BYTES = 1_000_000
"""What is read of the body of an error."""
_MOST_PACKED_BYTES = 64_000
"""The same where it is compressed: it may grow a thousandfold."""
_SLICE = 4096
_DRAIN_S = 1.0
"""How long a finished response may take to end; a response read to its end leaves its connection usable."""


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

    def __init__(self, base_url: str | None, api_key: str | None, *, loopback: bool = False) -> None:
        """Make the client; nothing is sent.

        Args:
            base_url: Where to; None leaves base URL and credentials to the SDK's own chain.
            api_key: The key for `base_url`; None sends no credentials there.
            loopback: The endpoint is on this machine, so no proxy is used.

        Raises:
            AttemptFailure: The configuration cannot work (a bad URL, proxy or profile).
        """
        # Waiting is the watchdog's business: it counts content, where a read timeout counts any byte.
        timeout = httpx2.Timeout(None, connect=CONNECT_S)
        try:
            # A connection on this machine costs next to nothing, and small servers close one that they just
            # kept open, under the next request: there each request has its own.
            limits = httpx2.Limits(
                max_connections=_MAX_CONNECTIONS,
                max_keepalive_connections=100,
                keepalive_expiry=0.0 if _on_this_machine(base_url) else _KEEPALIVE_S,
            )
            # No redirects: they would carry the prompt, and headers of the user's, to another host.
            http_client = anthropic.DefaultAioHttpClient(
                limits=limits,
                timeout=timeout,
                trust_env=not loopback,
                follow_redirects=False,
                event_hooks={"response": [_cap_error_body]},
            )
            if base_url is None:
                _require_sendable(_environment_key())
                keep_secret(_environment_key() or "")
                self._client = anthropic.AsyncAnthropic(
                    http_client=http_client, max_retries=0, timeout=timeout
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
                raise _translate(error) from error
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
                response.stream = _Slices(response.stream)
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


class WireResponse:
    """A response whose head has come and whose events are still to be read."""

    def __init__(self, response: httpx2.Response, stack: AsyncExitStack) -> None:
        self._stack = stack
        self.status = response.status_code
        self.request_id = words(response.headers.get("request-id"), 200) or None
        self.content_type = words(response.headers.get("content-type"), 200).partition(";")[0].strip() or None
        self.simulated = response.headers.get("x-streamboard-simulated") == "true"
        self._decoder = SseDecoder(_MOST_EVENT_BYTES)
        self._body = body = _aiohttp_body(response)
        if body is not None:
            _end_with_connection(body)
        if body is None or response.headers.get("content-encoding", "identity") != "identity":
            self._chunks = aiter(response.aiter_bytes())
        else:
            # The same bytes without five generators on the way: a seventh of what a delta costs.
            self._chunks = aiter(body.content.iter_any())

    async def events(self, now: Callable[[], int]) -> AsyncIterator[tuple[int, list[WireEvent]]]:
        """The wire events, as many at a time as came at a time, and when the last of their bytes came.

        Args:
            now: The clock that stamps them.

        Raises:
            AttemptFailure: The connection or the protocol broke.
        """
        arrivals = _watch_arrivals(self._body, now)
        try:
            async for chunk in self._chunks:
                stamp = arrivals.latest if arrivals is not None else now()
                if events := self._decoder.feed(chunk):
                    yield stamp, events
        except Exception as error:
            if isinstance(error, aiohttp.ClientPayloadError) and arrivals is not None:
                error = arrivals.lost or error
            raise _translate(error, began=True) from error

    async def drain(self) -> None:
        """Read on to the end for a moment, so that the connection can be used again, and close."""
        try:
            async with asyncio.timeout(_DRAIN_S):
                async for _ in self._chunks:
                    pass
        except Exception:
            pass  # The message was whole: whatever happens after it does not matter.
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the response; the connection goes with it unless it was read to its end."""
        with suppress(httpx2.HTTPError, OSError):  # It may be broken already.
            await self._stack.aclose()


class _Cut(httpx2.AsyncByteStream):
    """The beginning of a body."""

    def __init__(self, body: httpx2.AsyncByteStream, most_bytes: int) -> None:
        self._body = body
        self._most_bytes = most_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most_bytes
        async for chunk in self._body:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._body.aclose()


class _Slices(httpx2.AsyncByteStream):
    """A body in small slices: where it is compressed, each may grow a thousandfold before it is counted."""

    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            for start in range(0, len(chunk), _SLICE):
                yield chunk[start : start + _SLICE]

    async def aclose(self) -> None:
        await self._body.aclose()


async def _cap_error_body(response: httpx2.Response) -> None:
    """The SDK reads the body of an error whole, however long it is."""
    if response.status_code >= 300 and isinstance(response.stream, httpx2.AsyncByteStream):
        plain = response.headers.get("content-encoding", "identity") == "identity"
        response.stream = _Cut(response.stream, _MOST_ERROR_BYTES if plain else _MOST_PACKED_BYTES)


def _no_models(message: str) -> AttemptFailure:
    return failure("configuration", message, "Name one with `model:` or --model.")


def _can_be_asked_for(name: object) -> bool:
    """Whether what a list holds is a name that a request can bear as it is."""
    return isinstance(name, str) and name.isprintable() and words(name, _MOST_MODEL_NAME) == name != ""


def _status_words(error: anthropic.APIStatusError) -> str:
    location = error.response.headers.get("location")
    if location and 300 <= error.status_code < 400:
        return f"the server redirects to {_host_of(location)} ({error.status_code})"
    return f"HTTP {error.status_code}: {words(error.message, 500)}"


def _host_of(location: str) -> str:
    """Where a redirect leads; what it says beyond the host may hold a key."""
    try:
        return httpx2.URL(location).host or "another path"
    except (httpx2.InvalidURL, ValueError):
        return "what is no address"


def _aiohttp_body(response: httpx2.Response) -> aiohttp.ClientResponse | None:
    """What is under a response; None if its transport is another one."""
    stream: Any = getattr(response.stream, "_stream", None)
    body = getattr(stream, "_aiohttp_response", None)
    return body if isinstance(body, aiohttp.ClientResponse) else None


def _watch_arrivals(body: aiohttp.ClientResponse | None, now: Callable[[], int]) -> Arrivals | None:
    """Have a body's bytes stamped as they arrive; None if it has no connection of its own any more."""
    if body is None or body.connection is None or body.connection.protocol is None:
        return None
    protocol = body.connection.protocol
    if protocol.transport is None:
        return None
    arrivals = Arrivals(protocol, now)
    protocol.transport.set_protocol(arrivals)
    return arrivals


def _end_with_connection(body: aiohttp.ClientResponse) -> None:
    """Make a body fail when its connection has closed before its end.

    aiohttp 3.14 closes the connection on a broken chunk and tells the reader nothing, who would then
    wait for ever.
    """
    if body.connection is None or body.connection.protocol is None:
        return
    content, closed = body.content, body.connection.protocol.closed

    def check(_: object) -> None:
        if not content.is_eof() and content.exception() is None:
            content.set_exception(aiohttp.ClientPayloadError("the connection closed within the body"))

    if closed is not None:
        closed.add_done_callback(check)


def _translate(error: Exception, *, began: bool = False) -> AttemptFailure:
    """The failure that an exception of the SDK or its transport stands for.

    Args:
        error: The exception.
        began: The answer had begun.
    """
    if isinstance(error, AttemptFailure):
        return error
    if isinstance(error, anthropic.APIStatusError):
        headers = error.response.headers
        return status_failure(
            error.status_code,
            kind=error.type,
            message=error.api_message or _status_words(error),
            code=error.error_code,
            request_id=error.request_id,
            retry_after_ns=_retry_after_ns(headers),
            should_retry={"true": True, "false": False}.get(headers.get("x-should-retry", "")),
        )
    cause = reason_of(error)
    if isinstance(error, httpx2.DecodingError) or "ContentEncodingError" in cause:
        return failure(
            "protocol", "the answer cannot be decompressed", "A proxy may be at fault.", cause=cause
        )
    if isinstance(error, anthropic.APIConnectionError | httpx2.HTTPError | aiohttp.ClientError | OSError):
        return connection_failure(error, began=began)
    if isinstance(error, anthropic.AnthropicError | TypeError) and "authentication" in str(error):
        advice = "Set ANTHROPIC_API_KEY, or use --endpoint local or sim."
        return failure("credentials", "no credentials for this endpoint", advice)
    if isinstance(error, EventTooLongError):
        return failure(
            "protocol",
            "an event is too long to be one",
            "The server does not speak the Messages API well.",
        )
    if isinstance(error, UnicodeError):
        advice = "The server or the prompt holds broken characters."
        return failure("protocol", "the text is not valid UTF-8", advice, cause=cause)
    advice = "The server does not answer as the Messages API does."
    return failure("protocol", "the answer cannot be read", advice, cause=cause)


def _retry_after_ns(headers: Mapping[str, str]) -> int | None:
    """The wait that `retry-after-ms` or `retry-after` (seconds or a date) asks for; None for nonsense."""
    try:
        if "retry-after-ms" in headers:
            seconds = float(headers["retry-after-ms"]) / 1000
        else:
            value = headers.get("retry-after", "")
            try:
                seconds = float(value)
            except ValueError:
                seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        return min(int(seconds * 1e9), MOST_NS) if seconds > 0 else None
    except (ValueError, TypeError, OverflowError):
        return None


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
