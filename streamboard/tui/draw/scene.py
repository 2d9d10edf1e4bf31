"""What a view draws: the board at a point in time, and the user's choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from rich.cells import cell_len

from streamboard.board.attempt import Attempt
from streamboard.board.event_tape import LogDepth, TapeRow
from streamboard.board.matrix import Matrices, Matrix
from streamboard.board.search import NOTHING, Search
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.board.text_at_time import chars_at, text_at
from streamboard.board.votes.ballot import Ballot
from streamboard.comparing.ghost import Ghost
from streamboard.figures.best_and_worst import Marks
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.labels import label


class EventAt(NamedTuple):
    stream: str
    """The stream's id."""
    place: int
    """Its index in the stream's tape, counting dropped events."""
    row: TapeRow


@dataclass(frozen=True)
class Scene:
    """Views keep no other state of the run."""

    board: BoardState
    now: int
    """The run's clock, or the time at which the view is held."""
    streams: Sequence[StreamState]
    """Those shown, in order."""
    cursor: str | None
    """The id of one of `streams`; None if there are none."""
    width: int
    height: int
    """Of the view, in cells."""
    marked: frozenset[str] = frozenset()
    """Ids of streams marked for a bulk action."""
    pinned: str | None = None
    """The id of the stream that others are compared with."""
    show_log: bool = True
    depth: LogDepth = "folded"
    step: EventAt | None = None
    """Its stream is shown as of this event."""
    unfold: bool = False
    """Show ended thinking in full."""
    rendered: bool = True
    search: Search = NOTHING
    """Already applied to `streams`."""
    at_ns: int | None = None
    """Show texts as of this long after their requests; None shows all."""
    blind: bool = False
    """Hide the streams' names."""
    released: int | None = None
    """Characters shown of every answer; None shows all."""
    ballot: Ballot | None = None
    pace: float | None = None
    """Characters typed a second; None shows them as they arrive."""
    key_names: Mapping[str, str] = field(default_factory=dict)
    """The first key of each action, by id."""
    badges: Mapping[str, str] = field(default_factory=dict)
    """What tells a stream from the others, by id."""

    held: bool = False
    """The view is paused."""
    live: bool = True
    """A running engine takes commands."""
    recorded: bool = False
    """This is a replay."""
    marks: Marks = field(default_factory=Marks)
    """Shared by successive scenes, like `matrices`."""
    ghost: Ghost | None = None
    matrices: Matrices = field(default_factory=Matrices)
    grouped: bool = False
    """Streams are grouped by prompt."""

    def key(self, action: str) -> str:
        return self.key_names[action]

    def step_of(self, stream: StreamState) -> int | None:
        return self.step.place if self.step is not None and self.step.stream == stream.plan.id else None

    def is_past(self, stream: StreamState) -> bool:
        return self.at_ns is not None or self.step_of(stream) is not None

    def answer(self, attempt: Attempt) -> str:
        """Unsanitised."""
        if self.at_ns is not None:
            return text_at(attempt, chars_at(attempt, self.at_ns))
        return attempt.message.text if self.released is None else attempt.message.text[: self.released]

    def partner(self, stream: StreamState) -> StreamState | None:
        """The ghost's counterpart, unless names are hidden."""
        if self.ghost is None or self.blind:
            return None
        found = self.ghost.board.streams.get(stream.plan.id)
        return None if found is None or not found.attempts else found

    def beside(self) -> Scene:
        assert self.ghost is not None
        return replace(self, board=self.ghost.board, now=self.ghost.now, marks=Marks(), ghost=None)

    @property
    def focus(self) -> StreamState | None:
        return self.board.streams.get(self.cursor) if self.cursor is not None else None

    @cached_property
    def index(self) -> int:
        """The place of the focus in `streams`, or -1."""
        for place, stream in enumerate(self.streams):
            if stream.plan.id == self.cursor:
                return place
        return -1

    @cached_property
    def _marks(self) -> Marks:
        self.marks.look_at(self.board.streams.values())
        return self.marks

    @cached_property
    def is_mixed(self) -> bool:
        """Whether only some answers are simulated."""
        return len({self.board.simulated(stream) for stream in self.board.streams.values()}) > 1

    def mark(self, stream: StreamState, figure: Figure) -> str:
        if self.blind or figure.better is None or stream.phase != "ended":
            return ""
        return self._marks.of(figure, self.now).get(stream.plan.id, "")

    def reading(self, stream: StreamState, figure: Figure) -> Reading:
        reading = figure.of(stream, self.now)
        mark = self.mark(stream, figure)
        return reading._replace(mark=mark) if mark else reading

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {stream.plan.id: alias(place) for place, stream in enumerate(self.streams)}

    def name(self, stream: StreamState) -> str:
        """Sanitised, or a letter while names are hidden."""
        if self.blind:
            return self._aliases.get(stream.plan.id, "?")
        return clean_line(stream.plan.name)

    @cached_property
    def matrix(self) -> Matrix:
        return self.matrices.of(self.streams)

    def title(self, stream: StreamState) -> str:
        """Sanitised, without the prompt if the group's head gives it."""
        if not self.grouped or self.blind:
            return self.name(stream)
        return clean_line(self.matrix.title(stream))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(map(self.name, self.streams))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        return tuple(map(self.title, self.streams)) if self.grouped else self._names

    @cached_property
    def titles_width(self) -> int:
        """In cells."""
        return max(map(cell_len, self.titles), default=0)

    def short_name(self, stream: StreamState, width: int) -> str:
        return label(self.name(stream), self._names, width)

    def short_title(self, stream: StreamState, width: int) -> str:
        return label(self.title(stream), self.titles, width)

    def flag(self, stream: StreamState) -> str:
        return "⚑" if self.pinned == stream.plan.id else "+" if stream.plan.id in self.marked else ""

    def badge(self, stream: StreamState) -> str:
        """Sanitised."""
        return "" if self.blind else clean_line(self.badges.get(stream.plan.id, ""))

    def model(self, stream: StreamState) -> str:
        """Sanitised."""
        return "" if self.blind else clean_line(stream.model())


def alias(place: int) -> str:
    """`A`, `B`, ... `Z`, `AA`, ..."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
