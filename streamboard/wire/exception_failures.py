"""Turns exceptions of the transport and the decoders into `AttemptFailure`s."""

from __future__ import annotations

import aiohttp
import httpx2

from streamboard.safety.decoding_cost import TooHeavyError
from streamboard.wire.connection import connection_failure, reason_of
from streamboard.wire.failures import AttemptFailure, failure


def translate(error: Exception, api: str, *, began: bool = False) -> AttemptFailure:
    if isinstance(error, AttemptFailure):
        return error
    if isinstance(error, httpx2.HTTPError | aiohttp.ClientError | OSError) or _is_unpacking(error):
        return transport_failure(error, began=began)
    if isinstance(error, TooHeavyError):
        advice = f"The server does not implement {api} correctly."
        return failure("protocol", f"an event is too long: {error.what}", advice)
    cause = reason_of(error)
    if isinstance(error, UnicodeError):
        advice = "The server sent broken characters, or the prompt has some."
        return failure("protocol", "the text is not valid UTF-8", advice, cause=cause)
    advice = f"The server does not answer like {api}."
    return failure("protocol", "the answer cannot be read", advice, cause=cause)


def transport_failure(error: Exception, *, began: bool = False) -> AttemptFailure:
    if _is_unpacking(error):
        advice = "A proxy may be at fault."
        return failure("protocol", "the answer cannot be decompressed", advice, cause=reason_of(error))
    return connection_failure(error, began=began)


def _is_unpacking(error: Exception) -> bool:
    return isinstance(error, httpx2.DecodingError) or "ContentEncodingError" in reason_of(error)
