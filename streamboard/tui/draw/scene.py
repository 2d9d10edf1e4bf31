"""What a view is asked to draw: the board as of a time, and what the user has chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from streamboard.board.attempt import Attempt
from streamboard.board.ballot import Ballot
from streamboard.board.finding import NOTHING, Search
from streamboard.board.moment import chars_at, text_at
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure
from streamboard.figures.marks import Marks
from streamboard.figures.reading import Reading
from streamboard.safety.sanitise import clean_line


@dataclass(frozen=True)
class Scene:
    """One frame's worth of facts. Views draw from it and keep no other state of the run."""

    board: BoardState
    now: int
    """The run's clock, or the time at which the view is held."""
    streams: Sequence[StreamState]
    """Those to show, in the user's order."""
    cursor: str | None
    """The id of the stream in focus, which is one of them; None where there are none."""
    width: int
    height: int
    """The cells that the view has."""
    marked: frozenset[str] = frozenset()
    """Streams that the user marked, for what is done to several of them."""
    pinned: str | None = None
    """The stream that others are compared with."""
    show_log: bool = True
    unfold: bool = False
    """Show thinking in full also when it is over."""
    rendered: bool = True
    """Render Markdown in answers that have ended."""
    search: Search = NOTHING
    """What is searched for: it chose the streams, and is to be lit up in texts."""
    at_ns: int | None = None
    """Show each text as it was so long after its request; None shows all of it."""
    blind: bool = False
    """Hide whose answers they are."""
    released: int | None = None
    """Show so many characters of each answer, the same number of all; None shows all of them."""
    ballot: Ballot | None = None
    """The answers that are voted on."""
    pace: float | None = None
    """Characters a second at which texts are typed out; None shows them as they come."""
    key_names: Mapping[str, str] = field(default_factory=dict)
    """The names of keys that the user gave to what has these ones else."""
    badges: Mapping[str, str] = field(default_factory=dict)
    """By stream id: what tells it from the others."""

    held: bool = False
    """The view is held: the clock stands."""
    live: bool = True
    """There is an engine that takes commands."""
    recorded: bool = False
    """It is a recording."""
    marks: Marks = field(default_factory=Marks)
    """Which figures are the best and the worst, kept from scene to scene."""

    def key(self, usual: str) -> str:
        """What the key is called that does what this one does unless the user gave it another."""
        return self.key_names.get(usual, usual)

    def answer(self, attempt: Attempt) -> str:
        """An attempt's answer as far as it is to be shown: visible text alone, as it came."""
        if self.at_ns is not None:
            return text_at(attempt, chars_at(attempt, self.at_ns))
        return attempt.message.text if self.released is None else attempt.message.text[: self.released]

    @property
    def focus(self) -> StreamState | None:
        """The stream in focus."""
        return self.board.streams.get(self.cursor) if self.cursor is not None else None

    @cached_property
    def index(self) -> int:
        """The place of the stream in focus among those shown; -1 where there is none."""
        for place, stream in enumerate(self.streams):
            if stream.plan.id == self.cursor:
                return place
        return -1

    @cached_property
    def _marks(self) -> Marks:
        self.marks.look_at(self.board.streams.values())
        return self.marks

    def mark(self, stream: StreamState, figure: Figure) -> str:
        """Whether a stream's figure is the best or the worst; empty while names are hidden."""
        if self.blind or figure.better is None or stream.phase != "ended":
            return ""
        return self._marks.of(figure, self.now).get(stream.plan.id, "")

    def reading(self, stream: StreamState, figure: Figure) -> Reading:
        """A figure of a stream as of now, with its mark."""
        reading = figure.of(stream, self.now)
        mark = self.mark(stream, figure)
        return reading._replace(mark=mark) if mark else reading

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {stream.plan.id: alias(place) for place, stream in enumerate(self.streams)}

    def name(self, stream: StreamState) -> str:
        """What to call a stream, clean: its name, or a letter while names are hidden."""
        if self.blind:
            return self._aliases.get(stream.plan.id, "?")
        return clean_line(stream.plan.name)

    def flag(self, stream: StreamState) -> str:
        """A sign for a stream that is pinned or marked; empty for others."""
        return "⚑" if self.pinned == stream.plan.id else "+" if stream.plan.id in self.marked else ""

    def badge(self, stream: StreamState) -> str:
        """What tells a stream from the others, clean; nothing while names are hidden."""
        return "" if self.blind else clean_line(self.badges.get(stream.plan.id, ""))

    def model(self, stream: StreamState) -> str:
        """The model that answers, clean; nothing while names are hidden."""
        return "" if self.blind else clean_line(stream.model())


def alias(place: int) -> str:
    """`A`, `B`, ... `Z`, `AA`, ..."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
