"""Turns exceptions of Anthropic's SDK into `AttemptFailure`s."""

from __future__ import annotations

import anthropic
import httpx2

from streamboard.wire.failures import AttemptFailure, failure, retry_after_ns, status_failure
from streamboard.wire.messages.failures import ADVICE, API
from streamboard.wire.translate import translate, transport_failure
from streamboard.wire.words import words


def sdk_failure(error: Exception) -> AttemptFailure:
    """The failure for an exception raised by the SDK or the layers beneath it."""
    if isinstance(error, anthropic.APIStatusError):
        headers = error.response.headers
        return status_failure(
            error.status_code,
            kind=error.type,
            message=error.api_message or _status_words(error),
            code=error.error_code,
            request_id=error.request_id,
            retry_after_ns=retry_after_ns(headers),
            should_retry={"true": True, "false": False}.get(headers.get("x-should-retry", "")),
            advice=ADVICE,
        )
    if isinstance(error, anthropic.APIConnectionError):
        return transport_failure(error)
    if isinstance(error, anthropic.AnthropicError | TypeError) and "authentication" in str(error):
        advice = "Set ANTHROPIC_API_KEY, or use --endpoint local or sim."
        return failure("credentials", "no credentials for this endpoint", advice)
    return translate(error, API)


def _status_words(error: anthropic.APIStatusError) -> str:
    location = error.response.headers.get("location")
    if location and 300 <= error.status_code < 400:
        return f"the server redirects to {_host_of(location)} ({error.status_code})"
    return f"HTTP {error.status_code}: {words(error.message, 500)}"


def _host_of(location: str) -> str:
    """The host that a redirect leads to. Only the host: the rest of the URL may hold a key."""
    try:
        return httpx2.URL(location).host or "another path"
    except (httpx2.InvalidURL, ValueError):
        return "an invalid address"
