"""The data of wire events, decoded: fast where it has its usual shape, and with patience where it has not."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from streamboard.nesting import MOST_DEPTH, nested_deeper
from streamboard.wire.failures import failure
from streamboard.wire.words import storable


class HotDelta(msgspec.Struct, tag_field="type", tag="content_block_delta", forbid_unknown_fields=True):
    """A `content_block_delta` of the usual shape, as it is on the wire."""

    index: int
    delta: dict[str, Any]


_hot_decoder = msgspec.json.Decoder(HotDelta)


def hot_delta(data: bytes) -> HotDelta | None:
    """The data as a delta of the usual shape; None if it is of another one."""
    try:
        return _hot_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def require_shallow(data: bytes) -> None:
    """Refuse JSON that is nested deeper than whoever reads it could follow.

    Raises:
        AttemptFailure: It is.
    """
    if nested_deeper(data):
        advice = "The server does not speak the Messages API well."
        raise failure("protocol", f"an event is nested deeper than {MOST_DEPTH} levels", advice)


def decode_data(data: bytes) -> tuple[object, str]:
    """The data of a wire event, decoded, and what is wrong with it.

    What a run file cannot hold is replaced. Data that is not JSON is returned as it is, with the reason.

    Raises:
        AttemptFailure: It is not UTF-8.
    """
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
