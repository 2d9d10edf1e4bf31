"""One stream whole: its figures in a column, and a plot of its speed."""

from __future__ import annotations

from dataclasses import fields

import pytest
from rich.style import Style

from streamboard.run.plan import SECOND, Slo
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.plot import cells_of, plot
from streamboard.tui.widgets.figure_column import FigureColumn

from .feed import ScriptedFeed, plan_of
from .pilot import showing, under_way

PALETTE = Palette(**{field.name: Style() for field in fields(Palette)})


def drawn(values: list[float], width: int = 16, height: int = 4) -> list[str]:
    rows = plot(values, 12 * SECOND, width, height, Style(), PALETTE)
    return ["".join(text for text, _ in row) for row in rows]


def test_a_plot_has_bars_over_axes() -> None:
    assert drawn([0, 10, 20, 40]) == [
        " 40.0┤   █",
        "     │  ▄█",
        "    0┤ ▆██",
        "     └0 s  12.0 s",
    ]


def test_a_plot_of_nothing_is_its_axes() -> None:
    assert drawn([]) == ["     │", "     │", "    0┤", "     └0 s  12.0 s"]
    assert drawn([0.0, 0.0])[2] == "    0┤  "
    assert cells_of(3) == 0


def answered(**fields: Slo) -> ScriptedFeed:
    feed = ScriptedFeed(plan_of("one", "two", **fields))
    feed.start()
    feed.queue("s1", "s2")
    feed.at_ms(500).send_off("s1", "s2")
    feed.respond("s1", "s2")
    for number in range(1, 21):
        feed.at_ms(500 + number * 100).say("s1", "word ")
    feed.finish("s1", tokens=21)
    return feed


@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
async def test_all_figures_stand_in_a_column_with_their_units(size: tuple[int, int]) -> None:
    async with showing(answered(slo=Slo(ttft_ns=SECOND)), size) as board:
        await board.press("z")
        await board.shows("tok/s over time")
        column = board.screen.query_one(FigureColumn)
        rows = [" ".join("".join(text for text, _ in line).split()) for line in column._lines]
        for row in (
            "TTFT 100 ms",
            "TTFO 100 ms",
            "connect -",
            "ITL 95.0 ms",
            "tok/s 10.5 tok/s",
            "E2E 2.00 s",
            "took 2.00 s",
            "queued 500 ms",
            "tok in 7 tok",
            "tokens 21 tok",
            "gap p50 100 ms n 19",
            "gap p95 100 ms n 19",
            "gap max 100 ms n 19",
            "tries 1",
            "SLO met",
        ):
            assert row in rows
        assert any("┤" in row and "█" in row for row in rows)


async def test_a_narrow_terminal_has_no_column() -> None:
    async with showing(answered(), (109, 40)) as board:
        await board.press("z")
        await board.shows("▶")
        assert "tok/s over time" not in board.text
        await board.resize(110, 40)
        await board.shows("tok/s over time")


async def test_the_column_follows_the_focus_and_dashes_stand_for_what_is_not_there() -> None:
    async with showing(answered()) as board:
        await board.press("z", "tab")
        column = board.screen.query_one(FigureColumn)
        await board.until(
            lambda: any(
                "".join(text for text, _ in line).split()[:2] == ["TTFO", "-"] for line in column._lines
            )
        )


async def test_the_title_holds_flags_and_what_differs() -> None:
    feed = under_way("one", "two")
    feed.plan.streams[1].request["max_tokens"] = 7
    async with showing(feed) as board:
        board.screen.selection.pinned = "s1"
        board.screen.selection.marked = {"s2"}
        await board.shows("1 ⚑ one", "2 + two", "max_tokens 7")


@pytest.mark.parametrize("size", [(20, 5), (80, 24)])
async def test_a_small_terminal_zooms_too(size: tuple[int, int]) -> None:
    async with showing(answered(), size) as board:
        await board.press("z")
        await board.until(lambda: board.text.strip())


@pytest.mark.parametrize(("height", "rows"), [(24, 4), (40, 12)])
async def test_the_plot_of_the_speed_takes_rows_that_are_left(height: int, rows: int) -> None:
    feed = under_way("one")
    for step in range(20):
        feed.at_ms(100 + 50 * step).say("s1", "words and ")
    async with showing(feed, (120, height)) as board:
        await board.press("z")
        await board.shows("tok/s over time", "gap max")
        top = next(y for y, row in enumerate(board.rows) if "┤" in row)
        bottom = next(y for y, row in enumerate(board.rows) if "└0 s" in row)
        assert bottom - top + 1 == rows
