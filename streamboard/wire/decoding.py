"""JSON from a server, decoded with patience, without keys, and only so deep."""

from __future__ import annotations

import json

import msgspec

from streamboard.safety.credentials import without_keys
from streamboard.safety.nesting import MOST_DEPTH, nested_deeper
from streamboard.wire.failures import failure
from streamboard.wire.words import storable


def require_shallow(data: bytes, api: str) -> None:
    """Refuse JSON that is nested deeper than whoever reads it could follow.

    Args:
        data: The JSON.
        api: What the server should speak, for the words of the failure.

    Raises:
        AttemptFailure: It is.
    """
    if nested_deeper(data):
        advice = f"The server does not speak {api} well."
        raise failure("protocol", f"an event is nested deeper than {MOST_DEPTH} levels", advice)


def decode_json(data: bytes) -> tuple[object, str]:
    """What the data of an event hold, without the keys in use, and what is wrong with them.

    What a run file cannot hold is replaced. Data that are not JSON are returned as they are, with the reason.

    Raises:
        AttemptFailure: They are not UTF-8.
    """
    value, problem = _decode(data)
    return without_keys(value), problem


def _decode(data: bytes) -> tuple[object, str]:
    if not data:
        return {}, ""  # The name says all there is, as in a bare `message_stop`.
    try:
        return msgspec.json.decode(data), ""
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass  # Lone surrogates and NaN, which the API's other clients take.
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        advice = "The server holds broken characters."
        raise failure("protocol", "the text is not valid UTF-8", advice, cause=str(error)) from error
    try:
        return storable(json.loads(text, parse_constant=lambda _: None)), ""
    except ValueError as error:
        return storable(text), str(error)
    except RecursionError:
        return storable(text), "nested too deeply"
