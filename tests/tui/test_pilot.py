"""The board fed by a script, with keys and mouse, and a clock that stands still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import Input

from streamboard.engine.commands import RunAgain, RunAllAgain, StopAll, StopStream
from streamboard.events import ClockLag, ErrorInfo, Outcome, RecordingFailed
from streamboard.plan import SECOND
from streamboard.tui import glyphs
from streamboard.tui.app import StreamboardApp
from streamboard.tui.screens.board import BoardScreen

from .feed import ScriptedFeed, plan_of
from .looks import FILLER, Box, assert_even, boxes

PATIENCE_S = 15.0
OVERLOADED = ErrorInfo("overloaded_error", "The server is overloaded", "Try again later.", 529, "req_1")
REFUSED_CONNECTION = ErrorInfo("connection", "Connection refused", "Is the server running?")


class Board:
    """A board under test."""

    def __init__(self, pilot: Pilot[int], feed: ScriptedFeed) -> None:
        self.pilot = pilot
        self.feed = feed

    @property
    def screen(self) -> BoardScreen:
        """The board's own screen, whatever lies over it."""
        (screen,) = (shown for shown in self.pilot.app.screen_stack if isinstance(shown, BoardScreen))
        return screen

    @property
    def rows(self) -> list[str]:
        """What the uppermost screen shows; behind a wide character comes a filler."""
        strips = self.pilot.app.screen._compositor.render_strips()
        return [
            "".join(letter + FILLER * (cell_len(letter) - 1) for letter in strip.text) for strip in strips
        ]

    @property
    def text(self) -> str:
        """The same in one text."""
        return "\n".join(self.rows).replace(FILLER, "")

    @property
    def panes(self) -> dict[str, Box]:
        """The panes by name, which line up."""
        return boxes(self.rows, self.pilot.app.size.width)

    async def until(self, condition: Callable[[], object], what: str = "a condition") -> None:
        """Wait until a condition holds."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, f"waited in vain for {what}; the screen:\n{self.text}"
            await asyncio.sleep(0.01)

    async def shows(self, *texts: str) -> None:
        """Wait until all of these are on the screen."""
        await self.until(lambda: all(text in self.text for text in texts), f"{texts}")

    async def hides(self, *texts: str) -> None:
        """Wait until none of these is on the screen."""
        await self.until(lambda: not any(text in self.text for text in texts), f"{texts} to be gone")

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)


@asynccontextmanager
async def showing(feed: ScriptedFeed, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Board]:
    """A board on a feed."""
    app = StreamboardApp(feed)
    async with app.run_test(size=size, notifications=True) as pilot:
        board = Board(pilot, feed)
        await board.until(lambda: isinstance(app.screen, BoardScreen) and app.screen.is_mounted)
        yield board
        feed.close()


def under_way(*names: str) -> ScriptedFeed:
    """A feed in which these streams' responses have begun, all at 0."""
    feed = ScriptedFeed(plan_of(*names))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.respond(*ids)
    return feed


# -- waiting


async def test_before_the_engine_is_there_each_pane_says_so() -> None:
    async with showing(ScriptedFeed(plan_of("one", "two"))) as board:
        await board.shows("not started", "starting the engine")
        assert "1 stream " not in board.text
        assert "2 streams  2 queued" in board.text


async def test_queued_streams_say_their_place_and_how_long_they_wait() -> None:
    feed = ScriptedFeed(plan_of("one", "two", "three"))
    feed.start()
    for number, stream in enumerate(("s1", "s2", "s3")):
        feed.at(number / 10).queue(stream)
    async with showing(feed) as board:
        feed.at(2)
        await board.shows("queued 1st", "queued 2nd", "queued 3rd", "waited 2.0 s", "waited 1.8 s")
        feed.send_off("s1")
        await board.shows("connecting", "queued 1st", "queued 2nd")
        await board.hides("queued 3rd")


async def test_a_waiting_pane_counts_its_ttft_up_in_large_figures() -> None:
    feed = ScriptedFeed(plan_of("one"))
    feed.start()
    feed.queue("s1")
    feed.send_off("s1")
    async with showing(feed) as board:
        for seconds in (0.4, 1.8):
            feed.at(seconds)
            await board.shows(*glyphs.large(f"{seconds:.1f}s"), "connecting")
        feed.respond("s1")
        feed.at(2.5)
        await board.shows(*glyphs.large("2.5s"), "◌ waiting for the first token 2.5 s")
        assert "TTFT - " in board.panes["one"].figures
        feed.say("s1", "Hello")
        await board.shows("Hello▌", "TTFT 2.50 s")
        assert glyphs.large("2.5s")[1] not in board.text


async def test_thinking_and_silence_are_said_with_their_time() -> None:
    feed = under_way("one")
    feed.at(1).think("s1", "Let me see")
    async with showing(feed) as board:
        feed.at(2)
        await board.shows("● thinking 2.0 s", "▾ thinking", "Let me see▌")
        feed.at(4.5).api("s1", "ping", {})
        await board.shows("◍ silent, alive 3.5 s")
        feed.at(30)
        await board.shows("◍ silent 29.0 s")
        feed.say("s1", "At last", index=1)
        await board.shows("● streaming 30.0 s")


async def test_a_retry_says_which_when_and_why() -> None:
    feed = under_way("one")
    feed.at(1).fail_and_retry("s1", OVERLOADED, 4.0)
    async with showing(feed) as board:
        await board.shows("↻ attempt 2 of 3 in 4.0 s (overloaded_error)")
        assert "1 retrying" in board.rows[1]
        feed.at(3)
        await board.shows("↻ attempt 2 of 3 in 2.0 s")
        feed.at(5).send_off("s1", attempt=2)
        feed.respond("s1", attempt=2)
        feed.at(6).say("s1", "Better now", attempt=2)
        await board.shows("Better now", "TTFT 1.00 s")


async def test_text_of_a_failed_attempt_stays_above_the_new_one() -> None:
    feed = under_way("one")
    feed.at(1).say("s1", "Half of")
    feed.at(2).fail_and_retry("s1", OVERLOADED, 1.0)
    feed.at(3).send_off("s1", attempt=2)
    feed.say("s1", "All of it", attempt=2)
    async with showing(feed) as board:
        await board.shows("Half of", "┄ attempt 1 ended here: overloaded_error ┄", "All of it▌")


# -- how it ended


@pytest.mark.parametrize(
    ("reason", "title", "sentence"),
    [
        ("max_tokens", "■ max_tokens 2.00 s", "Cut at max_tokens, the length that was asked for."),
        ("refusal", "⊘ refused 2.00 s", "The model declined to answer."),
        ("pause_turn", "■ paused 2.00 s", "The server paused a long turn."),
        (
            "model_context_window_exceeded",
            "■ context full 2.00 s",
            "Shorten the prompt or the conversation.",
        ),
    ],
)
async def test_an_answer_that_is_not_whole_says_why(reason: str, title: str, sentence: str) -> None:
    feed = under_way("one")
    feed.at(1).say("s1", "Once upon")
    feed.at(2).finish("s1", reason=reason)
    async with showing(feed) as board:
        await board.shows("Once upon", title, sentence, "1 cut")


@pytest.mark.parametrize(
    ("outcome", "error", "title"),
    [
        ("failed", OVERLOADED, "✗ overloaded 2.00 s"),
        ("cut_off", ErrorInfo("truncated", "The stream ended early", "r runs it again."), "✗ cut off 2.00 s"),
        ("stalled", ErrorInfo("idle", "No content for 60 s", "Raise limits.idle."), "✗ stalled 2.00 s"),
        ("timed_out", ErrorInfo("total", "It took over 10 min", "Raise limits.total."), "✗ timed out 2.00 s"),
    ],
)
async def test_trouble_is_told_in_a_sentence_with_advice(
    outcome: Outcome, error: ErrorInfo, title: str
) -> None:
    feed = under_way("one")
    feed.at(1).say("s1", "Once upon")
    feed.at(2).end("s1", outcome, error)
    async with showing(feed) as board:
        await board.shows("Once upon", title, f"✗ {error.message}", f"→ {error.advice}", "1 failed")
        assert "TTFT 1.00 s" in board.panes["one"].figures


async def test_a_stopped_stream_keeps_its_text_and_is_no_failure() -> None:
    feed = under_way("one")
    feed.at(1).say("s1", "Once upon")
    feed.at(2).end("s1", "cancelled")
    async with showing(feed) as board:
        await board.shows("Once upon", "■ stopped 2.00 s", "Stopped. What came is kept.")
        assert "failed" not in board.rows[1]


async def test_a_whole_answer_needs_no_sentence() -> None:
    feed = under_way("one")
    feed.at(1).say("s1", "All of it.")
    feed.at(2).finish("s1", tokens=11)
    async with showing(feed) as board:
        await board.shows("✓ end_turn 2.00 s", "All of it.", "1 done", "   11 tok ")
        assert "→" not in board.text
        assert "▌" not in board.text


async def test_the_best_and_the_worst_are_marked_once_they_have_ended() -> None:
    feed = under_way("one", "two", "three")
    for stream, first, last in (("s1", 0.5, 1.5), ("s2", 0.2, 4.2), ("s3", 0.8, 2.8)):
        feed.at(first).say(stream, "a")
        feed.at(last).say(stream, "b")
        feed.finish(stream, tokens=11)
    async with showing(feed, (200, 50)) as board:
        await board.shows("3 done")
        panes = board.panes
        assert "TTFT 200 ms▲" in panes["two"].body
        assert "TTFT 800 ms▼" in panes["three"].body
        assert "10.0 tok/s▲" in panes["one"].body
        assert "2.50 tok/s▼" in panes["two"].body
        assert "TTFT 500 ms " in panes["one"].body


async def test_one_stream_alone_is_neither_best_nor_worst() -> None:
    feed = under_way("one", "two")
    feed.at(1).say("s1", "a")
    feed.at(2).say("s1", "b")
    feed.finish("s1")
    async with showing(feed) as board:
        await board.shows("1 done")
        assert "▲" not in board.text
        assert "▼" not in board.text


# -- banners


async def test_a_common_cause_is_said_once_on_top() -> None:
    feed = under_way("one", "two", "three")
    for stream in ("s1", "s2", "s3"):
        feed.end(stream, "failed", REFUSED_CONNECTION)
    async with showing(feed) as board:
        sentence = "✗ All 3 streams failed: Connection refused. Is the server running?"
        await board.until(lambda: board.rows[2].strip() == sentence, "the banner")
        assert_even(board.panes)


async def test_a_common_cause_that_is_a_sentence_has_one_full_stop() -> None:
    feed = under_way("one", "two")
    for stream in ("s1", "s2"):
        feed.end(stream, "failed", ErrorInfo("x", "There is no key.", "Set ANTHROPIC_API_KEY."))
    async with showing(feed) as board:
        await board.shows("All 2 streams failed: There is no key. Set ANTHROPIC_API_KEY.")


async def test_different_causes_have_no_banner() -> None:
    feed = under_way("one", "two")
    feed.end("s1", "failed", REFUSED_CONNECTION)
    feed.end("s2", "failed", OVERLOADED)
    async with showing(feed) as board:
        await board.shows("2 failed")
        assert board.rows[2].startswith("╭")


async def test_a_lost_recording_is_said_and_the_header_no_longer_claims_one() -> None:
    feed = under_way("one")
    feed.record = Path("run.jsonl")
    async with showing(feed) as board:
        await board.shows("● REC")
        feed.feed(RecordingFailed(t=1, message="No space left on device"))
        await board.shows("✗ not recording: No space left on device", "not recorded")
        assert "● REC" not in board.text
        feed.say("s1", "It goes on")
        await board.shows("It goes on")


async def test_a_dead_engine_is_said_and_what_came_is_kept() -> None:
    feed = under_way("one", "two")
    feed.at(1).say("s1", "Once upon")
    feed.die("The engine was killed by signal 9.")
    async with showing(feed) as board:
        await board.until(lambda: board.rows[2].startswith(" ✗ The engine was killed by signal 9."))
        await board.shows("Once upon", "✗ cut off")
        await board.press("z")
        await board.until(lambda: list(board.panes) == ["one"], "the zoom")


async def test_a_text_beyond_what_is_kept_begins_with_a_word_on_that() -> None:
    feed = under_way("one")
    feed.at(1).say("s1", "begin " + "word " * 60_000 + "last")
    async with showing(feed) as board:
        await board.shows("word last")
        await board.press("g")
        await board.shows("what came before is not kept here")
        assert "begin" not in board.panes["one"].body


async def test_a_late_engine_is_said_beside_the_figures() -> None:
    feed = under_way("one")
    feed.at(1).say("s1", "a")
    feed.feed(ClockLag(t=SECOND, lag_ns=120_000_000))
    async with showing(feed) as board:
        await board.shows("engine late 1x, worst 120 ms")
        assert " late" in board.panes["one"].figures


async def test_gaps_taken_while_the_engine_was_late_are_left_out_and_counted() -> None:
    feed = under_way("one")
    for t in (1.0, 1.1, 1.2, 1.9, 2.0, 2.1):
        feed.at(t).say("s1", "a ")
        if t == 1.9:
            feed.feed(ClockLag(t=int(1.9 * SECOND), lag_ns=SECOND // 2))
    async with showing(feed) as board:
        await board.shows("late: 2 gaps left out", "p50  100")


# -- text


async def test_thinking_folds_when_it_is_over_and_unfolds_with_t() -> None:
    feed = under_way("one")
    feed.at(1).think("s1", "Rain falls because it is heavy.")
    async with showing(feed) as board:
        await board.shows("▾ thinking", "Rain falls")
        feed.at(3).say("s1", "It rains.", index=1)
        await board.shows("▸ thought for 2.00 s", "tok~", "It rains.")
        assert "Rain falls" not in board.text
        await board.press("t")
        await board.shows("▾ thinking", "Rain falls because it is heavy.", "It rains.")
        await board.press("t")
        await board.hides("Rain falls")
        await board.shows("It rains.")


def story(first: int, count: int) -> str:
    """Numbered lines."""
    return "".join(f"line {number}\n" for number in range(first, first + count))


async def test_scrolling_up_lets_go_of_the_tail_and_f_follows_again() -> None:
    feed = under_way("one")
    feed.say("s1", story(1, 100))
    async with showing(feed) as board:
        await board.shows("line 100")
        await board.press("pageup")
        await board.shows("below, f follows")
        held = board.panes["one"].words[:-1]
        assert "line 100" not in board.text
        for number in range(101, 160, 10):
            before = board.panes["one"].words[-1]
            feed.say("s1", story(number, 10))
            await board.until(lambda: board.panes["one"].words[-1] != before)  # noqa: B023
        await board.shows("lines below, f follows")
        assert board.panes["one"].words[:-1] == held
        await board.press("f")
        await board.shows("line 160")
        await board.hides("f follows ")
        feed.say("s1", story(161, 3))
        await board.shows("line 163")


async def test_home_goes_to_the_start_and_reaching_the_end_follows_again() -> None:
    feed = under_way("one")
    feed.say("s1", story(1, 100))
    async with showing(feed) as board:
        await board.shows("line 100")
        await board.press("home")
        await board.until(lambda: board.panes["one"].words[0] == "line 1")
        await board.press(*["pagedown"] * 20)
        await board.shows("line 100")
        await board.hides("below, f follows")
        feed.say("s1", "the end")
        await board.shows("the end▌")


async def test_the_event_log_counts_what_is_folded() -> None:
    feed = under_way("one")
    for _ in range(5):
        feed.say("s1", "word ")
    for _ in range(3):
        feed.api("s1", "ping", {})
    feed.api("s1", "brand_new_event", {"a": 1})
    async with showing(feed) as board:
        await board.shows(
            "queued", "sent", "message_start", "7 tokens in", "first text", "text x 4", "ping x 3"
        )
        await board.shows("brand_new_event")


# -- keys and mouse


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
        feed.at(7)
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
        await board.pilot.resize_terminal(60, 15)
        await board.until(lambda: "╭" not in board.text, "lanes")


async def test_the_palette_lists_the_actions_and_runs_one() -> None:
    feed = under_way("one")
    async with showing(feed) as board:
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


# -- sizes


@pytest.mark.parametrize("size", [(20, 5), (1, 1), (10, 2), (37, 11), (3, 30), (200, 3)])
async def test_a_terminal_that_is_too_small_does_no_harm(size: tuple[int, int]) -> None:
    feed = under_way("one", "two", "three", "four")
    async with showing(feed, size) as board:
        for number, stream in enumerate(("s1", "s2", "s3", "s4"), 1):
            feed.at(number).say(stream, story(1, 30) + "漢字" * 30)
        for key in (
            "z",
            "e",
            "v",
            "tab",
            "pageup",
            "home",
            "f",
            "z",
            "v",
            "down",
            "up",
            "space",
            "space",
            "t",
        ):
            await board.press(key)
        feed.at(5).finish("s1")
        await board.pilot.resize_terminal(120, 40)
        await board.shows("✓ end_turn")


async def test_a_terminal_that_is_too_small_says_so() -> None:
    async with showing(under_way("one", "two"), (20, 5)) as board:
        await board.until(lambda: "too small" in board.text.lower(), "a word about the size")


MIXED = ("rain", "silence", "trouble", "waiting")


def mixed() -> ScriptedFeed:
    """Streams in different states, with wide characters and long words."""
    feed = under_way(*MIXED)
    feed.at(1).say("s1", "漢字とかな " * 40 + "incomprehensibilities" * 12 + " naïve café 한국어 " * 9)
    feed.say("s2", "One.")
    feed.say("s3", "Two\twith\ttabs\n" * 9)
    feed.at(2).end("s3", "failed", ErrorInfo("x", "Es ging schief: " + "漢字" * 60, "Noch einmal " * 20))
    feed.at(6)
    return feed


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_no_row_is_wider_than_the_screen_and_every_border_lines_up(size: tuple[int, int]) -> None:
    feed = mixed()
    async with showing(feed, size) as board:
        await board.shows("1 failed", "漢字")
        await board.until(lambda: len(board.panes) == 4)
        assert list(board.panes) == [*MIXED]
        assert_even(board.panes)
        for key in ("e", "t", "pageup", "z", "e"):
            await board.press(key)
            await board.pilot.pause()
            assert len(board.panes) == (1 if key == "z" or board.screen.zoomed else 4)
        await board.press("z", "v")
        await board.shows("last words")
        assert all(len(row) == size[0] for row in board.rows)


async def test_small_panes_still_say_that_they_are_simulated() -> None:
    feed = under_way("explain/rain", "explain/rust", "story/rain", "story/rust")
    feed.at(1).say("s1", "Once upon")
    feed.at(2).finish("s1")
    feed.finish("s2", reason="max_tokens")
    async with showing(feed, (80, 24)) as board:
        await board.shows("1 done", "1 cut")
        assert [name for name, box in board.panes.items() if "SIMULATED" not in box.title] == []


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 50)])
async def test_two_hundred_streams_are_lanes_with_a_cursor_that_scrolls(size: tuple[int, int]) -> None:
    names = [f"stream-{number}" for number in range(1, 201)]
    feed = under_way(*names)
    for number in range(1, 201):
        feed.say(f"s{number}", f"words of {number}")
    async with showing(feed, size) as board:
        await board.shows("200 streams", "200 in flight", "▶  1  stream-1")
        assert all(len(row) == size[0] for row in board.rows)
        page = size[1] - 4
        await board.shows(f"↓ {200 - page} more", f"stream-{page} ")
        assert f"stream-{page + 1} " not in board.text
        await board.press("right_square_bracket")
        await board.shows(f"▶{page + 1:>3}  stream-{page + 1}")
        await board.press("up", "shift+tab")
        await board.shows(f"▶{page - 1:>3}")
        await board.press("x")
        assert feed.sent == [StopStream(f"s{page - 1}")]
        await board.press(*["right_square_bracket"] * (200 // page + 1))
        await board.shows("▶200  stream-200")
        assert "more" not in board.rows[2]
        await board.press("tab")
        await board.shows("▶  1  stream-1")
