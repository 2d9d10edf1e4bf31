"""One run, one value: whatever surface a figure stands on, it is the same reading that is shown."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

import pytest

from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURES, POOLED
from streamboard.figures.figure import asked_of, on
from streamboard.tui.dialogs.inspector import Inspector

from .figureruns import Run, broken, folded, going, late, over, put_in_focus, runs
from .figuresshown import (
    Shown,
    chosen_in_inspector,
    differences,
    figures_by_tag,
    in_cell,
    in_column,
    in_head,
    in_line,
    in_list,
    in_race,
    of_column,
    of_pane,
    of_row,
    on_pane,
    reading,
    shown_in,
    squash,
)
from .pilot import VIEW_KEYS, Board, showing

pytestmark = pytest.mark.slow

Size = tuple[int, int]
Streams = Sequence[StreamState]


def assert_same(found: Sequence[str]) -> None:
    assert not found, "\n".join(found)


# -- surfaces


async def panes_tell_the_one_reading(board: Board, streams: Streams) -> None:
    seen = 0
    await board.press(VIEW_KEYS["panes"])
    for stream in streams:
        await put_in_focus(board, stream)
        shown = of_pane(board, stream)
        seen += len(shown)
        assert {"ttft", "output_tokens", "took"} <= set(shown)
        assert_same([*differences(shown, stream, board, on_pane)])
    assert seen > 4 * len(streams)


async def lanes_tell_the_one_reading(board: Board, streams: Streams) -> None:
    await board.press(VIEW_KEYS["lanes"])
    await board.shows("last words")
    width = board.pilot.app.size.width
    asked = on("lanes", asked_of(streams, FIGURES))
    wanted = {figure.tag for figure in asked if width >= figure.places["lanes"].least}
    for stream in streams:
        shown = of_row(board, stream)
        assert set(shown) == wanted
        assert_same([*differences(shown, stream, board, in_cell)])


async def the_table_tells_the_one_reading(board: Board, streams: Streams) -> None:
    await board.press(VIEW_KEYS["table"], "L")
    await board.hides("by column")
    for stream in streams:
        shown = of_row(board, stream)
        assert {"ttft", "tokens_per_second", "output_tokens"} <= set(shown)
        assert_same([*differences(shown, stream, board, in_cell)])
    await board.press("L", "L", "L", "L")  # All parts again.


async def a_rows_p95_equals_that_of_its_prompt_alone(board: Board, streams: Streams) -> None:
    await board.press(VIEW_KEYS["table"])
    await board.shows("by prompt")
    blocks = [figure.tag for figure in POOLED]
    p95 = figures_by_tag(board)["gap_p95"]
    for stream in streams:
        shown = of_row(board, stream)
        of_gaps = blocks.index("gap_p50")
        found = reading(board, stream, p95)
        assert _in_block(board, stream.plan.name, of_gaps, "p95") == in_cell(p95, found._replace(mark=""))
        assert shown["gap_p95"].squashed == in_cell(p95, found)
        for place, figure in enumerate(POOLED):
            pool = figure.pool
            assert pool is not None
            whole = reading(board, stream, figure)._replace(mark="")
            if not pool.gaps and pool.among(stream) and whole.settled is not None:
                text = in_cell(figure, whole)
                assert _in_block(board, stream.plan.name, place, "p95") == text, figure.tag


def _in_block(board: Board, name: str, place: int, part: str) -> str:
    """A value of the table's block by prompt: of the group of a single stream, at a figure's place."""
    rows = board.rows
    begin = next(y for y, row in enumerate(rows) if row.startswith(" by prompt "))
    heads = rows[begin + 1]
    row = next(row for row in rows[begin + 2 :] if row.startswith(f" {name} ×1 "))
    end = [found.end() for found in re.finditer(part, heads)][place]
    return squash(row[end - 7 : end + 1])


async def the_zoom_tells_the_one_reading_of_every_figure(board: Board, streams: Streams) -> None:
    await board.press(VIEW_KEYS["panes"], "z")
    for stream in streams:
        await put_in_focus(board, stream)
        shown = of_column(board)
        asked = {tag: figure for tag, figure in figures_by_tag(board).items() if figure.asked(stream)}
        assert set(shown) == set(asked)
        for tag, figure in asked.items():
            wanted = in_column(figure, reading(board, stream, figure), stream)
            assert shown[tag].squashed == wanted, stream.plan.name


async def the_comparison_tells_the_one_reading(board: Board, streams: Streams) -> None:
    first, *others = streams
    await board.press(VIEW_KEYS["compare"])
    for other in others:
        await put_in_focus(board, other)
        shown = shown_in(board)
        middle = board.pilot.app.size.width // 2
        for stream, half in (
            (first, [one for one in shown if one.x < middle]),
            (other, [one for one in shown if one.x >= middle]),
        ):
            assert half
            assert_same([*differences({one.tag: one for one in half}, stream, board, in_line)])


async def the_race_tells_the_one_reading(board: Board, streams: Streams) -> None:
    seen = 0
    await board.press(VIEW_KEYS["race"])
    await board.draw()
    for stream in streams:
        if (found := in_race(board, stream)) is not None:
            figure, text = found
            seen += 1
            assert text == in_cell(figure, reading(board, stream, figure)), stream.plan.name
    assert seen >= 3


class Surface(NamedTuple):
    """Where figures are shown."""

    tells: Callable[[Board, Streams], Awaitable[None]]
    """Asserts that they are the readings."""
    sizes: Sequence[Size]
    """Of the terminal, at which it is looked at."""


SIZES = [(80, 24), (120, 40), (200, 60)]
SURFACES = [
    Surface(panes_tell_the_one_reading, SIZES),
    Surface(lanes_tell_the_one_reading, [*SIZES, (140, 40)]),
    Surface(the_table_tells_the_one_reading, SIZES),
    Surface(a_rows_p95_equals_that_of_its_prompt_alone, [(220, 60)]),
    Surface(the_zoom_tells_the_one_reading_of_every_figure, [(120, 50), (200, 60)]),
    Surface(the_comparison_tells_the_one_reading, SIZES),
    Surface(the_race_tells_the_one_reading, SIZES),
]


@runs
async def test_every_surface_tells_the_one_reading(run: Run, subtests: pytest.Subtests) -> None:
    feed, sizes = run(), sorted({size for surface in SURFACES for size in surface.sizes})
    async with showing(feed, sizes[0]) as board:
        streams = await folded(board, feed)
        for size in sizes:
            if size != sizes[0]:
                await board.resize(*size)
            for surface in SURFACES:
                if size in surface.sizes:
                    with subtests.test(surface.tells.__name__, size=size):
                        await surface.tells(board, streams)


@pytest.mark.parametrize(("run", "size"), [(over, (200, 60)), (going, (80, 24))])
async def test_the_inspector_tells_the_one_reading_of_every_figure(run: Run, size: Size) -> None:
    feed = run()
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        for stream in streams:
            await put_in_focus(board, stream)
            await board.press("I", "up", "up")
            for figure in figures_by_tag(board).values():
                found = reading(board, stream, figure)
                assert chosen_in_inspector(board) == (in_list(figure, found), in_head(figure, found))
                await board.press("down")
            await board.press("escape")


async def test_marks_are_among_all_streams_whatever_a_search_leaves() -> None:
    feed = over()
    async with showing(feed, (200, 60)) as board:
        streams = await folded(board, feed)
        await board.press("slash", *"!fig", "enter")
        await board.shows("2 of 3")
        for view, expected in (("panes", on_pane), ("lanes", in_cell), ("table", in_cell)):
            await board.press(VIEW_KEYS[view])
            await board.draw()
            for stream in streams[1:]:
                shown = of_pane(board, stream) if view == "panes" else of_row(board, stream)
                assert_same([*differences(shown, stream, board, expected)])


# -- clicks


@pytest.mark.parametrize(("run", "size"), [(late, (120, 40)), (broken, (80, 24))])
async def test_a_click_on_a_number_of_a_pane_opens_the_inspector_on_that_number(run: Run, size: Size) -> None:
    feed = run()
    async with showing(feed, size) as board:
        streams = await folded(board, feed)
        await board.press(VIEW_KEYS["panes"])
        for stream in streams:
            await put_in_focus(board, stream)
            for one in of_pane(board, stream).values():
                await _click_on_number(board, one)
                figure = figures_by_tag(board)[one.tag]
                found = reading(board, stream, figure)
                assert board.screen.chosen is stream
                assert chosen_in_inspector(board) == (in_list(figure, found), in_head(figure, found))
                assert one.squashed.endswith(on_pane(figure, found))
                await board.press("escape")
                await board.until(lambda: board.pilot.app.screen is board.screen)


async def _click_on_number(board: Board, one: Shown) -> None:
    """Click on the last digit of a figure, or on its dash."""
    found = [place for place, letter in enumerate(one.text) if letter.isdigit() or letter == "-"]
    # A picture stands before a speed: what stands behind its last cell is the number.
    at = found[-1] if found else len(one.text.rstrip()) - 1
    await board.pilot.click(offset=(one.x + at, one.y))
    await board.until(lambda: isinstance(board.pilot.app.screen, Inspector), f"the inspector on {one}")
    await board.pilot.pause()
