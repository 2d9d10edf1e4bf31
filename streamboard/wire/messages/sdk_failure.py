"""Turns exceptions of Anthropic's SDK into `AttemptFailure`s."""

from __future__ import annotations

from collections.abc import Mapping

import anthropic
import httpx2

from streamboard.run.server_words import Said
from streamboard.safety.quoted_text import quoted
from streamboard.wire.body_failure import said_by
from streamboard.wire.exception_failures import translate, transport_failure
from streamboard.wire.failures import (
    GIVE_CREDENTIALS,
    AttemptFailure,
    failure,
    retry_after_ns,
    status_failure,
)
from streamboard.wire.messages.credentials import no_token
from streamboard.wire.messages.failures import ADVICE, API
from streamboard.wire.response import refusal_of
from streamboard.wire.transport import PROXY

_WRONG_ADDRESS = frozenset({404, 405})
"""Often mean a wrong base URL: the message names the address."""

_MAY_BE_OF_A_PROXY = frozenset({403, 502, 503, 504})


def sdk_failure(error: Exception, advice: Mapping[int, str] = ADVICE) -> AttemptFailure:
    if isinstance(error, anthropic.APIStatusError):
        headers, said = error.response.headers, _said(error)
        problem = status_failure(
            error.status_code,
            kind=said.kind,
            message=_redirected(error) or _words(error, said),
            code=said.code,
            request_id=error.request_id,
            retry_after_ns=retry_after_ns(headers),
            should_retry={"true": True, "false": False}.get(headers.get("x-should-retry", "")),
            advice=advice,
        )
        problem.refusal = refusal_of(error.response)
        return problem
    if isinstance(error, anthropic.APIConnectionError):
        return transport_failure(error)
    if isinstance(error, anthropic.AnthropicError | TypeError) and "authentication" in str(error):
        return failure("credentials", "no credentials for this endpoint", GIVE_CREDENTIALS)
    if isinstance(error, anthropic.AnthropicError) and not isinstance(error, anthropic.APIError):
        return no_token(error)
    return translate(error, API)


def _said(error: anthropic.APIStatusError) -> Said:
    try:
        named = error.response.charset_encoding is not None
        return said_by(error.response.text.encode() if named else error.response.content)
    except httpx2.StreamError:  # The body was not read.
        return Said("")


def _words(error: anthropic.APIStatusError, said: Said) -> str:
    """Put the status first, unless the words are the API's."""
    status = f"HTTP {error.status_code}"
    proxy = error.response.extensions.get(PROXY)
    if proxy and error.status_code in _MAY_BE_OF_A_PROXY:
        status = f"{status} through the proxy {proxy}, which may have said it"
    if error.status_code == 407:
        status = f"HTTP 407 from {f'the proxy {proxy}' if proxy else 'a proxy'}"
    if error.status_code in _WRONG_ADDRESS:
        status = f"{status} for {_asked(error.request.url)}"
    elif said.kind and said.words:
        return said.words
    return f"{status}: {said.words}" if said.words else status


def _asked(url: httpx2.URL) -> str:
    """Leave out what may hold a key."""
    return quoted(str(url.copy_with(userinfo=b"", query=None, fragment=None)), 200)


def _redirected(error: anthropic.APIStatusError) -> str:
    location = error.response.headers.get("location")
    if location and 300 <= error.status_code < 400:
        return f"the server redirects to {_host_of(location)} ({error.status_code})"
    return ""


def _host_of(location: str) -> str:
    """The rest may hold a key."""
    try:
        return httpx2.URL(location).host or "another path"
    except (httpx2.InvalidURL, ValueError):
        return "an invalid address"
