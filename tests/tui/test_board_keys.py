"""Keys and the mouse on the board."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Input

from streamboard.run.commands import RunAgain, RunAllAgain, StopAll, StopStream
from streamboard.run.events import StreamRemoved
from streamboard.tui.app import StreamboardApp
from streamboard.tui.views.lanes import LanesView

from .feed import ScriptedFeed, plan_of
from .pilot import showing, under_way


async def test_the_keys_send_commands_for_the_stream_in_focus() -> None:
    feed = under_way("one", "two")
    async with showing(feed) as board:
        await board.press("x", "tab", "x", "r", "X", "R")
        assert feed.sent == [StopStream("s1"), StopStream("s2"), RunAgain("s2"), StopAll(), RunAllAgain()]


async def test_a_recorded_run_takes_no_commands_and_says_so() -> None:
    feed = under_way("one")
    feed.source = "REPLAY"
    async with showing(feed) as board:
        await board.shows("▶ REPLAY")
        assert "stop all" not in board.rows[-1]
        await board.press("x")
        await board.shows("A recorded run cannot be stopped")


async def test_space_holds_the_view_and_the_source() -> None:
    feed = under_way("one")
    feed.say("s1", "before")
    async with showing(feed) as board:
        await board.shows("before")
        await board.press("space")
        await board.shows("PAUSED")
        assert feed.paused
        feed.say("s1", " after")
        feed.at_ms(7000)
        await board.shows("00:07.0")
        assert "after" not in board.text
        await board.press("space")
        await board.shows("before after")
        assert not feed.paused


async def test_a_click_moves_the_focus() -> None:
    feed = under_way("one", "two", "three", "four")
    async with showing(feed) as board:
        await board.until(lambda: len(board.panes) == 4)
        box = board.panes["three"]
        await board.pilot.click(offset=(box.left + 5, box.top + 5))
        assert board.screen.chosen.plan.name == "three"
        await board.press("x")
        assert feed.sent == [StopStream("s3")]


async def test_arrow_keys_move_by_rows_and_columns() -> None:
    feed = under_way("one", "two", "three", "four")
    async with showing(feed) as board:
        await board.until(lambda: len(board.panes) == 4)
        names = []
        for key in ("right", "down", "left", "up", "up", "left"):
            await board.press(key)
            names.append(board.screen.chosen.plan.name)
        assert names == ["two", "four", "three", "one", "one", "four"]


async def test_a_click_on_a_lane_chooses_it() -> None:
    feed = under_way("one", "two", "three")
    async with showing(feed) as board:
        await board.press("v")
        await board.shows("last words")
        await board.pilot.click(offset=(10, 5))
        assert board.screen.chosen.plan.name == "three"
        await board.until(lambda: "▶  3" in board.rows[5])


async def test_v_twice_leaves_the_choice_to_what_fits_again() -> None:
    feed = under_way("one", "two", "three", "four")
    async with showing(feed) as board:
        await board.press("v")
        await board.shows("last words")
        await board.press("v")
        await board.until(lambda: len(board.panes) == 4)
        await board.resize(60, 15)
        await board.until(lambda: "╭" not in board.text, "lanes")


async def test_toasts_are_few_each_once_and_above_the_bars() -> None:
    async with showing(under_way("one", "two")) as board:
        await board.shows("waiting")
        for _ in range(3):
            board.screen.say("the same")
        await board.until(lambda: board.text.count("the same") == 1)
        for number in range(5):
            board.screen.say(f"number {number}")
        await board.shows("number 2", "number 3", "number 4")
        await board.hides("the same", "number 0", "number 1")
        await board.press("slash", "o")
        board.screen.say("number 5")
        await board.shows("number 5", "2 of 2 streams")


async def test_one_page_is_not_turned() -> None:
    async with showing(under_way("one", "two"), (120, 150)) as board:
        await board.shows("waiting")
        await board.press("right_square_bracket")
        await board.shows("There is only one page.")
        assert board.screen.chosen.plan.name == "one"
        await board.press("question_mark")
        await board.shows("esc closes this")
        assert "page of streams" not in board.text


async def test_a_board_without_streams_lists_no_keys_for_them() -> None:
    feed = under_way("one")
    async with showing(feed) as board:
        await board.shows("x stop", "z zoom")
        feed.feed(StreamRemoved(t=1, stream="s1", attempt=1))
        await board.shows("There is no stream.")
        await board.hides("z zoom")
        row = board.rows[-1]
        assert not [words for words in ("stop", "again", "prompt") if words in row]
        await board.press("x", "X", "r", "z", "i", "escape", "right_square_bracket")
        await board.shows("There is no stream.")


async def test_the_palette_lists_the_actions_and_runs_one() -> None:
    feed = under_way("one")
    async with showing(feed, (120, 150)) as board:
        await board.press("ctrl+p")
        await board.until(lambda: board.pilot.app.screen is not board.screen, "the palette")
        await board.shows("Run all streams again", "Show or hide the event log", "Pause")
        await board.until(lambda: isinstance(board.pilot.app.focused, Input))
        await board.press(*"stop all")
        await board.hides("Pause")
        await board.shows("Stop all")
        await board.press("enter")
        await board.until(lambda: board.pilot.app.screen is board.screen, "the palette to close")
        await board.until(lambda: feed.sent == [StopAll()], "the action")


async def test_another_theme_redraws_everything() -> None:
    feed = under_way("one", "two")
    feed.say("s1", "Hello")
    async with showing(feed) as board:
        app = board.pilot.app

        def grounds() -> list[object]:
            strips = app.screen._compositor.render_strips()
            first = [next(iter(strip)).style for strip in strips]
            return [style.bgcolor for style in first if style is not None]

        await board.shows("Hello")
        dark = grounds()
        app.theme = "textual-light"
        await board.until(
            lambda: all(new != old for new, old in zip(grounds(), dark, strict=True)),
            "light ground everywhere",
        )
        await board.shows("Hello", "streamboard", "TTFT")


async def test_lanes_are_never_shown_as_they_were_when_they_were_hidden() -> None:
    feed = ScriptedFeed(plan_of("one"))
    async with showing(feed) as board:
        await board.shows("starting the engine")
        await board.press("v")
        await board.shows("last words", "not started")
        await board.press("v")
        await board.hides("last words")
        feed.start()
        feed.queue("s1")
        feed.send_off("s1")
        feed.respond("s1")
        await board.shows("waiting for the first token")
        lanes = board.screen.query_one(LanesView)
        shown: list[str] = []
        render = lanes.render_lines

        def watch(crop: Region) -> list[Strip]:
            strips = render(crop)
            shown.extend(strip.text for strip in strips)
            return strips

        lanes.render_lines = watch  # type: ignore[method-assign]
        await board.press("v")
        await board.until(lambda: any("waiting" in row for row in shown))
        assert not any("not started" in row for row in shown)


async def test_a_key_is_the_new_views_while_the_terminal_takes_no_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with showing(under_way("one", "two", "alpha")) as board:
        await board.shows("alpha")
        with monkeypatch.context() as slow:
            slow.setattr(StreamboardApp, "keeps_up", False)
            await board.press("2", "s")
        await board.shows("by name, a first")
