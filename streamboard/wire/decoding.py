"""JSON from a server: decoded leniently, with keys redacted and nesting limited."""

from __future__ import annotations

import json

import msgspec

from streamboard.safety.credentials import without_keys
from streamboard.safety.nesting import MOST_DEPTH, nested_deeper
from streamboard.wire.words import storable


def decode_json(data: bytes) -> tuple[object, str]:
    """Decode the data of an event, with the keys in use redacted.

    Returns:
        The value, with anything a run file cannot hold replaced, and "". For data that are not JSON, not
        UTF-8, or nested too deeply for the readers of a run file: their text, and what is wrong with it.
    """
    value, problem = _decode(data)
    return without_keys(value), problem


def _decode(data: bytes) -> tuple[object, str]:
    if not data:
        return {}, ""  # The event's name says it all, as in a bare `message_stop`.
    if nested_deeper(data):
        return storable(data.decode("utf-8", "replace")), f"nested deeper than {MOST_DEPTH} levels"
    try:
        return msgspec.json.decode(data), ""
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass  # Perhaps lone surrogates or NaN, which other clients accept.
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace"), f"the text is not valid UTF-8: {error.reason}"
    try:
        return storable(json.loads(text, parse_constant=lambda _: None)), ""
    except ValueError as error:
        return storable(text), str(error)
    except RecursionError:
        return storable(text), "nested too deeply"
