"""What a pane and the board say while streams wait, end and fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.run.events import ClockLag, ErrorInfo, Outcome, RecordingFailed
from streamboard.run.plan import SECOND, Slo
from streamboard.tui.draw import glyphs
from tests.support.told import held_up

from .feed import ScriptedFeed, plan_of
from .looks import assert_even
from .pilot import OVERLOADED, REFUSED_CONNECTION, showing, under_way


async def test_before_the_engine_is_there_each_pane_says_so() -> None:
    async with showing(ScriptedFeed(plan_of("one", "two"))) as board:
        await board.shows("not started", "starting the engine")
        assert "1 stream " not in board.text
        assert "2 streams  2 not started" in board.text


async def test_queued_streams_say_their_place_and_how_long_they_wait() -> None:
    feed = ScriptedFeed(plan_of("one", "two", "three"))
    feed.start()
    for number, stream in enumerate(("s1", "s2", "s3")):
        feed.at_ms(number * 100).queue(stream)
    async with showing(feed) as board:
        feed.at_ms(2000)
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
            feed.at_ms(seconds * 1000)
            await board.shows(*glyphs.large(f"{seconds:.1f}s"), "connecting")
        feed.respond("s1")
        feed.at_ms(2500)
        await board.shows(*glyphs.large("2.5s"), "◌ waiting for the first token 2.5 s")
        assert "TTFT 2.5 s " in board.panes["one"].figures
        feed.say("s1", "Hello")
        await board.shows("Hello▌", "TTFT 2.50 s")
        assert glyphs.large("2.5s")[1] not in board.text


async def test_a_request_that_is_out_waits_before_the_head_of_its_response() -> None:
    feed = ScriptedFeed(plan_of("one"))
    feed.start()
    feed.queue("s1")
    feed.send_off("s1")
    async with showing(feed) as board:
        feed.at_ms(500).connect("s1", took=500)
        feed.at_ms(600)
        await board.shows(*glyphs.large("0.6s"), "connecting")
        feed.get_out("s1")
        feed.at_ms(800)
        # Making and connecting are in the time at the right, and not in TTFT.
        await board.shows(*glyphs.large("0.2s"), "◌ sent, no reply yet 0.2 s", "TTFT 0.2 s", "0.8 s")
        feed.respond("s1")
        feed.say("s1", "Hello")
        await board.shows("TTFT 200 ms", "connect 500 ms", "0.8 s")


async def test_goodput_is_of_those_that_ended_and_says_so() -> None:
    feed = under_way("one", "two", slo=Slo(ttft_ns=2 * SECOND))
    feed.at_ms(1000).say("s1", "Hello")
    feed.finish("s1")
    async with showing(feed, (160, 40)) as board:
        await board.shows("SLO 1 of 1 ended")
        feed.at_ms(3000).say("s2", "Hello")
        feed.finish("s2")
        await board.shows("SLO 1 of 2 ")
        assert "ended" not in board.rows[1]


async def test_thinking_and_silence_are_said_with_their_time() -> None:
    feed = under_way("one")
    feed.at_ms(1000).think("s1", "Let me see")
    async with showing(feed) as board:
        feed.at_ms(2000)
        await board.shows("● thinking 2.0 s", "▾ thinking", "Let me see▌")
        feed.at_ms(4500).api("s1", "ping", {})
        await board.shows("◍ silent, alive 3.5 s")
        feed.at_ms(30000)
        await board.shows("◍ silent 29.0 s")
        feed.say("s1", "At last", index=1)
        await board.shows("● streaming 30.0 s")


async def test_a_retry_says_which_when_and_why() -> None:
    feed = under_way("one")
    feed.at_ms(1000).fail_and_retry("s1", OVERLOADED, 4000)
    async with showing(feed) as board:
        await board.shows("↻ attempt 2 of 3 in 4.0 s (overloaded_error)")
        assert "1 retrying" in board.rows[1]
        feed.at_ms(3000)
        await board.shows("↻ attempt 2 of 3 in 2.0 s")
        feed.at_ms(5000).send_off("s1", attempt=2)
        feed.respond("s1", attempt=2)
        feed.at_ms(6000).say("s1", "Better now", attempt=2)
        await board.shows("Better now", "TTFT 1.00 s")


async def test_text_of_a_failed_attempt_stays_above_the_new_one() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "Half of")
    feed.at_ms(2000).fail_and_retry("s1", OVERLOADED, 1000)
    feed.at_ms(3000).send_off("s1", attempt=2)
    feed.say("s1", "All of it", attempt=2)
    async with showing(feed) as board:
        await board.shows("Half of", "┄ attempt 1 ended here: overloaded_error ┄", "All of it▌")


@pytest.mark.parametrize(
    ("reason", "title", "sentence"),
    [
        ("max_tokens", "■ max_tokens 2.00 s", "■ Cut at max_tokens."),
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
    feed.at_ms(1000).say("s1", "Once upon")
    feed.at_ms(2000).finish("s1", reason=reason)
    async with showing(feed) as board:
        await board.shows("Once upon", title, sentence, "1 refused" if reason == "refusal" else "1 cut")


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
    feed.at_ms(1000).say("s1", "Once upon")
    feed.at_ms(2000).end("s1", outcome, error)
    async with showing(feed) as board:
        await board.shows("Once upon", title, f"✗ {error.message}", f"→ {error.advice}", "1 failed")
        assert "TTFT 1.00 s" in board.panes["one"].figures


async def test_a_stopped_stream_keeps_its_text_and_is_no_failure() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "Once upon")
    feed.at_ms(2000).end("s1", "cancelled")
    async with showing(feed) as board:
        await board.shows("Once upon", "■ stopped 2.00 s", "Stopped. What came is kept.")
        assert "failed" not in board.rows[1]


async def test_a_whole_answer_needs_no_sentence() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "All of it.")
    feed.at_ms(2000).finish("s1", tokens=11)
    async with showing(feed) as board:
        await board.shows("✓ end_turn 2.00 s", "All of it.", "1 done", "   11 tok ")
        assert "→" not in board.text
        assert "▌" not in board.text


async def test_the_best_and_the_worst_are_marked_once_they_have_ended() -> None:
    feed = under_way("one", "two", "three")
    for stream, first, last in (("s1", 0.5, 1.5), ("s2", 0.2, 4.2), ("s3", 0.8, 2.8)):
        feed.at_ms(first * 1000).say(stream, "a")
        feed.at_ms(last * 1000).say(stream, "b")
        feed.finish(stream, tokens=11)
    async with showing(feed, (200, 50)) as board:
        await board.shows("3 done")
        panes = board.panes
        assert "TTFT 200 ms▲" in panes["two"].body
        assert "TTFT 800 ms▼" in panes["three"].body
        assert "10.0▲tok/s" in panes["one"].body
        assert "2.50▼tok/s" in panes["two"].body
        assert "TTFT 500 ms " in panes["one"].body


async def test_one_stream_alone_is_neither_best_nor_worst() -> None:
    feed = under_way("one", "two")
    feed.at_ms(1000).say("s1", "a")
    feed.at_ms(2000).say("s1", "b")
    feed.finish("s1")
    async with showing(feed) as board:
        await board.shows("1 done")
        assert "▲" not in board.text
        assert "▼" not in board.text


async def test_a_common_cause_is_said_once_on_top() -> None:
    feed = under_way("one", "two", "three")
    for stream in ("s1", "s2", "s3"):
        feed.end(stream, "failed", REFUSED_CONNECTION)
    async with showing(feed) as board:
        sentence = "✗ All 3 streams failed: Connection refused. Is the server running?"
        await board.until(lambda: board.rows[2].strip() == sentence, "the banner")
        assert_even(board.panes)


@pytest.mark.parametrize(("height", "rows"), [(24, 2), (23, 1)])
async def test_a_long_cause_has_a_second_row_where_there_is_room(height: int, rows: int) -> None:
    feed = under_way("one", "two", "three", "four")
    cause = "Connection refused at http://127.0.0.1:8080"
    for stream in ("s1", "s2", "s3", "s4"):
        feed.end(stream, "failed", ErrorInfo("connection", cause, "Is the server running?"))
    async with showing(feed, (80, height)) as board:
        await board.press("2")
        await board.shows("All 4 streams failed", "last words")
        banner = " ".join(row.strip() for row in board.rows[2 : 2 + rows])
        assert banner.endswith("Is the server running?" if rows == 2 else "…")
        assert "last words" in board.rows[2 + rows]


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
        await board.shows("✗ not recording for 0.0 s: No space left on device", "not recorded")
        assert "● REC" not in board.text
        feed.say("s1", "It goes on")
        await board.shows("It goes on")


async def test_a_dead_engine_is_said_and_what_came_is_kept() -> None:
    feed = under_way("one", "two")
    feed.at_ms(1000).say("s1", "Once upon")
    feed.die("The engine was killed by signal 9.")
    async with showing(feed) as board:
        await board.until(lambda: board.rows[2].startswith(" ✗ The engine was killed by signal 9."))
        await board.shows("Once upon", "✗ cut off")
        await board.press("z")
        await board.until(lambda: list(board.panes) == ["one"], "the zoom")


async def test_a_text_beyond_what_is_kept_begins_with_a_word_on_that() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "begin " + "word " * 60_000 + "last")
    async with showing(feed) as board:
        await board.shows("word last")
        await board.press("g")
        await board.shows("what came before is not kept here")
        assert "begin" not in board.panes["one"].body


async def test_a_late_engine_is_said_beside_the_figures() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "a")
    feed.feed(ClockLag(t=SECOND, lag_ns=120_000_000))
    async with showing(feed) as board:
        await board.shows("engine late 1x, worst 120 ms")
        assert "TTFT 1.00 s!" in board.panes["one"].figures


async def test_a_lateness_that_matters_little_has_no_sign() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", "a")
    feed.feed(ClockLag(t=SECOND, lag_ns=30_000_000))
    async with showing(feed) as board:
        await board.shows("engine late 1x, worst 30.0 ms")
        assert "TTFT 1.00 s " in board.panes["one"].figures


async def test_gaps_taken_while_the_engine_was_late_are_kept_and_marked_where_they_count() -> None:
    feed = under_way("one")
    for t in (1.0, 1.1, 1.2, 1.9, 2.0, 2.1):
        feed.at_ms(t * 1000).say("s1", "a ")
        if t == 1.9:
            feed.feed(held_up(1400, 1900))
    async with showing(feed) as board:
        # The longest began on time and may have ended half a second earlier; the middle one is sure.
        await board.shows("p50 100 ms  max  700 ms!")


async def test_an_answer_that_breaks_off_in_silence_has_an_open_gap() -> None:
    feed = under_way("one")
    for t in (1.0, 1.1, 1.2):
        feed.at_ms(t * 1000).say("s1", "a ")
    feed.at_ms(3200).end("s1", "stalled", ErrorInfo("idle", "No content for 2 s", "Raise limits.idle."))
    async with showing(feed) as board:
        await board.shows("✗ stalled", "p50 100 ms open  2.00 s")
        assert " max " not in board.panes["one"].body
