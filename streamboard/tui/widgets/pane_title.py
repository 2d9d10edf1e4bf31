"""The upper edge of a pane: name, model and state."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style

from streamboard.board.state import BoardState
from streamboard.board.status import Status, status
from streamboard.board.stream import StreamState
from streamboard.tui.draw.canvas import Parts, cut, spread, width_of
from streamboard.tui.draw.labels import label
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.checks import tally, tally_style
from streamboard.tui.text.chars_shown import is_typed
from streamboard.tui.widgets.tape_rows import NARROW

_SIMULATED, _SIM = " SIMULATED", " SIM"
_LEAST_MODEL = 8
"""The fewest cells worth showing a model or badge in."""


class _Signs(NamedTuple):
    state: Status
    number: int
    title: str
    titles: tuple[str, ...]
    """Of all streams, to keep this one distinct."""
    model: str
    badge: str
    flag: str
    simulated: bool
    retries: int
    checks: str
    checks_style: Style
    typed: bool
    width: int
    edge: Style
    palette: Palette


class PaneTitle:
    def __init__(self) -> None:
        self._told: _Signs | None = None
        self._parts: Parts = []

    def row(
        self, scene: Scene, board: BoardState, stream: StreamState, width: int, edge: Style, palette: Palette
    ) -> Parts:
        told = _Signs(
            status(stream, board, scene.now),
            stream.number,
            scene.title(stream),
            scene.titles,
            scene.model(stream),
            scene.badge(stream),
            scene.flag(stream),
            scene.is_mixed and board.simulated(stream),
            stream.retries,
            "" if scene.blind else tally(stream.shown),
            palette.dim if stream.shown is None else tally_style(stream.shown, palette),
            is_typed(scene, stream),
            width,
            edge,
            palette,
        )
        if told != self._told:
            self._told, self._parts = told, _row(told)
        return self._parts


def _row(told: _Signs) -> Parts:
    """Cut the badge first, then the model, then the name."""
    palette, edge, width, state = told.palette, told.edge, told.width, told.state
    tone = palette.tone(state.tone)
    words = state.words if width >= NARROW and len(state.words) <= width // 2 else state.short
    right: Parts = [(f" {state.mark} ", tone), (f"{words} ", tone), ("╮", edge)]
    if told.retries:
        right = [(f" ↻{told.retries}", palette.trouble), *right]
    if told.checks:
        right = [(f" {told.checks}", told.checks_style), *right]
    if told.typed:
        right = [(" typing", palette.live), *right]
    left: Parts = [("╭ ", edge), (f"{told.number} ", palette.dim)]
    if told.flag:
        left.append((f"{told.flag} ", palette.live))
    room = width - width_of(left) - width_of(right) - 1
    if told.simulated:
        simulated = _SIMULATED if cell_len(told.title) + len(_SIMULATED) <= room else _SIM
        right, room = [(simulated, palette.dim), *right], room - len(simulated)
    left.append((f"{label(told.title, told.titles, max(room, 0))} ", palette.strong))
    for words in filter(None, (told.model, told.badge)):
        room = width - width_of(left) - width_of(right)
        if room >= _LEAST_MODEL:
            left += [("─ ", edge), *cut([(words, palette.dim)], room - 4), (" ", edge)]
    return spread(left, right, width, edge, character="─")
