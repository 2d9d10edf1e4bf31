"""What the SDK and the transport raise, as the failure of an attempt."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping

import aiohttp
import anthropic
import httpx2

from streamboard.events import MOST_NS
from streamboard.wire.connection import connection_failure, reason_of
from streamboard.wire.failures import AttemptFailure, failure, status_failure
from streamboard.wire.sse import EventTooLongError
from streamboard.wire.words import words


def translate(error: Exception, *, began: bool = False) -> AttemptFailure:
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
