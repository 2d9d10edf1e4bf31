"""Lanes in the order of a figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Start
from .driving import ENDLESS
from .feed import ScriptedFeed, plan_of
from .pilot import Board, showing, under_way


def three() -> ScriptedFeed:
    """TTFTs of 3, 1 and 2 s; the fourth was never sent."""
    feed = ScriptedFeed(plan_of("pear", "fig", "apple", "date"))
    feed.start()
    feed.queue("s1", "s2", "s3", "s4")
    feed.send_off("s1", "s2", "s3")
    for seconds, stream in enumerate(("s2", "s3", "s1"), 1):
        feed.at_ms(seconds * 1000).say(stream, "word " * 10 * seconds)
    feed.at_ms(4000)
    return feed


def names(board: Board) -> list[str]:
    """The lanes from the top, by name."""
    rows = (row[5:].split() for row in board.rows[3:-1] if row[:4].strip())
    return [row[0] for row in rows if row]


def heading(board: Board) -> str:
    return board.rows[2]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 50)])
async def test_s_sorts_by_one_column_after_the_other(size: tuple[int, int]) -> None:
    async with showing(three(), size) as board:
        await board.press("2")
        await board.until(lambda: names(board) == ["pear", "fig", "apple", "date"])
        orders = {
            "by name, a first": ["apple", "date", "fig", "pear"],
            "by state, busiest first": ["pear", "fig", "apple", "date"],
            "by TTFT, lowest first": ["fig", "apple", "pear", "date"],
            "by tok/s, highest first": ["pear", "fig", "apple", "date"],
            "by tokens, highest first": ["pear", "apple", "fig", "date"],
        }
        for title, order in orders.items():
            await board.press("s")
            await board.until(lambda: title in board.rows[0], title)  # noqa: B023
            assert names(board) == order
        await board.press("S", "S")
        await board.until(lambda: "by TTFT, lowest first" in board.rows[0])
        await board.press("o")
        await board.until(lambda: "by TTFT, highest first" in board.rows[0])
        assert names(board) == ["pear", "apple", "fig", "date"]
        await board.press("S", "S", "S")
        await board.hides(" first")
        assert names(board) == ["pear", "fig", "apple", "date"]


async def test_the_palette_sorts_by_any_figure() -> None:
    feed = under_way("one", "two")
    feed.at_ms(1000).say("s2", "a")
    feed.at_ms(2000).say("s1", "a")
    async with showing(feed) as board:
        await board.press("2")
        await board.shows("last words")
        await board.press("ctrl+p")
        await board.shows("Search for commands")
        await board.press(*"sort by ttft")
        await board.shows("Lanes: sort by TTFT")
        await board.press("enter")
        await board.until(lambda: names(board) == ["two", "one"])


async def test_a_column_that_is_sorted_by_is_shown() -> None:
    feed = three()
    feed.at_ms(5000).say("s2", "more")
    async with showing(feed, (80, 24)) as board:
        await board.press("2")
        await board.shows("last words")
        assert "gap max" not in board.text
        await board.press(*"ssssss")
        await board.until(lambda: "by gap max, highest first" in board.rows[0])
        await board.shows("4.00 s")
        await board.press("s")
        await board.until(lambda: "by took, highest first" in board.rows[0])
        assert "gap max" not in board.text
        for title in (
            "queued, highest",
            "ITL, lowest",
            "E2E, lowest",
            "gap p50, highest",
            "gap p95, highest",
        ):
            await board.press("s")
            await board.until(lambda: f"by {title} first" in board.rows[0], title)  # noqa: B023
        await board.press("s")
        await board.until(lambda: "by tries, highest first" in board.rows[0])
        # Nobody thought, so TTFO says what TTFT says: it is left out.
        await board.press("s")
        await board.hides(" first")


async def test_lanes_are_sorted_by_a_figure_that_is_no_column_of_theirs() -> None:
    feed = three()
    feed.at_ms(5000)
    for stream, tokens in (("s1", 11), ("s3", 51)):
        feed.say(stream, "word")
        feed.finish(stream, tokens=tokens)
    async with showing(feed, (120, 40)) as board:
        await board.press("2", *"sssssssss")
        await board.until(lambda: "by ITL, lowest first" in board.rows[0])
        await board.shows("60.0 ms", "200 ms")
        assert names(board) == ["apple", "pear", "fig", "date"]


async def test_the_cursor_stays_on_its_stream_and_moves_in_the_order() -> None:
    async with showing(three(), (80, 24)) as board:
        await board.press("2", "j")
        await board.until(lambda: "▶  2 " in board.rows[4])
        await board.press("s", "s", "s")
        await board.until(lambda: "by TTFT, lowest first" in board.rows[0])
        await board.until(lambda: "▶  2 " in board.rows[3])
        chosen = []
        for key in ("j", "j", "k", "tab", "tab", "tab", "shift+tab"):
            await board.press(key)
            chosen.append(board.screen.chosen.plan.name)
        assert chosen == ["apple", "pear", "apple", "pear", "date", "fig", "date"]


async def test_a_click_on_a_heading_sorts_and_one_on_a_row_chooses() -> None:
    async with showing(three(), (80, 24)) as board:
        await board.press("2")
        await board.shows("TTFT")
        await board.pilot.click(offset=(heading(board).index("TTFT"), 2))
        await board.until(lambda: "by TTFT, lowest first" in board.rows[0])
        await board.pilot.click(offset=(10, 4))
        assert board.screen.chosen.plan.name == "apple"
        await board.pilot.click(offset=(heading(board).index("TTFT"), 2))
        await board.until(lambda: "by TTFT, highest first" in board.rows[0])
        await board.pilot.click(offset=(heading(board).index("#"), 2))
        await board.hides(" first")


async def test_rows_do_not_dance() -> None:
    feed = three()
    async with showing(feed, (120, 40)) as board:
        await board.press("2", *"sssss")
        await board.until(lambda: "by tokens, highest first" in board.rows[0])
        before = names(board)
        feed.at_ms(4500).say("s2", "word " * 100)
        await board.shows("138~")
        assert names(board) == before == ["pear", "apple", "fig", "date"]
        feed.at_ms(5000)
        await board.until(lambda: names(board) == ["fig", "pear", "apple", "date"])
        feed.say("s3", "word " * 300)
        feed.finish("s3", tokens=400)
        await board.until(lambda: names(board) == ["apple", "fig", "pear", "date"])


async def test_streams_are_filtered_and_sorted() -> None:
    async with showing(three(), (80, 24)) as board:
        await board.press("2", "s", "slash", *"!fig", "enter")
        await board.shows("3 of 4")
        await board.until(lambda: names(board) == ["apple", "date", "pear"])


async def test_two_hundred_lanes_scroll_with_the_cursor_in_their_order() -> None:
    feed = under_way(*(f"stream-{number:03}" for number in range(1, 201)))
    async with showing(feed, (120, 40)) as board:
        await board.shows("↓ 167 more")
        await board.press("s", "o")
        await board.until(lambda: "by name, z first" in board.rows[0])
        # Who sorts sees who comes first; the cursor is on what is the last one now.
        await board.until(lambda: names(board)[0] == "stream-200")
        assert board.screen.chosen.plan.name == "stream-001"
        await board.press("k")
        await board.shows("stream-002")
        assert board.screen.chosen.plan.name == "stream-002"
        await board.press("pageup", "pageup", "pageup", "pageup", "pageup", "pageup")
        await board.until(lambda: names(board)[0] == "stream-200")
        assert board.screen.chosen.plan.name == "stream-200"


def test_in_a_terminal(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.wait_for("river")
    board.press_to_show(["2", "s"], "by name, a first")
    board.wait_until(lambda: board.find("forest")[1] < board.find("river")[1], "the order of names")
    x, y = board.find("TTFT")
    board.click(x, y)
    board.wait_for("by TTFT, lowest first")
    board.press("q")
    assert board.wait_exit() == 0


async def test_how_many_more_there_are_hides_no_heading() -> None:
    feed = ScriptedFeed(plan_of(*(f"a question/a longer model#{number}" for number in range(40))))
    feed.start()
    async with showing(feed, (80, 24)) as board:
        await board.press("2")
        await board.shows("more")
        heading = next(row for row in board.rows if "  #  name" in row)
        assert "↓" in heading
        assert all(name in heading for name in ("state", "TTFT", "tok/s", "tokens"))
