"""The metric inspector: how a stream's figures were computed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import ClassVar, Protocol

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.catalogue import RUN_FIGURES, figures_of
from streamboard.figures.figure import Figure, asked_of
from streamboard.figures.figure_base import interval_text
from streamboard.figures.inspection import Definition, Inspection, inspect, inspect_run
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import Unit
from streamboard.tui.chosen_streams import Selection
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.draw.canvas import Canvas, Parts, cut, spread, under_cursor, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.figures.readings import sign_part
from streamboard.tui.views.view import View

_LIST = 24
"""The list's width, in cells."""
_BESIDE = 60
"""Cells needed to show the list beside the figure."""
_PER_SECOND = 5
_FIRST = "ttft"
"""The figure shown if none was chosen."""
_TOOL, _NAME, _VALUE = 12, 14, 13


class Inspected(Protocol):
    board: BoardState
    selection: Selection

    @property
    def view_shown(self) -> View: ...

    def scene(self) -> Scene: ...

    def draw_frame(self) -> None: ...


def precise(value: float | None, unit: Unit) -> str:
    """Return a value to 0.1 ms, or a rate to 0.01, because definitions often differ by little."""
    return units.DASH if value is None else unit.exact(value)


class InspectorCanvas(Canvas):
    def __init__(self, of: Inspected, key: str | None) -> None:
        super().__init__()
        self._of = of
        board = of.board
        of_run = [figure for figure in RUN_FIGURES if figure.worth(board)]
        self._all: tuple[Figure | RunFigure, ...] = (
            *asked_of(board.streams.values(), figures_of(board.plan.slo)),
            *of_run,
        )
        tags = [figure.tag for figure in self._all]
        self.chosen = tags.index(key if key in tags else _FIRST)
        """The chosen figure's index."""
        self._first = 0
        """The first visible figure's index."""

    def choose(self, place: int) -> None:
        self.chosen = place % len(self._all)
        self.draw()

    def on_click(self, event: events.Click) -> None:
        place = event.y - 2 + self._first
        if self.width >= _BESIDE and event.x < _LIST and 0 <= place < len(self._all):
            self.choose(place)

    def paint(self) -> Iterable[Parts]:
        scene = self._of.scene()
        stream = scene.focus
        if stream is None:
            return [[("There is no stream.", self.palette.dim)]]
        figure = self._all[self.chosen]
        if isinstance(figure, RunFigure):
            found = inspect_run(scene.board, figure, scene.now)
        else:
            found = inspect(stream, figure, scene.now)
        title = [self._title(scene, stream), []]
        if self.width < _BESIDE:
            return [*title, *self._about(found, self.width), [], *self._comparison(found)]
        about, below = self._about(found, self.width - _LIST), self._comparison(found)
        figures = self._figures(scene, stream)
        room = max(self.height - len(title) - len(below), len(about))
        self._first = min(max(self.chosen - room // 2, 0), max(len(figures) - room, 0))
        figures = figures[self._first : self._first + room]
        rows = max(len(about), len(figures))
        about += [[] for _ in range(rows - len(about))]
        figures += [[] for _ in range(rows - len(figures))]
        beside: list[Parts] = [
            [*spread(left, [], _LIST, self.palette.text), *right]
            for left, right in zip(figures, about, strict=True)
        ]
        spare: list[Parts] = [[]] if len(title) + rows + len(below) < self.height else []
        return [*title, *beside, *spare, *below]

    def _title(self, scene: Scene, stream: StreamState) -> Parts:
        palette = self.palette
        left: Parts = [
            (f"{stream.number} ", palette.dim),
            (scene.name(stream), palette.strong),
            (f"  {scene.model(stream)}", palette.dim),
        ]
        number = stream.shown.number if stream.shown is not None else 0
        right: Parts = [(f"attempt {number}", palette.dim)] if number > 1 else []
        if scene.board.simulated(stream):
            right = [*right, ("  ", palette.text), (" SIMULATED ", palette.alert)]
        return spread(left, right, self.width, palette.text)

    def _figures(self, scene: Scene, stream: StreamState) -> list[Parts]:
        palette = self.palette
        rows: list[Parts] = []
        for place, figure in enumerate(self._all):
            if isinstance(figure, RunFigure):
                reading = figure.of(scene.board, scene.now)
                value = figure.text(reading).removesuffix(reading.sign)
            else:
                reading = scene.reading(stream, figure)
                value = figure.text(reading, 8)
            row: Parts = [
                (f"{'▶' if place == self.chosen else ' '} {figure.name:<10.10}", palette.dim),
                (f"{value:>8}", palette.text),
                sign_part(reading, palette),
            ]
            if place == self.chosen:
                row = under_cursor(row, palette)
            rows.append(row)
        return rows

    def _about(self, found: Inspection, width: int) -> list[Parts]:
        palette = self.palette
        reading = found.reading
        head: Parts = [
            (f"{found.figure.title}  ", palette.dim),
            (f"{precise(reading.value, found.figure.unit)}", palette.strong),
            (f"{'~' if reading.estimated and reading.value is not None else ''}", palette.strong),
            (f" {found.figure.unit.name or ''}", palette.dim),
        ]
        if reading.note and reading.value is not None:
            head.append((f" {reading.note}", palette.text))
        rows: list[Parts] = [head]
        rows += self._wrapped(found.figure.definition, palette.text, width)
        rows += self._wrapped(f"= {found.figure.formula}", palette.dim, width)
        if reading.value is None:
            return rows + self._wrapped(f"absent: {found.inputs}", palette.text, width)
        rows += self._wrapped(f"= {found.inputs}", palette.live, width)
        if found.sample:
            rows += self._wrapped(f"n {found.sample}", palette.text, width)
        if found.tokens_from:
            rows.append(cut([(found.tokens_from, palette.text)], width))
        if words := interval_text(found.figure.unit, reading):
            value = precise(reading.value, found.figure.unit)
            style = palette.trouble if reading.unsure else palette.dim
            rows += self._wrapped(f"{value}, {words}: the engine was late meanwhile", style, width)
        return rows

    def _wrapped(self, words: str, style: Style, width: int) -> list[Parts]:
        return [[(line, style)] for line in textwrap.wrap(words, max(width, 8))]

    def _comparison(self, found: Inspection) -> list[Parts]:
        palette, width = self.palette, self.width
        title = " the same sample, as others define it "
        rows: list[Parts] = [spread([(title, palette.dim)], [], width, palette.faint, character="─")]
        ours = found.views[0] if found.views else None
        rows += [self._view(view, found.figure.unit, ours) for view in found.views]
        rows += self._wrapped(found.figure.why, palette.dim, width)
        return rows

    def _view(self, view: Definition, unit: Unit, ours: Definition | None) -> Parts:
        palette = self.palette
        value = precise(view.value, unit)
        differs = ours is not None and view.value is not None and value != precise(ours.value, unit)
        style = palette.live if differs else palette.text if view.value is not None else palette.dim
        parts: Parts = [
            (f"{view.tool:<{_TOOL}}", palette.dim),
            (f"{view.name or units.DASH:<{_NAME}}", palette.text if view.name else palette.dim),
            (f"{value:>{_VALUE}}", style),
        ]
        room = self.width - width_of(parts) - 3
        if room >= 8:
            parts += [("   ", palette.text), *cut([(view.formula, palette.dim)], room)]
        return parts


class Inspector(Dialog[None]):
    DEFAULT_CSS = """
    Inspector { align: center middle; }
    Inspector > Container {
        width: 100; max-width: 100%; height: 24; max-height: 100%;
        background: $background; border: round $primary; padding: 0 1;
    }
    Inspector InspectorCanvas { width: 1fr; height: 1fr; }
    """
    OPENED_BY = "board.inspect"
    HINTS = (("↑↓", "figure"), ("←→", "stream"), ("esc", "closes this"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "close", show=False),
        Binding("down,j", "figure(1)", "next figure", show=False),
        Binding("up,k", "figure(-1)", "previous figure", show=False),
        Binding("right,l,tab", "stream(1)", "next stream", show=False, priority=True),
        Binding("left,h,shift+tab", "stream(-1)", "previous stream", show=False, priority=True),
    ]

    def __init__(self, screen: Inspected, key: str | None = None) -> None:
        """`key` names the figure to begin with."""
        super().__init__()
        self._of = screen
        self._canvas = InspectorCanvas(screen, key)

    def compose(self) -> ComposeResult:
        with Container() as window:
            self.put_hints(window)
            yield self._canvas

    def on_mount(self) -> None:
        self.set_interval(1 / _PER_SECOND, self._canvas.draw)

    def action_figure(self, step: int) -> None:
        self._canvas.choose(self._canvas.chosen + step)

    def action_stream(self, step: int) -> None:
        scene = self._of.scene()
        self._of.selection.cursor = self._of.view_shown.step(scene, step, 0)
        self._of.draw_frame()
        self._canvas.draw()
