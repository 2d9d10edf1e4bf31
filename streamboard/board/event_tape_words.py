"""Tape rows for API events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamboard.board.attempt import Attempt
from streamboard.board.event_log import MOST_DETAIL, MOST_LABEL
from streamboard.board.event_tape import TapeRow
from streamboard.board.log_details import describe
from streamboard.common import units
from streamboard.run.events import ApiEvent, ContentBlockDelta
from streamboard.run.message import Changes
from streamboard.run.reserved_names import event_name
from streamboard.run.server_words import failure_in

_MOST_TEXT = 200
"""Characters of a delta."""


def delta_row(event: ContentBlockDelta | ApiEvent, attempt: Attempt, changes: Changes) -> TapeRow:
    (change,) = changes
    index, delta = (
        (event.index, event.delta)
        if isinstance(event, ContentBlockDelta)
        else (event.body.get("index"), _mapping(event.body.get("delta")))
    )
    kind, text, block = change.kind, change.text, change.place
    return TapeRow(
        event.t,
        event.attempt,
        "content_block_delta",
        text[:_MOST_TEXT],
        str(delta.get("type"))[:MOST_LABEL],
        index if isinstance(index, int) else None,
        kind,
        len(text),
        attempt.message.blocks[block].chars if text and block >= 0 else 0,
        attempt.deltas.chars[-1] if attempt.deltas.chars else 0,
        source="api",
    )


def api_row(event: ApiEvent, attempt: Attempt, changes: Changes) -> TapeRow:
    index = event.body.get("index")
    words = describe(event, attempt)
    row = TapeRow(
        event.t,
        event.attempt,
        event_name(event.name)[:MOST_LABEL],
        (f"index {index} {words}".rstrip() if isinstance(index, int) else words)[:MOST_DETAIL],
        trouble=bool(failure_in(event.name, event.body)),
        source="api",
    )
    row.chars = attempt.deltas.chars[-1] if attempt.deltas.chars else 0
    row.change = _change(event, attempt, changes)[:MOST_DETAIL]
    return row


def _change(event: ApiEvent, attempt: Attempt, changes: Changes) -> str:
    message, body = attempt.message, event.body
    added = sum(len(change.text) for change in changes)
    brought = f", +{units.count(added, 'character')}" if added else ""
    match event.name:
        case "message_start":
            tokens = message.input_tokens
            known = [f"model {message.model}" if message.model else "", _count("input_tokens", tokens)]
            return f"an answer begins: {', '.join(filter(None, known))}".rstrip(": ") + brought
        case "content_block_start":
            block = _mapping(body.get("content_block"))
            return f"a block begins: {block.get('type')}{brought}"
        case "content_block_stop":
            closed = [change.closed for change in changes if change.closed is not None]
            return "; ".join(f"{block.kind} is whole: {_chars(block.chars)}" for block in closed)
        case "message_delta":
            reason = message.stop_reason
            known = [
                f"stop_reason {reason}" if reason else "",
                _count("output_tokens", message.output_tokens),
            ]
            return ", ".join(filter(None, known))
        case "message_stop":
            return "the answer is whole"
        case "ping":
            return "nothing; the server is alive"
        case "error":
            return "the answer breaks off here"
    return f"nothing that is known{brought}"


def _count(name: str, tokens: int | None) -> str:
    return "" if tokens is None else f"{name} {tokens:,}"


def _chars(count: int) -> str:
    return units.count(count, "character")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
