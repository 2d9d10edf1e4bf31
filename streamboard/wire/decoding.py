"""JSON from a server: decoded leniently, with keys redacted and nesting limited."""

from __future__ import annotations

import json

import msgspec

from streamboard.safety.credentials import without_keys
from streamboard.safety.nesting import MOST_DEPTH, nested_deeper
from streamboard.wire.failures import failure
from streamboard.wire.words import storable


def require_shallow(data: bytes, api: str) -> None:
    """Refuse JSON that is nested too deeply for the readers of a run file.

    Args:
        data: The JSON.
        api: What the server should speak, to be named in the failure.

    Raises:
        AttemptFailure: It is nested deeper than `MOST_DEPTH`.
    """
    if nested_deeper(data):
        advice = f"The server does not implement {api} correctly."
        raise failure("protocol", f"an event is nested deeper than {MOST_DEPTH} levels", advice)


def decode_json(data: bytes) -> tuple[object, str]:
    """Decode the data of an event, with the keys in use redacted.

    Returns:
        The value, with anything a run file cannot hold replaced, and "". For data that are not JSON: their
        text, and what is wrong with it.

    Raises:
        AttemptFailure: The data are not UTF-8.
    """
    value, problem = _decode(data)
    return without_keys(value), problem


def _decode(data: bytes) -> tuple[object, str]:
    if not data:
        return {}, ""  # The event's name says it all, as in a bare `message_stop`.
    try:
        return msgspec.json.decode(data), ""
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass  # Perhaps lone surrogates or NaN, which other clients accept.
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        advice = "The server sent broken characters."
        raise failure("protocol", "the text is not valid UTF-8", advice, cause=str(error)) from error
    try:
        return storable(json.loads(text, parse_constant=lambda _: None)), ""
    except ValueError as error:
        return storable(text), str(error)
    except RecursionError:
        return storable(text), "nested too deeply"
