"""All figures of a stream in a column, each with its unit, under a plot of its speed over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.style import Style
from textual import events

from streamboard import units
from streamboard.board.deltas import DeltaSeries
from streamboard.board.stream import Attempt, StreamState
from streamboard.metrics import meets
from streamboard.plan import Slo
from streamboard.tui.canvas import Parts, spread
from streamboard.tui.figures import end_of, speed_text, tokens_text
from streamboard.tui.inspectable import FigureChosen, figure_at, of_figure
from streamboard.tui.plot import cells_of, plot
from streamboard.tui.scene import Scene
from streamboard.tui.scenecanvas import SceneCanvas

WIDTH = 38
"""Cells of the column."""
_BEAT_NS = 200_000_000
"""How long figures that move stand still."""
_PLOT_ROWS = 7


class Figure(NamedTuple):
    """A row of the column."""

    name: str
    value: str
    unit: str
    key: str = ""
    """What the inspector knows it by; nothing where it does not."""


class FigureColumn(SceneCanvas):
    """The figures of the stream in focus."""

    DEFAULT_CSS = f"FigureColumn {{ width: {WIDTH}; height: 1fr; }}"

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[object, ...] = ()

    def show(self, scene: Scene) -> None:
        """Draw the figures as of a scene, if they can have changed."""
        stream = scene.focus
        if stream is None:
            return
        beat = scene.now // _BEAT_NS if stream.active else stream.revision
        drawn = (id(stream), beat, stream.phase, scene.marks(stream), self.size)
        self.set_scene(scene)
        if drawn != self._drawn:
            self._drawn = drawn
            self.draw()

    def paint(self) -> Iterable[Parts]:
        scene, palette = self.scene, self.palette
        stream, inner = scene.focus, max(self.width - 2, 1)
        if stream is None:
            return
        attempt = stream.shown
        if attempt is not None:
            end = end_of(attempt, scene.now)
            rates = attempt.deltas.rate_history(end, cells_of(inner))
            span = end - attempt.deltas.first if attempt.deltas.first is not None else 0
            yield of_figure("tokens_per_second", [(" tok/s over time", palette.dim)])
            style = palette.live if attempt.ended is None else palette.dim
            rows = min(_PLOT_ROWS, max(self.height // 3, 2))
            for row in plot(rates, span, inner, rows, style, palette):
                yield of_figure("tokens_per_second", [(" ", palette.text), *row])
            yield []
        for figure in _figures(scene, stream):
            yield self._row(figure, inner)

    def _row(self, figure: Figure, width: int) -> Parts:
        palette = self.palette
        style: Style = palette.faint if figure.value == units.DASH else palette.strong
        right: Parts = [(f"{figure.value:>9}", style), (f" {figure.unit:<11}", palette.dim)]
        row = spread([(f" {figure.name}", palette.dim)], right, width, palette.text)
        return of_figure(figure.key, row) if figure.key else row

    def on_click(self, event: events.Click) -> None:
        figure, stream = figure_at(event), self.scene.focus
        if figure is not None and stream is not None:
            self.post_message(FigureChosen(stream.plan.id, figure))


def _figures(scene: Scene, stream: StreamState) -> Iterator[Figure]:
    attempt, now = stream.shown, scene.now
    marks = scene.marks(stream)
    if attempt is None:
        yield _time("queued", stream.queue_time_ns(now), key="queued")
        return
    speed = f"tok/s {marks.speed}".rstrip()
    yield _time("TTFT", attempt.ttft_ns(), marks.ttft, key="ttft")
    yield _time("TTFO", attempt.ttfo_ns(), key="ttfo")
    yield _time("ITL", attempt.itl_ns(), key="itl")
    yield Figure("speed", speed_text(attempt, now), speed, "tokens_per_second")
    yield _time("E2E", attempt.e2e_ns(), key="e2e")
    yield _time("queued", stream.queue_time_ns(now), key="queued")
    tokens = attempt.message.input_tokens
    yield Figure("tokens in", units.DASH if tokens is None else str(tokens), "tok")
    yield Figure("tokens out", tokens_text(attempt), "tok", "output_tokens")
    yield from _gaps(attempt.deltas)
    yield Figure("attempts", str(len(stream.attempts) - stream.round_start), "")
    if scene.board.plan.slo != Slo():
        yield Figure("SLO", _slo(scene.board.plan.slo, attempt, stream), "", "met")


def _gaps(deltas: DeltaSeries) -> Iterator[Figure]:
    n = f"n {len(deltas) - 1}" if len(deltas) > 1 else ""
    yield _time("gap p50", deltas.median_gap_ns(), n, key="gap_p50")
    yield _time("gap p95", deltas.gap_percentile_ns(95), n, key="gap_p95")
    yield _time("gap max", deltas.max_gap_ns, key="gap_max")


def _time(name: str, ns: float | None, note: str = "", *, key: str) -> Figure:
    """A time, its unit apart so that the numbers stand in a column."""
    value, _, unit = units.duration(ns).partition(" ")
    return Figure(name, value, f"{unit} {note}".strip(), key)


def _slo(slo: Slo, attempt: Attempt, stream: StreamState) -> str:
    if stream.phase != "ended":
        return units.DASH
    met = stream.well and meets(
        slo, ttft=attempt.ttft_ns(), ttfo=attempt.ttfo_ns(), itl=attempt.itl_ns(), e2e=attempt.e2e_ns()
    )
    return "✓ met" if met else "✗ missed"
