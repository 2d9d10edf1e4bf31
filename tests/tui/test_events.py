"""The events view: one log of all streams."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from streamboard.endpoints.sim.fault_payloads import HOSTILE_TEXTS
from streamboard.run.events import ClockLag, StreamRemoved

from .conftest import Start
from .driving import ENDLESS
from .feed import ScriptedFeed, plan_of
from .pilot import OVERLOADED, REFUSED_CONNECTION, Board, showing, under_way

LIFE = ("queued", "sent", "200", "message_start")


def rows(board: Board) -> list[str]:
    """The rows of the log."""
    return [row.rstrip() for row in board.rows[3:-1] if row.strip()]


def spoken(count: int) -> ScriptedFeed:
    """Two streams, of which the first has many events, a millisecond each."""
    feed = under_way("story", "haiku")
    for number in range(count):
        feed.at_ms(1000 + number).api("s1", f"odd_{number}", {})
    return feed


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_events_of_all_streams_stand_in_the_order_of_time(size: tuple[int, int]) -> None:
    feed = under_way("story", "haiku")
    feed.at_ms(500).say("s2", "first")
    feed.at_ms(750).say("s1", "first")
    feed.at_ms(1000).say("s1", " more")
    feed.at_ms(1250).say("s2", " more")
    feed.at_ms(1500).say("s1", " more")
    async with showing(feed, size) as board:
        await board.press("5")
        await board.shows("text x 2")
        found = [row.split() for row in rows(board)]
        assert found[-4:] == [
            ["0.500", "2", "haiku", "1", "first", "text"],
            ["0.750", "1", "story", "1", "first", "text"],
            ["1.000", "1", "story", "1", "text", "x", "2", "until", "1.500"],
            ["1.250", "2", "haiku", "1", "text"],
        ]
        assert [row[1:3] for row in found[:2]] == [["run", "run"], ["run", "sim"]]
        feed.at_ms(2000).say("s2", " and more")
        await board.shows("until 2.000")
        assert [row.split()[0] for row in rows(board)[-4:]] == ["0.500", "0.750", "1.000", "1.250"]


@pytest.mark.parametrize("size", [(20, 5), (30, 8), (50, 12), (60, 15)])
async def test_it_is_there_in_small_terminals(size: tuple[int, int]) -> None:
    async with showing(spoken(30), size) as board:
        await board.press("5")
        await board.shows("1.029")
        await board.press("k", "home", "pagedown", "end", "o", "K", "enter", "K", "enter")


async def test_it_follows_the_end_until_one_goes_up() -> None:
    feed = spoken(100)
    async with showing(feed, (100, 24)) as board:
        await board.press("5")
        await board.shows("odd_99")
        feed.at_ms(3000).api("s2", "newest", {})
        await board.shows("newest")
        await board.press("k", "k")
        feed.at_ms(4000).api("s2", "after_that", {})
        await board.shows("↓ 1 below", "newest")
        await board.press("home")
        await board.shows("run started", "below, f follows")
        await board.press("pagedown")
        await board.hides("run started")
        await board.press("end")
        await board.shows("after_that")
        feed.at_ms(5000).api("s2", "at_last", {})
        await board.shows("at_last")
        await board.hides("below")
        await board.press("pageup")
        await board.hides("at_last")
        await board.press("pagedown", "pagedown", "pagedown")
        await board.shows("at_last")
        await board.hides("below")


async def test_going_up_brings_a_rows_stream_into_focus() -> None:
    feed = under_way("story", "haiku", "plan")
    for number, stream in enumerate(("s3", "s1", "s2"), 1):
        feed.at_ms(number * 1000).say(stream, "word")
    async with showing(feed) as board:
        await board.press("5")
        await board.shows("3.000")
        names = []
        for key in ("k", "k", "j", "j"):
            await board.press(key)
            names.append(board.screen.chosen.plan.name)
        assert names == ["story", "plan", "story", "haiku"]


async def test_enter_jumps_to_the_stream_and_escape_comes_back() -> None:
    feed = under_way("story", "haiku")
    feed.at_ms(1000).say("s2", "Old pond")
    feed.at_ms(2000).say("s1", "Once upon a time")
    async with showing(feed) as board:
        await board.press("5")
        await board.shows("2.000")
        await board.press("k", "enter")
        await board.shows("Old pond", "╭ 2 haiku")
        await board.press("escape")
        await board.shows("2.000")
        await board.hides("Old pond")


async def test_all_times_count_from_when_the_first_stream_was_queued() -> None:
    feed = ScriptedFeed(plan_of("story", "haiku"))
    feed.at_ms(500).start()
    feed.at_ms(2000).queue("s1")
    feed.at_ms(3000).queue("s2")
    feed.at_ms(4250).send_off("s1", "s2")
    async with showing(feed) as board:
        await board.press("5")
        await board.shows("from start", "now 2.250")
        assert [row.split()[0] for row in rows(board)] == [
            *("-1.500", "-1.500"),
            *("0.000", "1.000"),
            *("2.250", "2.250"),
        ]


async def test_the_run_has_rows_that_lead_to_no_stream() -> None:
    feed = under_way("story")
    feed.at_ms(1000).feed(ClockLag(t=feed.time, lag_ns=25_000_000))
    async with showing(feed) as board:
        await board.press("5")
        await board.shows("engine late", "by 25.0 ms", "from start")
        assert rows(board)[-1].startswith("✗")
        await board.press("enter")
        await board.shows("engine late")


async def test_trouble_is_marked_and_can_be_seen_alone_by_its_cause() -> None:
    feed = under_way("story", "haiku", "plan")
    feed.at_ms(2000).fail_and_retry("s1", OVERLOADED, 4000)
    feed.at_ms(2500).end("s2", "failed", REFUSED_CONNECTION)
    feed.at_ms(3000).fail_and_retry("s3", OVERLOADED, 4000)
    async with showing(feed) as board:
        await board.press("5")
        await board.shows("Connection refused")
        first, _, _ = (row for row in rows(board) if row.startswith("✗"))
        assert first.split()[:6] == ["✗", "2.000", "1", "story", "1", "failed"]
        await board.press("K")
        await board.shows("trouble 2 causes, 3 of")
        busy, refused = rows(board)
        assert busy.split() == [
            "▸",
            "2.000",
            "2x",
            "2",
            "streams",
            "overloaded_error",
            *OVERLOADED.message.split(),
        ]
        assert refused.split()[:6] == ["▸", "2.500", "1x", "1", "stream", "connection"]
        await board.press("enter")
        await board.shows("▾")
        assert [row.split()[1] for row in rows(board)] == ["2.000", "2.000", "3.000", "2.500"]
        feed.at_ms(3500).fail_and_retry("s3", OVERLOADED, 4000, attempt=2)
        await board.shows("3x")
        await board.press("down", "down", "enter")
        await board.shows("╭ 3 plan")
        await board.press("escape", "home", "enter")
        await board.hides("▾")
        await board.press("K")
        await board.shows("lifecycle", "retry", "attempt 2 of 3")
        await board.hides("message_start")
        await board.press("K")
        await board.shows("wire", "message_start")
        await board.hides("queued  ", "attempt 2 of 3")
        await board.press("K")
        await board.shows("attempt 2 of 3", "message_start")


async def test_the_order_is_turned_round_as_in_other_views_and_rows_stay_where_they_are_read() -> None:
    feed = spoken(60)
    async with showing(feed, (100, 24)) as board:
        await board.press("5", "o")
        await board.shows("newest first", "odd_59")
        assert "odd_59" in rows(board)[0]
        feed.at_ms(2000).api("s1", "newest", {})
        await board.until(lambda: "newest" in rows(board)[0])
        await board.press("down", "down")
        before = rows(board)
        feed.at_ms(3000).api("s1", "after_that", {})
        await board.until(lambda: len(board.screen.board.streams["s1"].log.rows) == 66)
        await board.draw()
        assert rows(board) == before
        await board.press("f")
        assert "after_that" in rows(board)[0]
        await board.press("o")
        assert "after_that" in rows(board)[-1]


async def test_a_search_is_for_events() -> None:
    feed = under_way("story", "haiku")
    feed.at_ms(2000).fail_and_retry("s1", OVERLOADED, 4000)
    async with showing(feed) as board:
        await board.press("5", "slash", *"overloaded")
        await board.shows("The server is overloaded")
        await board.hides("message_start")
        assert len(rows(board)) == 2  # The row, and the bar.
        await board.press("enter", "enter")
        await board.shows("╭ 1 story")
        await board.press("escape")
        await board.shows("The server is overloaded")
        await board.press("escape")
        await board.shows("message_start")


async def test_a_row_leads_to_a_stream_that_the_search_does_not_find() -> None:
    feed = under_way("story", "haiku")
    feed.at_ms(1000).api("s2", "odd_event", {})
    feed.at_ms(2000).say("s1", "odd_event")
    async with showing(feed) as board:
        await board.press("5", "slash", *"odd_event", "enter")
        await board.shows("1 of 2")
        assert board.screen.chosen.plan.name == "story"
        await board.press("enter")
        await board.shows("╭ 2 haiku")
        # It is there only as long as it is looked at.
        await board.press("escape", "1", "tab")
        await board.shows("╭ 1 story")
        await board.hides("haiku")


async def test_events_are_shown_where_no_stream_is_found() -> None:
    feed = under_way("story")
    feed.api("s1", "odd_event", {})
    async with showing(feed) as board:
        await board.press("5", "slash", *"odd_ev")
        await board.shows("odd_event")
        await board.press(*"zz")
        await board.shows("No event matches")
        await board.press("enter", "1")
        await board.shows("No stream matches")


async def test_events_of_a_stream_that_was_removed_stay() -> None:
    feed = under_way("story", "haiku")
    async with showing(feed) as board:
        await board.press("5")
        await board.shows("story")
        feed.at_ms(1000).feed(StreamRemoved(t=feed.time, stream="s1", attempt=1))
        await board.shows("removed")
        assert sum("story" in row for row in rows(board)) == len(LIFE) + 1
        await board.press("home", *["j"] * 2, "enter")
        await board.shows("removed")


async def test_a_click_chooses_a_row() -> None:
    async with showing(spoken(60), (100, 24)) as board:
        await board.press("5")
        await board.shows("odd_59")
        row = next(y for y, row in enumerate(board.rows) if "odd_50" in row)
        await board.pilot.click(offset=(20, row))
        feed = board.feed
        feed.at_ms(3000).api("s1", "hidden_now", {})
        await board.shows("↓ 1 below")
        assert "hidden_now" not in board.text


async def test_untrusted_words_are_only_text() -> None:
    feed = ScriptedFeed(plan_of(*HOSTILE_TEXTS))
    feed.start()
    for stream, text in zip(feed.plan.streams, HOSTILE_TEXTS, strict=True):
        feed.send_off(stream.id)
        feed.api(stream.id, f"name {text}", {})
        feed.api(stream.id, "error", {"error": {"type": text, "message": f"[link='x']{text}[/oops]"}})
    async with showing(feed, (200, 80)) as board:
        await board.press("5")
        await board.shows("[link='x']", "[/oops]", "␛")
        assert not any(
            ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for row in board.rows for letter in row
        )
        assert not {*board.text} & {*"\u202e\u2066\u200b\ufeff"}


async def test_two_hundred_streams() -> None:
    names = [f"stream {number}" for number in range(1, 201)]
    feed = under_way(*names)
    async with showing(feed, (200, 50)) as board:
        await board.press("5")
        await board.shows("stream 200", "802 events")
        await board.press("slash", *'"stream 77"')
        await board.shows("4 of 802")


def test_in_a_terminal(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    board = streamboard(prompt_set(ENDLESS), "--no-record", size=(80, 24))
    board.wait_for("river")
    board.press_to_show("5", "first text", "message_stop", "haiku", "completed")
    board.wheel_up(40, 10)
    board.wait_for("below, f follows")
    board.press_to_hide(["/", *"haiku"], "river")
    board.press_to_hide(["enter", "K", "K"], "first text")
    board.press("q")
