"""What reports in lines or in sentences need from events."""

from __future__ import annotations

from streamboard.board.run_remarks import substitute, substitutes
from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended, said_after
from streamboard.board.stream import StreamState
from streamboard.run import content
from streamboard.run.block import Block
from streamboard.run.events import ApiEvent, ErrorInfo, Event, StreamEnded
from streamboard.run.plan import SECOND
from streamboard.run.server_words import failure_in
from streamboard.safety.sanitise import clean_line

_TOGETHER_NS = SECOND // 2
"""Models that begin to answer within this time share a sentence."""


def lines_of(block: Block) -> list[str]:
    """Of a finished block that is not text, beginning with how much was not kept."""
    cut = [f"… the first {block.dropped:,} characters are left out"] if block.dropped else []
    return [*block.given, *cut, *content.lines_of_text(block.kind, block.text)]


def why_it_ended(stream: StreamState, error: ErrorInfo | None) -> tuple[str, str]:
    """What happened, with its cause but no full stop, and what to do; empty of a stream that ended well."""
    if (words := how_it_ended(stream)) is None:
        return "", ""
    sentence, advice = words
    cause = clean_line(error.cause) if error is not None else ""
    return " ".join(word for word in (sentence.rstrip("."), f"({cause})" if cause else "") if word), advice


class Afterwords:
    """Failures behind whole answers, once for each attempt."""

    def __init__(self, board: BoardState) -> None:
        self._board = board
        self._told: set[tuple[str, int]] = set()

    def news(self, event: ApiEvent) -> str:
        """Empty if there is none."""
        said, of = failure_in(event.name, event.body), (event.stream, event.attempt)
        stream = self._board.streams.get(event.stream) if said and of not in self._told else None
        attempt = stream.attempt(event.attempt) if stream is not None else None
        # The board may be ahead.
        if attempt is None or not (after := attempt.message.said_after) or not said.startswith(after):
            return ""
        self._told.add(of)
        return said_after(attempt)


class Substitutes:
    """Models that answer in place of others, once each; those that begin together share a sentence."""

    def __init__(self, board: BoardState) -> None:
        self._board = board
        self._known: set[tuple[str, str]] = set()
        self._new: dict[tuple[str, str], str] = {}
        """The streams that brought pairs not yet told."""
        self._since = 0
        """When the first came."""

    def news(self, event: Event) -> str:
        """Empty until due."""
        if isinstance(event, ApiEvent) and event.name == "message_start":
            self._note(event)
        over = isinstance(event, StreamEnded) and event.stream in self._new.values()
        return self.rest() if self._new and (over or event.t - self._since >= _TOGETHER_NS) else ""

    def rest(self) -> str:
        new, self._new = self._new, {}
        return clean_line(substitutes([*new]))

    def _note(self, event: ApiEvent) -> None:
        stream = self._board.streams.get(event.stream)
        pair = substitute(stream) if stream is not None else None
        if pair is not None and pair not in self._known:
            self._since = self._since if self._new else event.t
            self._known.add(pair)
            self._new[pair] = event.stream
