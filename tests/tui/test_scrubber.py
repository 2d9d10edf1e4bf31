"""The clock turned back: what each stream had said so long after its request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.tui.widgets.scrubber import Scrubber

from .conftest import Start
from .driving import ENDLESS
from .feed import ScriptedFeed
from .pilot import Board, showing, under_way


def staggered() -> ScriptedFeed:
    """Two streams at 0.5 s, 1.5 s and 2.3 s; the second one was sent a second later."""
    feed = under_way("one", "two")
    feed.at_ms(1000)
    feed.queue("s2")
    feed.send_off("s2", attempt=2)
    feed.respond("s2", attempt=2)
    for seconds, word in ((0.5, "alpha "), (1.5, "beta "), (2.3, "gamma ")):
        feed.at_ms(seconds * 1000)
        feed.say("s1", word)
        feed.at_ms(seconds * 1000 + 1000)
        feed.say("s2", word.upper(), attempt=2)
    feed.at_ms(3300)
    feed.end("s1", "completed")
    feed.end("s2", "completed", attempt=2)
    return feed


def said(board: Board) -> set[str]:
    """The words on the screen."""
    return {word for word in ("alpha", "beta", "gamma", "ALPHA", "BETA", "GAMMA") if word in board.text}


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
@pytest.mark.parametrize("view", ["1", "6"])
async def test_texts_are_shown_as_they_were_so_long_after_each_request(
    size: tuple[int, int], view: str
) -> None:
    async with showing(staggered(), size) as board:
        await board.press(view)
        await board.until(lambda: len(said(board)) == 6)
        await board.press("comma")
        await board.shows("t = 2.2 s", "after each request")
        await board.until(lambda: said(board) == {"alpha", "beta", "ALPHA", "BETA"})
        await board.press("less_than_sign")
        await board.until(lambda: said(board) == {"alpha", "ALPHA"})
        assert "t = 1.2 s" in board.text
        await board.press("greater_than_sign", "full_stop")
        await board.shows("t = 2.3 s")
        await board.until(lambda: len(said(board)) == 6)
        await board.press("escape")
        await board.hides("after each request")


async def test_the_clock_goes_neither_before_the_request_nor_beyond_the_end() -> None:
    async with showing(staggered()) as board:
        await board.until(lambda: len(said(board)) == 6)
        await board.press(*["less_than_sign"] * 4)
        await board.shows("t = 0.0 s")
        await board.until(lambda: not said(board))
        await board.press(*["greater_than_sign"] * 4)
        await board.shows("t = 2.3 s")


async def test_forward_from_now_is_no_way_and_it_says_so() -> None:
    async with showing(staggered()) as board:
        await board.until(lambda: len(said(board)) == 6)
        await board.press("full_stop")
        await board.shows("as they are now")
        await board.hides("after each request")


async def test_before_anything_came_there_is_nothing_to_turn_back_to() -> None:
    async with showing(under_way("one")) as board:
        await board.press("comma")
        await board.shows("Nothing has come yet")


async def test_texts_stand_while_the_streams_go_on() -> None:
    feed = under_way("one", "two")
    feed.at_ms(1000)
    feed.say("s1", "before ")
    feed.at_ms(2000)
    async with showing(feed) as board:
        await board.shows("before")
        await board.press("comma")
        await board.shows("t = 1.9 s")
        feed.at_ms(3000)
        feed.say("s1", "omega ")
        await board.shows("3.0 s")
        assert "omega" not in board.text
        await board.press("escape")
        await board.shows("before omega")


async def test_the_mouse_moves_the_handle() -> None:
    async with showing(staggered()) as board:
        await board.until(lambda: len(said(board)) == 6)
        await board.press("comma")
        await board.shows("t = 2.2 s")
        line = board.rows[-2]
        start, end = line.index("━"), line.rindex("─")
        await board.pilot.mouse_down(Scrubber, offset=(start, 1))
        await board.shows("t = 0.0 s")
        await board.pilot.hover(Scrubber, offset=((start + end) // 2, 1))
        await board.shows("t = 1.1 s")
        await board.pilot.mouse_up(Scrubber, offset=((start + end) // 2, 1))
        await board.pilot.hover(Scrubber, offset=(end, 1))
        await board.shows("t = 1.1 s")
        await board.pilot.click(Scrubber, offset=(end, 1))
        await board.shows("t = 2.3 s")


async def test_first_tokens_are_marked_on_the_line() -> None:
    feed = under_way("one", "two")
    feed.at_ms(1000)
    feed.say("s1", "x")
    feed.at_ms(3000)
    feed.say("s2", "y")
    feed.at_ms(4000)
    async with showing(feed) as board:
        await board.until(lambda: "first text" in board.text)
        await board.press("less_than_sign", "less_than_sign")
        await board.shows("t = 2.0 s")
        line = board.rows[-2]
        start, end = line.index("━"), line.rindex("─")
        places = [(line.index(tick) - start) / (end - start) for tick in "┯●┬"]
        assert places == pytest.approx([1 / 4, 2 / 4, 3 / 4], abs=0.01)


async def test_a_small_terminal_has_one_row_for_it() -> None:
    async with showing(staggered(), (60, 15)) as board:
        await board.until(lambda: "TTFT" in board.text)
        await board.press("comma")
        await board.shows("t = 2.2 s", "●")
        assert "after each" not in board.text
        await board.resize(20, 5)
        await board.resize(120, 40)
        await board.shows("after each request")


def test_in_a_terminal_the_clock_is_turned_back_live(
    streamboard: Start, prompt_set: Callable[[str], Path]
) -> None:
    with streamboard(prompt_set(ENDLESS), "--no-record") as terminal:
        terminal.wait_for("first text", "end_turn")
        terminal.press_to_show([","], "after each request")
        for _ in range(6):
            terminal.press("<")
        terminal.wait_for("t = 0.0 s")
        terminal.wait_until(lambda: terminal.text.count("nothing yet") == 4, "four panes without text")
        terminal.press_until(
            "esc", lambda: "after each request" not in terminal.text, "the clock to be let go"
        )
