"""The mouse: what is written on the bars can be clicked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamboard.engine.commands import StopAll, StopStream
from streamboard.memory import Habits

from .conftest import Start
from .driving import ENDLESS
from .pilot import click, showing, under_way


async def test_a_click_on_a_hint_presses_its_key() -> None:
    feed = under_way("one", "two")
    async with showing(feed) as board:
        await click(board, "x stop")
        await board.until(lambda: feed.sent == [StopStream("s1")])
        await click(board, "stop all")
        await board.until(lambda: feed.sent[1:] == [StopAll()])
        await click(board, "z zoom")
        await board.shows("z back")
        await click(board, "? help")
        await board.shows("esc closes this")


async def test_a_click_presses_the_key_that_the_user_has() -> None:
    feed = under_way("one")
    async with showing(feed, habits=Habits(keys={"board.stop": "ctrl+x", "board.pause": "x"})) as board:
        await click(board, "ctrl+x stop")
        await board.until(lambda: feed.sent == [StopStream("s1")])


async def test_a_click_beside_the_hints_does_nothing() -> None:
    feed = under_way("one")
    async with showing(feed, (200, 40)) as board:
        await board.shows("? help")
        assert board.rows[-1][199] == " "
        await board.pilot.click(offset=(199, 39))
        await board.pilot.click(offset=(60, 0))
        assert feed.sent == []
        assert board.pilot.app.screen is board.screen


async def test_a_click_on_the_header_lets_go_of_a_held_view() -> None:
    async with showing(under_way("one")) as board:
        await board.press("space")
        await click(board, "PAUSED")
        await board.hides("PAUSED")


async def test_a_click_on_the_page_turns_it() -> None:
    async with showing(under_way(*(f"s{number}" for number in range(30))), (80, 24)) as board:
        await board.press("1")
        await click(board, "page 1/")
        await board.shows("page 2/")


async def test_text_from_outside_is_no_link() -> None:
    feed = under_way("[@click=app.quit]one[/]")
    feed.say("s1", "[@click=app.quit]press here[/]")
    async with showing(feed) as board:
        await click(board, "press here")
        await click(board, "@click=app.quit]one")
        await board.press("x")
        assert feed.sent == [StopStream("s1")]


def test_in_a_terminal(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    terminal = streamboard(prompt_set(ENDLESS), "--no-record")
    terminal.wait_for("river", "? help")
    terminal.click(*terminal.find("? help"))
    terminal.wait_for("esc closes this")
    terminal.press("esc")
    terminal.wait_gone("esc closes this")
    terminal.click(*terminal.find("q quit"))
    assert terminal.wait_exit() == 0
