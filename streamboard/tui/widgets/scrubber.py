"""A slider that turns the clock back for all streams at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from streamboard.board.text_at_time import reached_ns
from streamboard.common import units
from streamboard.tui.draw.canvas import Parts, spread
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.hints import hint_parts
from streamboard.tui.widgets.slider import Slider

STEP_NS = 100_000_000
_ROOMY = 20
"""The least terminal height for words above the line."""
_START = " 0 "


def end_of(scene: Scene) -> int:
    """The most nanoseconds after its request that any stream has reached."""
    attempts = [stream.shown for stream in scene.streams if stream.shown is not None]
    return max((reached_ns(attempt, scene.now) for attempt in attempts), default=0)


class Scrubber(Slider):
    DEFAULT_CSS = "Scrubber { height: 2; display: none; }"

    def __init__(self, turn_to: Callable[[int], None]) -> None:
        """`turn_to` takes nanoseconds after each request."""
        super().__init__()
        self._turn_to = turn_to
        self._end = 1

    @property
    def rows(self) -> int:
        return 2 if self.app.size.height >= _ROOMY else 1

    def update_view(self, scene: Scene) -> None:
        self.set_scene(scene)
        if self.styles.height is None or self.styles.height.value != self.rows:
            self.styles.height = self.rows
        self.draw()

    def take(self, share: float) -> None:
        self._turn_to(min(round(share * self._end / STEP_NS) * STEP_NS, self._end))

    # -- drawing

    def paint(self) -> Iterable[Parts]:
        palette, at = self.palette, self.scene.at_ns or 0
        self._end = max(end_of(self.scene), at, 1)
        time = f" t = {at / 1e9:.1f} s"
        if self.rows > 1:
            words: Parts = [(time, palette.bar_strong), (" after each request", palette.bar_dim)]
            legend: Parts = [
                ("┬ first token  ", palette.bar_dim),
                *hint_parts(self.scene.key("board.back"), " now ", palette.key, palette.bar_dim),
            ]
            yield spread(words, legend, self.width, palette.bar)
            time = ""
        left: Parts = [(time, palette.bar_strong), (_START, palette.bar_dim)]
        right: Parts = [(f" {units.ticking(self._end)} ", palette.bar_dim)]
        yield self.laid(left, self._track(at, self.room(left, right)), right)

    def _track(self, at: int, cells: int) -> Parts:
        palette = self.palette
        handle = self._cell(at, cells)
        ticks = self._ticks(cells)
        parts: Parts = []
        for cell in range(cells):
            passed = cell < handle
            if cell == handle:
                parts.append(("●", palette.bar_strong))
            elif cell in ticks:
                style = palette.key if ticks[cell] else palette.bar
                parts.append(("┯" if passed else "┬", style))
            else:
                parts.append(("━", palette.bar) if passed else ("─", palette.bar_dim))
        return parts

    def _cell(self, ns: int, cells: int) -> int:
        return min(max(round(ns * (cells - 1) / self._end), 0), cells - 1)

    def _ticks(self, cells: int) -> dict[int, bool]:
        """Map cells with a first token to whether it is the focused stream's."""
        ticks: dict[int, bool] = {}
        for stream in self.scene.streams:
            ttft = stream.shown.ttft_ns() if stream.shown is not None else None
            if ttft is not None:
                cell = self._cell(ttft, cells)
                ticks[cell] = ticks.get(cell, False) or stream.plan.id == self.scene.cursor
        return ticks
