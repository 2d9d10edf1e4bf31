"""The figures that a screen shows, read back from it: what is shown, and what one reading comes to there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rich.cells import cell_len
from textual.geometry import Region

from streamboard.board.stream import StreamState
from streamboard.figures import gaps
from streamboard.figures.catalogue import FIGURE, figures_of
from streamboard.figures.figure import Figure, asked_of
from streamboard.figures.reading import Reading
from streamboard.figures.unit import VERDICT
from streamboard.tui.dialogs.inspector import InspectorCanvas, precise
from streamboard.tui.figures.pane_rows import LONGEST_CELLS, MEDIAN_CELLS
from streamboard.tui.widgets.figure_column import FigureColumn

from .feed import ScriptedFeed
from .pilot import Board

LIST = 24
"""The cells of the inspector's list."""


class Shown(NamedTuple):
    """A figure on the screen."""

    tag: str
    x: int
    y: int
    text: str
    """All that belongs to it, its name and unit among that."""

    @property
    def squashed(self) -> str:
        return squash(self.text)


def squash(text: str) -> str:
    """A text without its spaces: how far apart things stand differs from place to place."""
    return "".join(text.split())


def shown_in(board: Board, region: Region | None = None) -> list[Shown]:
    """All figures of the uppermost screen that a click would look into, in a part of it."""
    found: list[Shown] = []
    for y, strip in enumerate(board.pilot.app.screen._compositor.render_strips()):
        x = 0
        for text, style, _ in strip:
            tag = style.meta.get("figure") if style is not None else None
            if tag is not None and (region is None or region.contains(x, y)):
                last = found[-1] if found else None
                if last is not None and (last.y, last.tag, last.x + cell_len(last.text)) == (y, tag, x):
                    found[-1] = last._replace(text=last.text + text)
                else:
                    found.append(Shown(tag, x, y, text))
            x += cell_len(text)
    return found


def figures_by_tag(board: Board) -> dict[str, Figure]:
    """The figures of the run."""
    state = board.screen.board
    return {figure.tag: figure for figure in asked_of(state.streams.values(), figures_of(state.plan.slo))}


def reading(board: Board, stream: StreamState, figure: Figure) -> Reading:
    """The one reading that all surfaces are to show."""
    return board.screen.scene().reading(stream, figure)


async def settle(board: Board, feed: ScriptedFeed) -> None:
    """Wait until all that was fed is on the board, and have everything drawn as of a later time."""
    folded = 0
    while folded != len(feed.events):
        folded = len(feed.events)
        await board.until(feed._batches.empty, "the last events")
        await board.pilot.pause()
    feed.time += 1_000_000_000
    await board.draw()


# -- what a reading comes to on a surface


def on_pane(figure: Figure, found: Reading) -> str:
    """With its name; gaps have no marks."""
    sign = found._replace(mark="").sign
    match figure.tag:
        case "gap_p50":
            return squash(f"p50 {figure.text(found, MEDIAN_CELLS)}{sign}")
        case "gap_max":
            return squash(f"{found.note or 'max'} {figure.text(found, LONGEST_CELLS)}{sign}")
        case "tokens_per_second":
            return squash(found.note or f"{figure.text(found)}{found.sign}tok/s")
        case "output_tokens":
            return squash(f"{figure.text(found, 5)}{found.sign}tok")
        case "took":
            return squash(f"{figure.text(found, 8)}{found.sign}")
    return squash(f"{figure.name} {figure.text(found)}{found.sign}")


def in_cell(figure: Figure, found: Reading) -> str:
    """In a row of lanes or of the table."""
    # What missed an objective is told whole, however wide that is.
    cells = None if figure.unit is VERDICT else figure.unit.cells
    return squash(f"{figure.text(found, cells)}{found.sign}")


def in_column(figure: Figure, found: Reading, stream: StreamState) -> str:
    """In the column of the zoom."""
    n = ""
    if figure.tag in ("gap_p50", "gap_p95", "gap_max") and found.value is not None and stream.shown:
        n = f"n {gaps.count(stream.shown)}"
    unit = "" if found.value is None and found.note else figure.unit.name
    return squash(f"{figure.name} {figure.text(found, 9)} {unit}{found.sign} {found.note} {n}")


def in_line(figure: Figure, found: Reading) -> str:
    """In the line under a text that is compared."""
    value = f"{figure.text(found, figure.unit.cells)}{found.sign}"
    return squash(f"{value}{figure.unit.name}" if figure.unit.name else f"{figure.name}{value}")


def in_list(figure: Figure, found: Reading) -> str:
    """In the inspector's list."""
    return squash(f"{figure.name:.10} {figure.text(found, 8)}{found.sign}")


def in_head(figure: Figure, found: Reading) -> str:
    """Over the inspector's words, to more digits."""
    note = found.note if found.value is not None else ""
    estimated = "~" if found.estimated and found.value is not None else ""
    return squash(f"{figure.title} {precise(found.value, figure.unit)}{estimated} {figure.unit.name} {note}")


# -- what surfaces show


def of_pane(board: Board, stream: StreamState) -> dict[str, Shown]:
    """The figures of a pane: of those that have several places, the one with the number."""
    box = board.panes[stream.plan.name]
    region = Region(box.left, box.top, box.right - box.left + 1, box.bottom - box.top + 1)
    return {one.tag: one for one in shown_in(board, region)}


def of_row(board: Board, stream: StreamState) -> dict[str, Shown]:
    """The figures of a stream's row in lanes or table; the row in focus stands in the columns of others."""
    y = row_of(board, stream)
    row, shown = board.rows[y], shown_in(board)
    columns = [one for one in shown if one.y == shown[0].y]
    return {one.tag: one._replace(y=y, text=row[one.x : one.x + cell_len(one.text)]) for one in columns}


def row_of(board: Board, stream: StreamState) -> int:
    """The row of a stream in lanes, race or table."""
    begin = re.compile(rf"[▶ ] *{stream.number}..{re.escape(stream.plan.name)} ")
    return next(y for y, row in enumerate(board.rows) if begin.match(row))


def of_column(board: Board) -> dict[str, Shown]:
    """The figures of the zoom's column, without the plot's."""
    region = board.screen.query_one(FigureColumn).region
    return {one.tag: one for one in shown_in(board, region)}


def chosen_in_inspector(board: Board) -> tuple[str, str]:
    """The row of the list that is chosen, without its arrow, and the head, both squashed."""
    region = board.pilot.app.screen.query_one(InspectorCanvas).region
    rows = [row[region.x : region.right] for row in board.rows[region.y : region.bottom]]
    row = next(row for row in rows[2:] if row.startswith("▶"))
    return squash(row[1:LIST]), squash(rows[2][LIST:])


def in_race(board: Board, stream: StreamState) -> tuple[Figure, str] | None:
    """The figure behind a stream's bar, with what is shown of it; None for one that did not run."""
    found = re.search(r" (TTF[TO]) (.{7})(.)", board.rows[row_of(board, stream)])
    return found and (FIGURE[found[1].lower()], squash(f"{found[2]}{found[3]}"))


def differences(
    shown: dict[str, Shown], stream: StreamState, board: Board, expected: Callable[[Figure, Reading], str]
) -> Iterator[str]:
    """What is shown otherwise than the one reading says."""
    figures = figures_by_tag(board)
    for tag, one in shown.items():
        wanted = expected(figures[tag], reading(board, stream, figures[tag]))
        # A picture may stand before the number.
        if not (one.squashed.endswith(wanted) if tag == "tokens_per_second" else one.squashed == wanted):
            yield f"{stream.plan.name}: {tag} is {one.text!r}, not {wanted!r}"
