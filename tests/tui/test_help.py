"""The help: the keys that do something now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.settings.memory import Habits
from streamboard.tui.dialogs.help import HelpSection, halves

from .conftest import Start
from .driving import ENDLESS
from .pilot import showing, under_way


async def test_keys_by_what_they_are_about_and_the_marks() -> None:
    async with showing(under_way("one"), (120, 200)) as board:
        await board.press("question_mark")
        await board.shows("esc closes this", "Look", "Run", "Read", "Talk", "Compare", "Board", "Marks")
        await board.shows("tab right l  Go to the next stream", "✓  ended with a whole answer")
        await board.shows("ctrl+p  Command palette")
        await board.press("escape")
        await board.hides("esc closes this")


@pytest.mark.parametrize("key", ["question_mark", "f1", "q", "enter", "escape"])
async def test_these_keys_close_it(key: str) -> None:
    async with showing(under_way("one")) as board:
        await board.press("f1")
        await board.shows("esc closes this")
        await board.press(key)
        await board.hides("esc closes this")
        await board.shows("waiting for the first token")


async def test_two_columns_where_there_is_room() -> None:
    async with showing(under_way("one"), (200, 80)) as board:
        await board.press("question_mark")
        await board.shows("esc closes this", "Look", "Marks")
        assert any("Look" in row and "│" not in row.strip("│ ") for row in board.rows)
        second = next(row for row in board.rows if "Go to the next stream" in row)
        assert len(second.split()) > 8  # Another key stands beside it.


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (80, 24), (120, 40), (200, 50)])
async def test_it_fits_and_scrolls(size: tuple[int, int]) -> None:
    async with showing(under_way("one"), size) as board:
        await board.press("question_mark")
        await board.shows("esc closes this" if size[0] > 20 else "esc")
        await board.pilot.pause()
        before = board.text
        await board.press("end")
        await board.until(lambda: board.text != before or "Marks" in board.text)
        await board.press("home")
        await board.until(lambda: board.text == before)
        await board.press("j", "k")
        await board.until(lambda: board.text == before)


async def test_a_recorded_run_has_no_keys_for_commands() -> None:
    feed = under_way("one")
    feed.source = "REPLAY"
    async with showing(feed, (120, 200)) as board:
        await board.press("question_mark")
        await board.shows("esc closes this", "Pause the view")
        text = board.text
    commands = ("Stop this stream", "Stop all", "Run this stream again", "Add a stream", "Type a prompt")
    assert not [words for words in commands if words in text]


async def test_the_view_that_is_shown_comes_first_with_its_own_keys() -> None:
    async with showing(under_way("one", "two"), (120, 200)) as board:
        await board.press("4", "question_mark")
        await board.shows("esc closes this")
        headings = [row.strip(" │") for row in board.rows]
        assert headings.index("Table") < headings.index("Look")
        await board.press("escape")
        await board.hides("esc closes this")
        await board.press("1", "question_mark")
        await board.shows("esc closes this")
        assert "Table" not in [row.strip(" │") for row in board.rows]


async def test_keys_that_the_view_takes_are_not_the_boards() -> None:
    async with showing(under_way("one", "two"), (120, 200)) as board:
        await board.press("4", "question_mark")
        await board.shows("esc closes this", "Go to the last row")
        row = next(row for row in board.rows if "Go to the last row" in row)
        assert "end" in row.split()
        others = [row for row in board.rows if "Follow the text's end again" in row]
        assert all("end" not in row.split("Follow")[0].split() for row in others)


async def test_keys_are_shown_as_the_user_has_them() -> None:
    habits = Habits(keys={"board.stop": "ctrl+x,f6", "board.again": "x"})
    async with showing(under_way("one"), (120, 200), habits) as board:
        await board.press("question_mark")
        await board.shows("ctrl+x f6  Stop this stream", "    x  Run this stream again")


def test_columns_differ_least_in_height() -> None:
    def section(name: str, rows: int) -> HelpSection:
        return HelpSection(name, [("k", "words")] * rows)

    found = [section("a", 20), section("b", 5), section("c", 5), section("d", 8)]
    first, second = halves(found)
    assert [each.heading for each in first] == ["a"]
    assert [each.heading for each in second] == ["b", "c", "d"]
    assert halves(found[:1]) == (found[:1], [])


def test_in_a_terminal(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    terminal = streamboard(prompt_set(ENDLESS), "--no-record", size=(160, 50))
    terminal.wait_for("river", "haiku")
    terminal.press_to_show("?", "esc closes this", "Go to the next stream", "Pause the view")
    terminal.press_to_hide("esc", "esc closes this")
    terminal.press("q")
    terminal.wait_exit()
