"""A run as labelled lines as they come, for pipes, logs, CI and screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from streamboard.board.deltas import CHARS_PER_TOKEN
from streamboard.board.state import BoardState, Folded
from streamboard.board.status import status
from streamboard.common import units
from streamboard.report.checks import check_lines
from streamboard.report.live.teller_parts import Afterwords, Substitutes, lines_of, why_it_ended
from streamboard.run import content
from streamboard.run.block import Block
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    EndpointHeld,
    EndpointState,
    RecordingFailed,
    RetryScheduled,
    StreamEnded,
)
from streamboard.run.message import Change
from streamboard.safety.sanitise import clean, clean_line

LONGEST_WORD = 1000
"""Characters without a space after which a line is broken anyway."""
LINE_LENGTH = 96
"""About so many characters: text is broken at spaces, as streams take turns line by line."""


class LinePrinter:
    """Turns run events, which the board has folded, into lines that begin with the stream's name."""

    def __init__(self, board: BoardState, write: Callable[[str], None], columns: int | None = None) -> None:
        """`write` takes a line without its newline; `columns` is the width available, None for no limit."""
        self._board = board
        self._write = write
        self._open: dict[str, str] = {}
        """Unprinted text by stream."""
        names = [clean_line(stream.plan.name) for stream in board.streams.values()]
        self._substitutes = Substitutes(board)
        self._afterwords = Afterwords(board)
        self._width = min(max(map(len, names), default=0), 28)
        room = LINE_LENGTH if columns is None else columns - self._width - 3
        self._length = max(min(room, LINE_LENGTH), 20)

    def take(self, folded: Iterable[Folded]) -> None:
        for event, changes in folded:
            self._remark(self._substitutes.news(event))
            for change in changes:
                self._answer(event.stream, change)  # type: ignore[union-attr]
            match event:
                case EndpointState(state="starting"):
                    pass  # Progress is for a screen.
                case EndpointState():
                    self._endpoint(event)
                case AttemptStarted():
                    self._label(event.stream, f"· to {event.endpoint} ({clean_line(event.model)})")
                case EndpointHeld():
                    wait = units.duration(event.until_ns - event.t)
                    self._write(
                        f"endpoint {clean_line(event.endpoint)} held for {wait}: {clean_line(event.reason)}"
                    )
                case RetryScheduled():
                    wait = units.duration(event.delay_ns)
                    self._label(
                        event.stream, f"↻ {clean_line(event.reason)}: attempt {event.next_attempt} in {wait}"
                    )
                case AttemptEnded():
                    self._flush(event.stream)
                case ApiEvent():
                    if words := self._afterwords.news(event):
                        self._label(event.stream, f"! {words}")
                case StreamEnded():
                    self._end(event)
                case RecordingFailed():
                    self._write(f"not recording: {clean_line(event.message)}")

    def _remark(self, words: str) -> None:
        if words:
            self._write(f"! {words}")

    def _endpoint(self, event: EndpointState) -> None:
        simulated = "SIMULATED: " if event.simulated else ""
        reason = f" ({clean_line(event.reason)})" if event.reason else ""
        self._write(f"endpoint {event.endpoint} {event.state}: {simulated}{clean_line(event.detail)}{reason}")

    def _answer(self, stream_id: str, change: Change) -> None:
        if change.kind == "text":
            self._text(stream_id, change.text)
        elif change.closed is not None:
            self._block(stream_id, change.closed)

    def _text(self, stream_id: str, text: str) -> None:
        *lines, rest = (self._open.get(stream_id, "") + clean(text)).split("\n")
        for line in lines:
            self._label(stream_id, f"  {line}", flush=False)
        begin = 0
        while len(rest) - begin > self._length:
            space = rest.rfind(" ", begin + 1, begin + self._length + 1)
            if space < 0 and len(rest) - begin < LONGEST_WORD:
                break
            end = space if space >= 0 else begin + LONGEST_WORD
            self._label(stream_id, f"  {rest[begin:end]}", flush=False)
            begin = end + (space >= 0)
        self._open[stream_id] = rest[begin:]

    def _block(self, stream_id: str, block: Block) -> None:
        """A finished block that is not text, and the sources of one that cites."""
        lines = []
        if block.kind == "thinking" and block.chars:
            lines = [f"▸ thought, {block.chars // CHARS_PER_TOKEN} tok~"]
        elif block.kind not in ("text", "thinking"):
            lines = [f"▸ {content.title_of(block.kind, block.name)}", *lines_of(block)]
        lines += [f"[{number}] {note}" for number, note in enumerate(block.notes, 1)]
        for line in lines:
            self._label(stream_id, f"  {clean_line(line)}")

    def _end(self, event: StreamEnded) -> None:
        stream = self._board.streams.get(event.stream)
        if stream is None:
            return
        state = status(stream, self._board, event.t)
        self._label(event.stream, f"{state.mark} {state.words}")
        for line in check_lines(stream):
            self._label(event.stream, f"  {line}")
        if any(words := why_it_ended(stream, event.error)):
            self._label(event.stream, f"  {'. '.join(filter(None, words))}")

    def finish(self) -> None:
        """Flush streams whose events stopped coming."""
        self._remark(self._substitutes.rest())
        for stream_id, stream in self._board.streams.items():
            for change in stream.current.message.close() if stream.current is not None else ():
                self._answer(stream_id, change)
            self._flush(stream_id)

    def _flush(self, stream_id: str) -> None:
        rest = self._open.pop(stream_id, "")
        if rest.strip():
            self._label(stream_id, f"  {rest}", flush=False)

    def _label(self, stream_id: str, words: str, *, flush: bool = True) -> None:
        if flush:
            self._flush(stream_id)
        stream = self._board.streams.get(stream_id)
        name = clean_line(stream.plan.name if stream is not None else stream_id)
        self._write(f"{name[: self._width]:<{self._width}} {words}".rstrip())
