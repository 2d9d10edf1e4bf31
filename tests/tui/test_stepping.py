"""Event logs at three depths, steps through a stream, slow motion, and time in a recording."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key

from streamboard.feeds.replay import ReplayFeed
from streamboard.run.codec import encode
from streamboard.run.events import ClockLag, RunEnded, WireBytes
from streamboard.run.plan import SECOND
from streamboard.run.runfile import read
from streamboard.tui.textual_internals import driver_of, key_of_character
from streamboard.tui.widgets.position_bar import time_of

from .feed import ScriptedFeed, plan_of
from .pilot import showing, under_way


def said(*words: str) -> ScriptedFeed:
    """A stream that has said these words."""
    feed = under_way("one")
    for word in words:
        feed.feed(WireBytes(t=feed.time, stream="s1", attempt=1, text=f"event: x\ndata: <{word}>\x1b[2J"))
        feed.say("s1", word)
    return feed


async def test_a_key_deepens_the_event_log() -> None:
    async with showing(said("Once", " upon"), size=(120, 40)) as board:
        await board.press("z")
        await board.shows("text", "events")
        await board.press("L")
        await board.shows("every event", 'index 0 text_delta " upon"')
        assert "data:" not in board.text
        await board.press("L")
        await board.shows("the wire", "event: x", "data: < upon>␛[2J")
        await board.press("5")
        await board.shows("text +5 characters, now 9", "data: < upon>␛[2J")
        await board.press("1", "L")
        await board.hides("the wire")


async def test_without_bytes_the_log_says_so() -> None:
    feed = under_way("one")
    feed.say("s1", "Hello")
    async with showing(feed, size=(120, 40)) as board:
        await board.press("z", "L", "L")
        await board.shows("its bytes were not kept; --wire keeps them")


async def test_a_live_stream_is_stepped_through() -> None:
    feed = said("Once", " upon", " a")
    async with showing(feed, size=(120, 40)) as board:
        await board.shows("Once upon a")
        await board.press("semicolon")
        await board.shows("PAUSED", "step", "text +2 characters, now 11")
        await board.press("comma")
        await board.shows("text +5 characters, now 9")
        await board.hides("Once upon a")
        feed.feed(ClockLag(t=feed.now(), lag_ns=20_000_000), ClockLag(t=feed.now(), lag_ns=20_000_000))
        feed.say("s1", " time")
        await board.shows("1 event to come")
        await board.press("full_stop", "full_stop")
        await board.shows("text +5 characters, now 16", "Once upon a time")
        await board.press("full_stop")
        await board.shows("No more has come yet.")
        await board.press("escape")
        await board.hides("PAUSED")


async def test_without_a_stream_in_focus_there_is_nothing_to_step_through() -> None:
    async with showing(said("Once", " upon")) as board:
        await board.shows("Once upon")
        await board.press("semicolon")
        await board.shows("PAUSED", "step")
        board.screen.selection.cursor = None
        await board.press("end", "comma")
        await board.shows("one")
        await board.press("escape")
        await board.hides("PAUSED")


async def test_slow_motion_says_how_far_it_is_behind() -> None:
    feed = under_way("one")
    async with showing(feed) as board:
        await board.shows("one")
        await board.press("ctrl+left")
        feed.at_ms(3_600_000).say("s1", "later")
        await board.shows("SLOW 2x", "s behind")
        assert "later" not in board.text
        await board.press("ctrl+end")
        await board.shows("later")
        await board.hides("SLOW")


async def test_time_goes_back_in_a_recording(tmp_path: Path) -> None:
    script = ScriptedFeed(plan_of("one"))
    script.start()
    script.at_ms(1000).queue("s1")
    script.send_off("s1")
    script.at_ms(4000).say("s1", "Howdy")
    script.at_ms(20_000).say("s1", " again")
    script.at_ms(21_000).finish("s1")
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join(map(encode, [*script.events, RunEnded(t=21 * SECOND, reason="finished")])))
    feed = ReplayFeed(read(path), 0.001)
    async with showing(feed) as board:
        await board.shows("00:00.0", "00:20.0")
        await board.press("space", "shift+right")
        await board.shows("‖ 00:05.0", "Howdy")
        await board.press("ctrl+end")
        await board.shows("Howdy again", "end_turn")
        await board.press("shift+left")
        await board.shows("‖ 00:15.0")
        await board.hides("again")
        await board.press("ctrl+down")
        await board.shows("‖ 00:20.0", "one ends.", "Howdy again")
        await board.press("at", "2", "full_stop", "5")
        await board.shows("go to", "2.5")
        await board.press("enter")
        await board.shows("‖ 00:02.5")
        await board.hides("Howdy")
        await board.press("at", "enter")
        await board.shows("go to", "type a time: as 12.5")
        await board.press("1", "colon")
        await board.hides("type a time")
        await board.press("enter")
        await board.shows("go to", "1:", "that is no time: as 12.5")
        await board.press("0", "7", "enter")
        await board.hides("go to")
        await board.press("at", "2", "full_stop", "5", "enter")
        await board.shows("‖ 00:02.5")
        # Typed in one go, as by a script: the bar takes what was read before it had the focus.
        driver = driver_of(board.pilot.app)
        assert driver is not None
        for letter in "@12.5":
            driver.process_message(Key(key_of_character(letter), letter))
        await board.shows("go to", " 12.5")
        await board.press("enter")
        await board.shows("‖ 00:12.5")


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("12.5", 12.5), ("1:02", 62), ("1:00:01", 3601), ("", None), ("1:", None), ("..", None)],
)
def test_a_time_is_typed_as_on_a_clock(typed: str, seconds: float | None) -> None:
    assert time_of(typed) == (None if seconds is None else round(seconds * SECOND))
