"""The parts of a race's picture."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.style import Style

from streamboard.board.race import Race
from streamboard.board.segments import Doing, fill
from streamboard.board.stream import StreamState
from streamboard.board.timescale import Scale
from streamboard.common.units import duration
from streamboard.run.plan import SECOND
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.glyphs import BARS
from streamboard.tui.draw.styles import Palette

GLYPHS: dict[Doing, str] = {
    "queued": " ",
    "connecting": "┄",
    "waiting": "▒",
    "thinking": "∙",
    "text": "█",
    "stall": "░",
    "retry": "↻",
}
HEAD = "▌"
"""The end of a growing bar."""
CUT = "╎"
"""Idle time that is left out."""
_SOLID = frozenset((*GLYPHS.values(), HEAD))
_QUEUED = " queued "
_LABELS_APART = 7


def axis(scale: Scale, cuts: Sequence[int], style: Style) -> Parts:
    letters = [" "] * scale.cells
    free = 0
    for time, cell in scale.ticks(_LABELS_APART):
        label = time_label(time)
        if free <= cell <= scale.cells - len(label):
            letters[cell : cell + len(label)] = label
            free = cell + len(label) + 1
    for time in cuts:
        letters[scale.cell(time)] = CUT
    return [("".join(letters), style)]


def time_label(time_ns: int) -> str:
    """`0s`, `0.5s`, `30s`, `1:30`, `1:00:00`."""
    return f"{time_ns / SECOND:g}s" if time_ns < 60 * SECOND else duration(time_ns)


def bar(race: Race, stream: StreamState, scale: Scale, palette: Palette) -> Parts:
    doings = fill(race.segments(stream), scale)
    styles = _styles(race, stream, palette)
    cells = [(GLYPHS[doing], styles[doing]) if doing else (" ", palette.text) for doing in doings]
    _name_queues(doings, cells, palette.dim)
    for at, status in race.finishes(stream):
        cells[scale.cell(at)] = status.mark, palette.tone(status.tone)
    if race.runs(stream):
        now = scale.cell(race.end_ns - 1)
        doing = doings[now]
        if doing not in (None, "queued", "retry"):
            cells[now] = HEAD, palette.trouble_fill if doing == "stall" else palette.live_fill
    return in_runs(cells)


def thicken(parts: Parts) -> Parts:
    """A bar's second row: without words and marks."""
    return [("".join(letter if letter in _SOLID else " " for letter in text), style) for text, style in parts]


def slim(parts: Parts) -> Parts:
    """Leave a line between this bar and the one above."""
    return [(text.replace(GLYPHS["text"], BARS[-2]), style) for text, style in parts]


def ended_well(race: Race, stream: StreamState) -> bool:
    """Whether the latest attempt in a race gave a whole answer."""
    finishes = race.finishes(stream)
    return bool(finishes) and finishes[-1].status.tone == "good"


def _styles(race: Race, stream: StreamState, palette: Palette) -> dict[Doing, Style]:
    ended = palette.good_fill if ended_well(race, stream) else palette.dim_fill
    text = palette.live_fill if race.runs(stream) else ended
    return doing_styles(palette) | {"text": text}


def doing_styles(palette: Palette) -> dict[Doing, Style]:
    """Text has the style of a running stream."""
    return {
        "queued": palette.dim,
        "connecting": palette.dim,
        "waiting": palette.dim_fill,
        "thinking": palette.focus,
        "text": palette.live_fill,
        "stall": palette.trouble_fill,
        "retry": palette.trouble,
    }


def _name_queues(doings: Sequence[Doing | None], cells: list[tuple[str, Style]], style: Style) -> None:
    at = 0
    for doing, same in groupby(doings):
        size = len(list(same))
        if doing == "queued" and size >= len(_QUEUED):
            cells[at : at + len(_QUEUED)] = [(letter, style) for letter in _QUEUED]
        at += size


def in_runs(cells: Sequence[tuple[str, Style]]) -> Parts:
    """Merge adjacent cells of the same style."""
    return [
        ("".join(letter for letter, _ in same), style)
        for style, same in groupby(cells, key=lambda cell: cell[1])
    ]


def area(values: Sequence[int], top: int, rows: int) -> list[str]:
    """From the top row down; `top` fills the height, and any value but 0 is visible."""
    eighths = len(BARS) * rows
    levels = [min(-(-value * eighths // max(top, 1)), eighths) for value in values]
    return [
        "".join(
            (" " + BARS)[min(max(level - len(BARS) * (rows - 1 - row), 0), len(BARS))] for level in levels
        )
        for row in range(rows)
    ]


def legend(palette: Palette, text: Style) -> Parts:
    """`text` is the style of text in most bars."""
    parts: Parts = [(" blank queued  ", palette.dim)]
    styles = doing_styles(palette) | {"text": text}
    for doing, style in styles.items():
        if doing != "queued":
            parts += [(GLYPHS[doing], style), (f" {doing}  ", palette.dim)]
    return parts
