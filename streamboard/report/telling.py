"""What reports of a run need from its events, in lines or in sentences."""

from __future__ import annotations

from streamboard.board.remarks import substitutes
from streamboard.board.state import BoardState
from streamboard.run.block import Block, DeltaKind, read_delta, read_start
from streamboard.run.events import ApiEvent, ContentBlockDelta, Event
from streamboard.safety.sanitise import clean_line


def content_of(event: Event) -> tuple[DeltaKind, str]:
    """The kind and text of the content that an event brings; the text is empty if it brings none."""
    match event:
        case ContentBlockDelta(delta=delta):
            return read_delta(delta)
        case ApiEvent(name="content_block_delta", body={"delta": dict(delta)}):
            return read_delta(delta)
        case ApiEvent(name="content_block_start", body={"content_block": dict(start)}):
            return read_start(start)
    return "other", ""


def block_of(board: BoardState, event: ApiEvent) -> Block | None:
    """The content block that an event is about, if it is known."""
    stream, index = board.streams.get(event.stream), event.body.get("index")
    attempt = stream.attempt(event.attempt) if stream is not None else None
    return attempt.message.blocks.get(index) if attempt is not None and isinstance(index, int) else None


class Substitutes:
    """Says which models answer in place of others, whenever that changes."""

    def __init__(self, board: BoardState) -> None:
        self._board = board
        self._told = ""

    def news(self) -> str:
        """The sentence, if it is new; else an empty text."""
        words = substitutes(self._board) or ""
        if words == self._told:
            return ""
        self._told = words
        return clean_line(words)
