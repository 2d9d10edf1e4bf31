"""Searching: the bar, the streams that are left, and going from match to match."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from streamboard.tui.widgets.search_bar import SearchBar

from .conftest import Start
from .driving import ENDLESS
from .feed import ScriptedFeed
from .pilot import OVERLOADED, Board, assert_fits, showing, under_way


def stories() -> ScriptedFeed:
    """Three streams with a text each, of which the last one failed."""
    feed = under_way("story", "haiku", "plan")
    feed.at_ms(1000).say("s1", "A lighthouse by the sea, and a second Lighthouse.")
    feed.say("s2", "Old pond, a frog.")
    feed.say("s3", "First a lighthouse.")
    feed.end("s3", "failed", OVERLOADED)
    return feed


def typed(board: Board) -> str:
    """What stands in the bar."""
    return board.screen.query_one(SearchBar).query_one(Input).value


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_typing_leaves_the_streams_that_match(size: tuple[int, int]) -> None:
    async with showing(stories(), size) as board:
        await board.until(lambda: len(board.panes) == 3)
        await board.press("slash", *"light")
        await board.shows(" / light", "2 of 3 streams", "enter keep this search")
        assert [*board.panes] == ["story", "plan"]
        await board.press(*" !failed")
        await board.shows("1 of 3 streams")
        assert [*board.panes] == ["story"]
        await board.press(*["backspace"] * len(" !failed"))
        await board.shows("2 of 3 streams")


async def test_enter_keeps_the_search_and_escape_drops_it() -> None:
    async with showing(stories()) as board:
        await board.press("slash", *"pond", "enter")
        await board.shows("/pond  1 of 3", "n next match")
        await board.hides(" / pond")
        assert [*board.panes] == ["haiku"]
        # Keys work on the board again, with what is left of it.
        await board.press("z")
        await board.press("escape")
        assert board.screen.selection.search
        await board.press("escape")
        await board.until(lambda: len(board.panes) == 3)
        await board.hides("/pond")


async def test_escape_while_typing_shows_all_again() -> None:
    async with showing(stories()) as board:
        await board.press("slash", *"pond")
        await board.shows("1 of 3 streams")
        await board.press("escape")
        await board.hides("of 3 streams")
        await board.until(lambda: len(board.panes) == 3)
        await board.press("tab")
        assert board.screen.chosen.plan.name == "plan"


async def test_a_search_is_gone_on_with() -> None:
    async with showing(stories()) as board:
        await board.press("slash", *"light", "enter", "slash", *"house")
        await board.shows(" / lighthouse", "2 of 3 streams")
        assert typed(board) == "lighthouse"


async def test_the_keys_of_the_board_are_letters_in_the_bar() -> None:
    feed = stories()
    async with showing(feed) as board:
        await board.press("slash", *"xqRn/1?")
        assert typed(board) == "xqRn/1?"
        assert feed.sent == []
        await board.shows("No stream matches", "xqRn/1?", "0 of 3 streams")
        await board.press("escape")
        await board.until(lambda: len(board.panes) == 3)


async def test_the_focus_can_be_moved_while_one_types() -> None:
    async with showing(stories(), (80, 40)) as board:
        await board.press("slash", *"light")
        await board.shows("2 of 3 streams")
        await board.press("tab")
        assert board.screen.chosen.plan.name == "plan"
        assert typed(board) == "light"


async def test_letters_that_follow_at_once_are_not_lost() -> None:
    feed = stories()
    async with showing(feed) as board:
        await board.press("2")
        for letter in "/frog":
            board.pilot.app.post_message(events.Key("slash" if letter == "/" else letter, letter))
        await board.until(lambda: board.screen.search.bar.display)
        await board.until(lambda: typed(board) == "frog", "what was typed")
        await board.shows("1 of 3 streams")
        assert feed.sent == []


async def test_streams_appear_as_soon_as_they_say_the_word() -> None:
    feed = stories()
    async with showing(feed) as board:
        await board.press("slash", *"kiosk")
        await board.shows("No stream matches")
        feed.say("s2", " And a KI")
        feed.say("s2", "OSK.")
        await board.shows("1 of 3 streams", "KIOSK")


async def test_every_view_shows_the_same_streams() -> None:
    async with showing(stories()) as board:
        await board.press("slash", *"pond", "enter")
        for view in ("1", "2", "3", "4", "z"):
            await board.press(view)
            await board.shows("haiku", "1 of 3")
            await board.hides("story", "plan")


async def test_a_stream_that_stops_matching_goes_and_the_focus_moves_on() -> None:
    feed = stories()
    async with showing(feed) as board:
        await board.press("slash", *"streaming", "enter")
        await board.shows("2 of 3")
        assert board.screen.chosen.plan.name == "story"
        feed.finish("s1")
        await board.shows("1 of 3")
        assert board.screen.chosen.plan.name == "haiku"


async def test_n_goes_from_match_to_match_and_on_to_the_next_pane() -> None:
    async with showing(stories()) as board:
        await board.press("slash", *"lighthouse", "enter")
        await board.shows("2 of 3")
        names = []
        for key in ("n", "n", "n", "n", "N", "N"):
            await board.press(key)
            names.append(board.screen.chosen.plan.name)
        assert names == ["story", "story", "plan", "story", "plan", "story"]


async def test_n_goes_on_to_streams_where_there_are_no_panes() -> None:
    async with showing(stories()) as board:
        await board.press("2", "slash", *"lighthouse", "enter")
        await board.shows("2 of 3")
        names = []
        for key in ("n", "n", "N"):
            await board.press(key)
            names.append(board.screen.chosen.plan.name)
        assert names == ["plan", "story", "plan"]


async def test_n_says_why_it_goes_nowhere() -> None:
    async with showing(stories()) as board:
        await board.press("n")
        await board.shows("There is nothing to find yet")
        await board.press("slash", *"haiku", "enter", "n")
        await board.shows("No answer has these words")


async def test_n_finds_a_match_that_is_scrolled_out() -> None:
    feed = under_way("story")
    feed.at_ms(1000).say("s1", "The lighthouse.\n" + "".join(f"line {number}\n" for number in range(100)))
    async with showing(feed, (80, 24)) as board:
        await board.shows("line 99")
        assert "lighthouse" not in board.text
        await board.press("slash", *"lighthouse", "enter", "n")
        await board.until(lambda: any("The lighthouse" in row for row in board.rows))


@pytest.mark.parametrize("size", [(20, 5), (30, 8), (60, 15)])
async def test_the_bar_in_small_terminals(size: tuple[int, int]) -> None:
    async with showing(stories(), size) as board:
        await board.press("slash", *"light", "enter", "n", "slash")
        await board.draw()
        assert_fits(board, size)
        await board.press("escape")
        await board.draw()
        assert_fits(board, size)


async def test_what_is_searched_for_is_only_text() -> None:
    async with showing(stories()) as board:
        await board.press("slash")
        board.screen.query_one(SearchBar).query_one(Input).value = "[red]\x1b[31m\u202e[/oops]"
        await board.shows("No stream matches", "[red]␛[31m")
        await board.press("enter")
        await board.shows("/[red]␛[31m")
        assert "\x1b" not in board.text
        assert "\u202e" not in board.text


async def test_a_search_of_two_hundred_streams() -> None:
    feed = under_way(*(f"stream {number}" for number in range(1, 201)))
    feed.at_ms(1000).say("s77", "a lighthouse")
    async with showing(feed, (120, 40)) as board:
        await board.press("slash", *"lighthouse")
        await board.shows("1 of 200 streams")
        await board.shows("╭ 77 stream 77")
        assert len(board.panes) == 1


def test_in_a_terminal(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record")
    board.wait_for("river", "forest", "harbour", "haiku")
    board.press_to_show(["/", *"haiku !river"], "1 of 4 streams")
    board.wait_gone("forest")
    board.press_to_show("enter", "/haiku !river", "1 of 4")
    board.press_to_show("esc", "forest", "harbour")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()


async def test_a_match_in_folded_thinking_is_gone_to() -> None:
    feed = under_way("one", "two")
    feed.think("s1", "A submarine? " * 20)
    feed.say("s1", "No boat at all.", index=1)
    feed.finish("s1")
    feed.say("s2", "A raft.")
    async with showing(feed, (80, 40)) as board:
        await board.shows("▸ thought for", "No boat at all.")
        await board.press("slash", *"submarine", "enter")
        await board.shows("/submarine  1 of 2")
        await board.press("n")
        await board.shows("▾ thinking", "A submarine?")
        await board.press("escape", "escape")
        await board.shows("▸ thought for", "A raft.")
