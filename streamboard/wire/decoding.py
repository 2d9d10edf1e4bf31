"""Decodes a server's JSON leniently."""

from __future__ import annotations

import json

import msgspec

from streamboard.safety.nesting import MOST_DEPTH, too_deep
from streamboard.safety.redaction import may_hold_key, without_keys
from streamboard.safety.storable import storable

_DEEP = f"nested deeper than {MOST_DEPTH} levels"
_LARGE = 65_536
"""Bytes; above this, counting brackets is slower than walking the values."""

_MOST_LENIENT = 4_000_000
"""Bytes; the lenient decoder is ten times slower and blocks the other streams."""


def is_too_deep(data: bytes, value: object, most: int = MOST_DEPTH) -> bool:
    if len(data) <= _LARGE and data.count(b"[") + data.count(b"{") <= most:
        return False
    return too_deep(value, most)


def decode_json(data: bytes) -> tuple[object, str]:
    """Return a storable value without keys, and ""; of unreadable data, the text and the problem."""
    value, problem = _decode(data)
    return without_keys(value) if may_hold_key(data) else value, problem


def _decode(data: bytes) -> tuple[object, str]:
    if not data:
        return {}, ""  # The name says it all, as in a bare `message_stop`.
    try:
        value, storable_already, problem = _decoded(data)
    except RecursionError:
        value, storable_already, problem = None, True, _DEEP
    if problem == _DEEP or is_too_deep(data, value):
        return storable(data.decode("utf-8", "replace")), _DEEP
    return value if storable_already else storable(value), problem


def _decoded(data: bytes) -> tuple[object, bool, str]:
    try:
        return msgspec.json.decode(data), True, ""
    except (msgspec.DecodeError, UnicodeError) as error:
        # Perhaps lone surrogates or NaN, which other clients accept.
        if len(data) > _MOST_LENIENT:
            return data.decode("utf-8", "replace"), True, str(error)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace"), True, f"the text is not valid UTF-8: {error.reason}"
    try:
        return json.loads(text, parse_constant=lambda _: None), False, ""
    except ValueError as error:
        return text, False, str(error)
