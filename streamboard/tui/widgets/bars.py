"""The header, the banner, the footer and the base of other bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.widget import Widget

from streamboard.board.run_remarks import common_cause, doubted, substituted, substitutes
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.comparing.gate_rulings import Judged
from streamboard.feeds.feed import Source
from streamboard.report.verdicts import MARKS, TONES
from streamboard.run.events import EndpointState
from streamboard.run.plan import SECOND
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Canvas, Parts, cut, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.hints import hint_parts
from streamboard.tui.keys.key_names import clickable
from streamboard.tui.text.wrap import WrappedText
from streamboard.tui.widgets.totals_row import TotalsRow
from streamboard.tui.widgets.view_links import ViewLink

_ROOMY = 24
"""The least height for a second banner row."""


class Flags(NamedTuple):
    """What the header says about the view and the source."""

    source: Source
    recording: bool
    held: int | None
    """Events waiting while the view is held; None while it is not."""
    place: str = ""
    """`page 2/4`."""
    speed: float | None = None
    """A replay's speed, as a multiple of the original."""
    pace: float | None = None
    """Characters a second; None shows texts as they arrive."""
    behind_ns: int = 0
    """The board's lag, when more arrives than it can show."""
    places: Sequence[ViewLink] = ()
    gates: Sequence[Judged] = ()
    """Empty until the run has ended."""
    slow: tuple[float, int] | None = None
    """A slowed live run's speed, and its lag in nanoseconds."""


class Header(Canvas):
    """What runs where, and the run's figures."""

    DEFAULT_CSS = "Header { height: 2; }"

    def __init__(self, board: BoardState) -> None:
        super().__init__()
        self.board = board
        self._totals = TotalsRow(board)
        self.now = self.clock = 0
        self.flags = Flags("LIVE", False, None)

    def update_view(self, now: int, clock: int, flags: Flags) -> None:
        """`clock`, shown as the time of day, advances even while the view is held."""
        self.now, self.clock, self.flags = now, clock, flags
        self.draw()

    def paint(self) -> Iterable[Parts]:
        yield self._first()
        held, places = self.flags.held is not None, self.flags.places
        yield self._totals.row(self.now, places, self._gates(), self.width, self.palette, held=held)

    def _first(self) -> Parts:
        palette, width = self.palette, self.width
        title: Parts = [
            (" streamboard ", palette.bar_strong),
            (f" {clean_line(self.board.plan.title)} ", palette.bar),
        ]
        right: Parts = [
            *self._badge(),
            (f" {units.clock(self.board.wall_ns(self.clock))} ", palette.bar_strong),
        ]
        room = width - width_of(title) - width_of(right) - 2
        where = cut([(self._where(), palette.bar_dim)], room) if room > 10 else []
        return spread([*title, (" ", palette.bar), *where], right, width, palette.bar)

    def _badge(self) -> Parts:
        palette, flags = self.palette, self.flags
        parts: Parts = []
        if flags.pace is not None:
            parts.append((f"pace {flags.pace:g}/s  ", palette.bar_dim))
        if flags.place:
            turn = clickable(palette.bar_dim, "screen.perform('board.turn_page')")
            parts += [(flags.place, turn), ("  ", palette.bar)]
        if flags.slow is not None:
            catch_up = clickable(palette.alert, "screen.perform('board.skip')")
            parts += [(f" {_slow_words(*flags.slow)} ", catch_up), (" ", palette.bar)]
        if flags.behind_ns >= SECOND:
            words = f" board {units.duration(flags.behind_ns)} behind "
            parts += [(words, palette.alert), (" ", palette.bar)]
        if flags.held is not None:
            waits = flags.held and flags.source == "LIVE"
            waiting = f", {units.count(flags.held, 'event')} to come" if waits else ""
            parts.append((f" PAUSED{waiting} ", clickable(palette.alert, "screen.perform('board.pause')")))
            parts.append((" ", palette.bar))
        # Permanent items come last, so that they never move.
        if flags.source == "REPLAY":
            pace = "" if flags.speed in (None, 1) else f" {flags.speed:g}x"
            parts.append((f"▶ REPLAY{pace}", palette.bar_strong))
        elif flags.recording:
            parts.append(("● REC", palette.on_bar(palette.trouble)))
        else:
            parts.append(("not recorded", palette.bar_dim))
        simulated = {self.board.simulated(stream) for stream in self.board.streams.values()}
        if True in simulated:
            words = " PARTLY SIMULATED " if len(simulated) > 1 else " SIMULATED "
            parts += [(" ", palette.bar), (words, palette.alert)]
        return parts

    def _where(self) -> str:
        known = self._endpoints()
        if not known:
            return "starting the engine" if self.board.started is None else ""
        words = []
        for state in known:
            reason = f" ({clean_line(state.reason)})" if state.reason else ""
            words.append(f"{clean_line(state.detail)}{reason}")
        return ", ".join(words)

    def _endpoints(self) -> list[EndpointState]:
        used = dict.fromkeys(stream.endpoint() for stream in self.board.streams.values())
        return [self.board.endpoints[name] for name in used if name in self.board.endpoints]

    def _gates(self) -> Parts:
        parts: Parts = []
        for ruling, mark in MARKS.items():
            if number := sum(gate.ruling == ruling for gate in self.flags.gates):
                style = self.palette.tone_on_bar(TONES[ruling])
                parts.append((f" {number}{mark}", clickable(style, "screen.perform('board.gates')")))
        return [("gates", self.palette.bar_dim), *parts] if parts else []


def _slow_words(speed: float, behind_ns: int) -> str:
    """`SLOW 5x, 12 s behind`."""
    pace = f"SLOW {1 / speed:.3g}x" if speed < 1 else f"CATCHING UP {speed:g}x" if speed > 1 else "LATER"
    return f"{pace}, {behind_ns // SECOND} s behind"


class Banner(Canvas):
    """A problem of the whole run; hidden if there is none."""

    DEFAULT_CSS = "Banner { height: 1; display: none; }"

    def __init__(self, board: BoardState) -> None:
        super().__init__()
        self.board = board
        self.now = 0

    def update_view(self, now: int) -> None:
        self.now = now
        problem = self._problem()
        self.display = problem is not None
        if problem is not None:
            self.styles.height = self.rows
            self.draw()

    @property
    def rows(self) -> int:
        if not self.display:
            return 0
        roomy = self.app.size.height >= _ROOMY
        return min(len(self._wrapped()), 2 if roomy else 1)

    def _problem(self) -> str | None:
        board = self.board
        problem = board.problems[-1] if board.problems else common_cause(board)
        if problem is not None:
            return f"✗ {problem}"
        if (failed := board.recording_failed) is not None:
            since = units.ticking(max(self.now - failed.t, 0))
            return f"✗ not recording for {since}: {failed.message}"
        others = substitutes(substituted(board))
        remark = others or doubted(board)
        return f"! {remark}" if remark else None

    def paint(self) -> Iterable[Parts]:
        wrapped, rows = self._wrapped(), self.rows
        for index in range(min(len(wrapped), rows)):
            more = [("…", self.palette.trouble)] if index == rows - 1 < len(wrapped) - 1 else []
            yield cut([(" ", self.palette.trouble), *wrapped.line(index), *more], self.width)

    def _wrapped(self) -> WrappedText:
        wrapped = WrappedText(max(self.app.size.width - 2, 1))
        wrapped.append(clean_line(self._problem() or ""), self.palette.trouble)
        return wrapped


class BottomBar(Widget):
    """The base of bars above the footer."""

    DEFAULT_CSS = "BottomBar { height: 1; }"

    @property
    def rows(self) -> int:
        """While shown."""
        return 1

    def take_keys(self, widget: Widget) -> None:
        """Focus at once: the next key may already have been pressed."""
        self.screen.set_focus(widget, scroll_visible=False)

    def hints(self, scene: Scene) -> list[tuple[str, str]]:
        """Keys for the footer, the most needed first; the last two are always shown."""
        return []


class Footer(Canvas):
    """Keys that do not fit are only in the help."""

    DEFAULT_CSS = "Footer { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.keys: Sequence[tuple[str, str]] = ()
        self._always = 0

    def update_view(self, keys: Sequence[tuple[str, str]], always: int) -> None:
        """The most needed first; the last `always` are always shown."""
        if (keys, always) != (self.keys, self._always):
            self.keys, self._always = keys, always
            self.draw()

    def paint(self) -> Iterable[Parts]:
        palette, width = self.palette, self.width
        items = [self._item(key, words) for key, words in self.keys]
        others, last = items[: -self._always], items[-self._always :]
        while len(last) > 1 and sum(map(width_of, last)) >= width:
            del last[0]
        right: Parts = [*(part for item in last for part in item), (" ", palette.bar)]
        left: Parts = []
        for item in others:
            if width_of(left) + width_of(item) + width_of(right) > width:
                break
            left += item
        yield spread(left, right, width, palette.bar)

    def _item(self, key: str, words: str) -> Parts:
        return hint_parts(f" {key}", f" {words} ", self.palette.key, self.palette.bar_dim)
