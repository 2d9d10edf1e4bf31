"""What a run is told from as its events come, in lines or in sentences."""

from __future__ import annotations

from streamboard.board.remarks import substitutes
from streamboard.board.state import BoardState
from streamboard.run.block import Block, DeltaKind, read_delta, read_start
from streamboard.run.events import ApiEvent, ContentBlockDelta, Event
from streamboard.safety.sanitise import clean_line


def content_of(event: Event) -> tuple[DeltaKind, str]:
    """The content that an event brings, as `read_delta` gives it; empty text where it brings none."""
    match event:
        case ContentBlockDelta(delta=delta):
            return read_delta(delta)
        case ApiEvent(name="content_block_delta", body={"delta": dict(delta)}):
            return read_delta(delta)
        case ApiEvent(name="content_block_start", body={"content_block": dict(start)}):
            return read_start(start)
    return "other", ""


def block_of(board: BoardState, event: ApiEvent) -> Block | None:
    """The content block that an event is about."""
    stream, index = board.streams.get(event.stream), event.body.get("index")
    attempt = stream.attempt(event.attempt) if stream is not None else None
    return attempt.message.blocks.get(index) if attempt is not None and isinstance(index, int) else None


class Substitutes:
    """Which models answered in place of others, told when it changes."""

    def __init__(self, board: BoardState) -> None:
        self._board = board
        self._told = ""

    def news(self) -> str:
        """A sentence, if it was not told yet."""
        words = substitutes(self._board) or ""
        if words == self._told:
            return ""
        self._told = words
        return clean_line(words)
