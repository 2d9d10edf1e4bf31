"""Text is selected with the keys: a caret, what is drawn out from it, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.style import Style

from streamboard.tui.text.caret import Move, moved
from streamboard.tui.text.marking import Place
from streamboard.tui.text.wrap import WrappedText
from streamboard.tui.widgets.pane import Pane

from .conftest import Start
from .driving import ENDLESS, panes
from .feed import ScriptedFeed
from .pilot import Board, showing, under_way

SIZES = [(60, 20), (80, 24), (120, 40), (200, 50)]


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that takes what is copied."""
    for name in ("TMUX", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def lines(*texts: str) -> WrappedText:
    text = WrappedText(80)
    text.append("\n".join(texts), Style.null())
    return text


@pytest.mark.parametrize(
    ("place", "move", "to"),
    [
        ((0, 0), "left", (0, 0)),
        ((0, 2), "left", (0, 1)),
        ((1, 0), "left", (0, 8)),
        ((0, 8), "right", (1, 0)),
        ((3, 4), "right", (3, 4)),
        ((0, 7), "down", (1, 7)),
        ((0, 7), "up", (0, 7)),
        ((3, 1), "up", (2, 1)),
        ((0, 5), "home", (0, 0)),
        ((0, 0), "end", (0, 8)),
        ((2, 0), "end", (2, 0)),
        ((0, 0), "word right", (0, 5)),
        ((0, 5), "word right", (1, 2)),
        ((1, 2), "word right", (3, 0)),
        ((3, 0), "word right", (3, 4)),
        ((3, 0), "word left", (1, 2)),
        ((0, 7), "word left", (0, 5)),
        ((0, 0), "word left", (0, 0)),
        ((0, 3), "page down", (2, 3)),
        ((1, 3), "page up", (0, 3)),
        ((3, 2), "top", (0, 0)),
        ((0, 0), "bottom", (3, 4)),
    ],
)
def test_each_move(place: Place, move: Move, to: Place) -> None:
    assert moved(place, move, lines("some word", "  x", "", "later"), 2) == to


def lit(board: Board) -> str:
    """What is shown in reverse within the panes."""
    return "".join(
        text
        for pane in board.screen.query(Pane)
        for line in pane._lines
        for text, style in line
        if style.reverse
    )


def answered(text: str = "alpha beta gamma\ndelta epsilon\nzeta") -> ScriptedFeed:
    feed = under_way("one", "two")
    feed.say("s1", text)
    feed.say("s2", "other words")
    return feed


@pytest.mark.parametrize("size", SIZES)
async def test_a_selection_is_drawn_out_and_copied(size: tuple[int, int]) -> None:
    async with showing(answered(), size) as board:
        await board.press("z", "V")
        await board.shows("select", "space, or shift with them", "enter copy", "esc leave")
        await board.until(lambda: lit(board) == "a", "the caret")
        await board.press("w", "space", "down", "end")
        await board.until(lambda: lit(board) == "beta gammadelta epsilon")
        await board.shows("24 characters, 2 lines")
        await board.press("enter")
        await board.shows("copied 24 characters")
        assert board.pilot.app.clipboard == "beta gamma\ndelta epsilon"
        await board.hides("enter copy")
        assert lit(board) == "beta gammadelta epsilon"
        await board.press("escape")
        await board.until(lambda: not lit(board))


async def test_shift_and_an_arrow_select_at_once_and_esc_drops_it() -> None:
    async with showing(answered()) as board:
        await board.press("V", "right", "shift+right", "shift+right")
        await board.until(lambda: lit(board) == "lph")
        await board.press("escape")
        await board.until(lambda: not lit(board))
        await board.hides("enter copy")
        await board.press("tab")
        assert board.screen.chosen.plan.name == "two"


async def test_its_keys_do_nothing_else() -> None:
    feed = answered()
    async with showing(feed) as board:
        await board.press("V", *"xXrRdDw0", "tab", "1")
        await board.until(lambda: lit(board) == "a")
        assert feed.sent == []
        assert board.screen.chosen.plan.name == "one"
        await board.press("q")
        await board.hides("enter copy")


async def test_the_text_stands_still_while_more_of_it_comes_and_when_it_ends() -> None:
    feed = answered("".join(f"line {number} of *many*\n" for number in range(1, 101)))
    async with showing(feed, (80, 24)) as board:
        await board.press("z")
        await board.shows("line 100")
        await board.press("V", "g", "down", "down", "space", "down")
        await board.until(lambda: lit(board) == "line 1 of *many*l")
        feed.say("s1", "a late word")
        feed.finish("s1")
        await board.shows("✓")
        await board.shows("line 2 of *many*")
        assert lit(board) == "line 1 of *many*l"
        await board.press("G")
        await board.until(lambda: lit(board).endswith("line 100 of *many*a late word"))
        await board.press("enter")
        await board.shows("copied 1")
        assert board.pilot.app.clipboard.endswith("line 100 of *many*\na late word")
        await board.press("escape")
        await board.hides("*many*")


async def test_keys_go_on_from_what_the_search_found() -> None:
    async with showing(answered()) as board:
        await board.press("slash", *"epsilon", "enter", "n", "V")
        await board.until(lambda: board.screen.selecting.bar.pane is not None)
        await board.press("space", "left")
        await board.shows("2 characters")
        await board.press("y")
        await board.until(lambda: board.pilot.app.clipboard == " e")


async def test_another_width_begins_anew_and_another_stream_ends_it() -> None:
    async with showing(answered("alpha beta gamma " * 20), (120, 40)) as board:
        await board.press("V", "space", "w")
        await board.until(lambda: lit(board) == "alpha b")
        await board.resize(80, 40)
        await board.shows("space, or shift with them")
        await board.until(lambda: lit(board) == "a")
        await board.pilot.click(offset=(board.panes["two"].left + 3, board.panes["two"].top + 1))
        await board.hides("enter copy")
        assert board.screen.chosen.plan.name == "two"


async def test_where_there_is_nothing_to_select_it_says_so() -> None:
    async with showing(under_way("one")) as board:
        await board.press("V")
        await board.shows("Nothing was said yet.")
        await board.press("2", "V")
        await board.shows("Text is selected in panes")


def test_in_a_terminal(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.wait_until(
        lambda: any("text x" in row for row in panes(board)["river"].log), "some words of an answer"
    )
    board.press_to_show("V", "enter copy")
    board.press_to_show(["\x1b[1;2C", "\x1b[1;2C"], "3 characters, 1 line")
    board.press_to_show("c", "copied 3 characters")
    board.press("q")
    assert board.wait_exit() == 0
