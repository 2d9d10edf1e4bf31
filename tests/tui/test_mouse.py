"""The mouse: what is written on the bars can be clicked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from streamboard.run.commands import StopAll, StopStream
from streamboard.settings.memory import Habits
from streamboard.tui.views.catalogue import VIEWS

from .conftest import Start
from .driving import ENDLESS
from .pilot import OVERLOADED, Board, click, showing, story, under_way


async def test_a_click_on_a_hint_presses_its_key() -> None:
    feed = under_way("one", "two")
    async with showing(feed, (200, 40)) as board:
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


async def test_a_click_on_the_last_page_goes_back_to_the_first() -> None:
    async with showing(under_way(*(f"s{number}" for number in range(9))), (80, 24)) as board:
        await board.press("1")
        for page in (1, 2, 3, 1, 2):
            await board.shows(f"page {page}/3")
            await click(board, f"page {page}/3")


async def test_each_key_of_a_hint_is_pressed_by_itself() -> None:
    feed = under_way("one")
    feed.at_ms(4000).say("s1", "words")
    async with showing(feed) as board:
        await board.shows("words")
        await board.press("less_than_sign")
        await board.shows("t = 3.0 s")
        for keys, at, time in (
            (", . 0.1 s", 0, 2.9),
            (", . 0.1 s", 2, 3.0),
            ("< > 1 s", 0, 2.0),
            ("< > 1 s", 2, 3.0),
            ("< > 1 s", 5, 2.0),
        ):
            await click(board, keys, at=at)
            await board.shows(f"t = {time} s")
        await click(board, "esc now", at=4)
        await board.hides("after each request")


async def test_the_legend_of_the_clock_presses_its_key() -> None:
    feed = under_way("one")
    feed.at_ms(4000).say("s1", "words")
    async with showing(feed) as board:
        await board.shows("words")
        await board.press("less_than_sign")
        await click(board, "first token  esc", at=3)
        await board.shows("t = 3.0 s")
        await click(board, "first token  esc", at=14)
        await board.hides("after each request")


async def test_the_table_is_sorted_by_the_keys_in_its_hint() -> None:
    async with showing(under_way("one", "two")) as board:
        await board.press("4")
        await click(board, "s sort", at=0)
        await board.shows("by TTFT, lowest first")


@pytest.mark.parametrize("head", ["#", "stream", "state"])
async def test_a_click_on_what_is_no_figure_brings_back_the_order_of_the_user(head: str) -> None:
    feed = under_way("slow", "fast")
    feed.at_ms(1000).say("s2", "words")
    feed.at_ms(2000).say("s1", "words")

    def names(board: Board) -> list[str]:
        return [row[6:10] for row in board.rows if row[6:10] in ("slow", "fast")][:2]

    async with showing(feed) as board:
        await board.press("4")
        await click(board, " TTFT", at=2)
        await board.until(lambda: names(board) == ["fast", "slow"])
        await click(board, f" {head} ")
        await board.until(lambda: names(board) == ["slow", "fast"])
        await board.hides("by TTFT")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_footer_always_has_the_palette_and_the_help(size: tuple[int, int]) -> None:
    async with showing(under_way("one"), size) as board:
        await board.shows("ctrl+p palette  q quit  ? help")
        await click(board, "ctrl+p palette")
        await board.shows("Search for commands")


async def test_a_narrow_footer_keeps_the_help() -> None:
    async with showing(under_way("one"), (20, 8)) as board:
        await board.shows("q quit  ? help")
        assert "palette" not in board.text


NARROW, WIDE = (80, 24), (200, 50)


@pytest.mark.parametrize("size", [NARROW, (120, 40), WIDE])
async def test_the_header_has_the_views_to_go_to(size: tuple[int, int]) -> None:
    async with showing(under_way("one", "two"), size) as board:
        for number, spec in enumerate(VIEWS, 1):
            place = board.rows[1].rindex(str(number))
            await board.pilot.click(offset=(place, 1))
            await board.shows(f"[{number} {spec.name}]")
            assert spec.name == board.screen.current_view().spec.name
            others = [other.name for other in VIEWS if other is not spec]
            assert [name in board.rows[1] for name in others] == [size == WIDE] * len(others)


async def test_the_header_says_that_a_view_lies_under_the_zoom() -> None:
    async with showing(under_way("one", "two"), NARROW) as board:
        await board.press("2", "z")
        await board.shows("1 [2] 3 4 5 6 7 [z]")
        await click(board, "[z]")
        await board.shows("1 [2 lanes] 3")
        await board.press("z")
        await click(board, "[2]")
        await board.hides("[z]")


async def test_the_places_in_the_header_are_called_by_the_keys_of_the_user() -> None:
    async with showing(under_way("one"), habits=Habits(keys={"board.view_race": "f3"})) as board:
        await click(board, "2 f3 4", at=2)
        await board.shows("[f3 race]")


async def test_figures_give_way_to_the_places_and_the_places_to_the_counts() -> None:
    feed = under_way("one", "two", "three")
    feed.at_ms(1000).say("s1", "words " * 20)
    feed.end("s2", "completed")
    feed.end("s3", "failed", OVERLOADED)
    async with showing(feed, (110, 30)) as board:
        await board.shows("3 streams  1 in flight  1 done  1 failed", "tok", "[1 panes] 2 3")
        assert "engine on time" not in board.text
        await board.resize(100, 30)
        await board.shows("1/3 done  1 live", "tok/s", "~ tok  1 failed", "[1 panes] 2 3")
        await board.resize(71, 30)
        await board.shows("1/3 done  1 live", "tok/s", "~ tok  1 failed", "[1] 2 3")
        await board.resize(69, 30)
        await board.hides("[1] 2 3")
        await board.shows("1/3 done  1 live", "tok/s", "~ tok  1 failed")


async def test_what_is_typed_is_no_obstacle_to_the_places() -> None:
    async with showing(under_way("one")) as board:
        await board.press("i", *"abc")
        await click(board, "[1 panes] 2", at=10)
        await board.shows("[2 lanes]", "abc")
        await board.press("d")
        await board.shows("abcd")


async def test_a_row_of_the_help_presses_its_key() -> None:
    feed = under_way("one", "two")
    async with showing(feed, (200, 60)) as board:
        await board.press("question_mark")
        await click(board, "Stop this stream", at=5)
        await board.until(lambda: feed.sent == [StopStream("s1")])
        await board.press("question_mark")
        await click(board, "tab right l", at=4)
        await board.until(lambda: board.screen.chosen.plan.name == "two")
        await board.press("question_mark")
        await click(board, "Command palette: every")
        await board.shows("Search for commands")


async def test_a_mark_in_the_help_is_no_key() -> None:
    async with showing(under_way("one"), (200, 60)) as board:
        await board.press("question_mark")
        await click(board, "an estimate")
        assert board.pilot.app.screen is not board.screen


async def test_the_palette_begins_with_the_views() -> None:
    async with showing(under_way("one")) as board:
        await board.press("ctrl+p")
        await board.shows("View: panes", "View: compare")
        listed = [row.strip(" ▁▂▃▄▅▆▇█") for row in board.rows]
        places = [listed.index(f"View: {spec.name}") for spec in VIEWS]
        assert places == sorted(places)
        assert listed.index("Next") > places[-1]
        assert "Add" not in listed[: places[-1]]


async def choose(board: Board, name: str) -> None:
    """Click into a pane; its stream comes into focus."""
    box = board.panes[name]
    await board.pilot.click(offset=(box.left + 3, box.top + 2))
    await board.until(lambda: board.screen.chosen.plan.name == name)


async def test_a_click_on_a_pane_leaves_the_keys_to_what_is_typed() -> None:
    feed = under_way("one", "two")
    async with showing(feed) as board:
        await board.shows("2 two")
        for key, typed in (("i", "quit"), ("slash", "sim")):
            await board.press(key, *typed[:2])
            await board.shows("esc")
            for name in ("two", "one", "two"):
                await choose(board, name)
            await board.press(*typed[2:])
            await board.shows(f" {typed}")
            await board.press("escape")
            await board.shows("? help")
            await choose(board, "one")
            await board.press("x")
            await board.until(lambda: feed.sent)
        assert feed.sent == [StopStream("s1")] * 2


async def test_a_click_on_another_view_leaves_the_keys_to_what_is_typed() -> None:
    feed = under_way("one", "two")
    async with showing(feed) as board:
        await board.press("2", "i", "a")
        await click(board, "  2  two")
        await board.press("q", "x")
        await board.shows(" aqx")
        assert board.screen.chosen.plan.name == "two"


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
    terminal.press_to_hide("esc", "esc closes this")
    terminal.click(*terminal.find("q quit"))
    assert terminal.wait_exit() == 0


async def test_words_about_what_is_below_go_there() -> None:
    feed = under_way("one", "two")
    feed.at_ms(1000).say("s2", story(0, 100))
    async with showing(feed) as board:
        await board.shows("line 99")
        await board.press("tab", "home")
        await board.shows("line 0 ")
        await click(board, "below, f follows", at=8)
        await board.shows("line 99")
        for number in range(100):
            feed.at_ms(2000 + number * 1000).say("s1", "word ")
            feed.say("s2", "word ")
            feed.api("s2", "ping", {})
        await board.press("5", "home")
        await click(board, "below, f follows", at=8)
        await board.hides("below, f follows")


async def test_keys_of_the_prompt_bar_that_are_characters_are_typed() -> None:
    async with showing(under_way("one"), (200, 40)) as board:
        await board.press("i", "a")
        await click(board, "@ file", at=0)
        await board.shows(" a@")


async def double_click(board: Board, name: str) -> None:
    """Click into a pane twice."""
    box = board.panes[name]
    await board.pilot.double_click(offset=(box.left + 3, box.top + 2))


async def test_a_double_click_on_a_pane_zooms_it_and_one_on_the_zoomed_pane_leaves_it() -> None:
    async with showing(under_way("one", "two")) as board:
        await board.shows("2 two")
        await double_click(board, "two")
        await board.shows("[z zoom]", "╭ 2 two")
        await board.hides("╭ 1 one")
        await double_click(board, "two")
        await board.shows("╭ 1 one", "╭ 2 two")
        await board.hides("[z zoom]")


async def wheel(board: Board, x: int, y: int, *, up: bool = False) -> None:
    """Turn the wheel by a notch."""
    await board.pilot._post_mouse_events([MouseScrollUp if up else MouseScrollDown], offset=(x, y))


async def test_the_wheel_over_the_strip_goes_from_stream_to_stream() -> None:
    async with showing(under_way("one", "two", "three", "four")) as board:
        await board.press("z")
        await board.shows("[z zoom]")
        y = next(y for y, row in enumerate(board.rows) if "   2  two" in row)
        for name in ("two", "three"):
            await wheel(board, 10, y)
            await board.until(lambda: board.screen.chosen.plan.name == name)  # noqa: B023 - Awaited here.
        await wheel(board, 10, y, up=True)
        await board.until(lambda: board.screen.chosen.plan.name == "two")


async def test_the_wheel_over_the_event_log_scrolls_the_log() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", story(0, 100))
    feed.at_ms(2000).finish("s1")
    async with showing(feed, (80, 24)) as board:
        await board.shows("events 8", "line 99", "completed")
        y = next(y for y, row in enumerate(board.rows) if "completed" in row)
        await wheel(board, 10, y, up=True)
        await board.shows("events 1-5 of 8", "queued", "line 99")
        await board.hides("completed")
        await wheel(board, 10, y - 7, up=True)
        await board.hides("line 99")
        await wheel(board, 10, y)
        await board.shows("events 8", "completed")
        await wheel(board, 10, y, up=True)
        await board.press("f")
        await board.shows("events 8", "completed", "line 99")


@pytest.mark.parametrize("size", [(120, 40), (60, 30)])
async def test_a_click_on_a_head_of_the_comparison_has_the_next_stream_there(size: tuple[int, int]) -> None:
    async with showing(under_way("one", "two", "three"), size) as board:
        await board.press("6")
        await board.shows("first: one", "two")
        await click(board, "two  ")
        await board.shows("first: one", "three  ")
        await click(board, "first: one")
        await board.shows("⚑ two", "three  ")
        await click(board, "⚑ two")
        await board.shows("⚑ one", "three  ")
        await click(board, "three  ")
        await board.shows("⚑ one", "two  ")
