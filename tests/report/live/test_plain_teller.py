"""A run in whole sentences, to be listened to."""

from __future__ import annotations

import re

from streamboard.common import spoken
from streamboard.report.live.plain_summary import plain_summary
from streamboard.report.live.plain_teller import MANY, MOST_WAITING, PlainTeller
from streamboard.report.live.sentence_splitter import LONGEST, PARAGRAPH, Sentences
from streamboard.run.events import EndpointHeld, EndpointState, ErrorInfo, Event, RecordingFailed
from streamboard.run.plan import RunPlan
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board

BUSY = ErrorInfo("overloaded_error", "The server is overloaded\x1b[31m", "Wait, and run it again.", 529)
SIGNS = re.compile(r"[\u2500-\u259f\u2800-\u28ff●◌◍○↻✓■⊘✗▲▼·…\x00-\x1f]")
"""Boxes, blocks, spinners and marks, which a screen reader spells out or leaves out."""


def told(run_plan: RunPlan, *events: Event) -> list[str]:
    """The lines of these events, taken one batch each."""
    state = board(run_plan)
    lines: list[str] = []
    teller = PlainTeller(state, lines.append)
    for event in sorted(events, key=lambda event: event.t):
        teller.take(state.fold_all([event]))
    return lines


def summed_up(run_plan: RunPlan, *events: Event) -> list[str]:
    return [*plain_summary(board(run_plan, *events))]


def cut(*texts: str) -> list[str]:
    sentences = Sentences()
    return [line for text in texts for line in sentences.add(text)] + [*sentences.rest()]


def test_a_whole_answer() -> None:
    s1 = Told()
    events = [*s1.whole(0, 1000, 1312, 4052, 22)]
    assert told(plan(stream("s1", name="haiku")), *events) == [
        "haiku began to answer after 312 milliseconds.",
        "haiku: wordword",
        "haiku is done: 22 tokens in 3.1 seconds, 7.66 tokens a second.",
    ]


def test_an_answer_begins_with_the_words_in_the_start_of_its_block() -> None:
    s1 = Told()
    begun = s1.api(100, "content_block_start", index=0, content_block={"type": "text", "text": "Be"})
    end = [s1.ended(400), s1.over(400)]
    assert told(plan(stream("s1", name="haiku")), s1.sent(0), begun, s1.text(300, "gin."), *end)[:2] == [
        "haiku began to answer after 100 milliseconds.",
        "haiku: Begin.",
    ]


def test_the_name_is_said_only_when_the_speaker_changes() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lines = told(
        plan(stream("s1", name="a"), stream("s2", name="b")),
        *(s1.sent(0), s2.sent(0), s1.text(1, "Be"), s2.text(2, "Be"), s1.text(3, "gin. Go on. And")),
        *(s2.text(4, "gin. Wait. And"), s1.text(5, " on. "), s1.ended(6), s2.text(7, " on. "), s2.ended(8)),
    )
    # b waits until a has ended.
    assert lines[2:] == ["a: Begin.", "Go on.", "And on.", "b: Begin.", "Wait.", "And on."]


def test_a_paragraph_lets_the_one_with_most_to_say_speak() -> None:
    s1, s2, s3 = Told("s1"), Told("s2"), Told("s3")
    lines = told(
        plan(stream("s1"), stream("s2"), stream("s3")),
        *(s1.text(1, "I begin. "), s2.text(2, "One. "), s3.text(3, "Two. Three. "), s1.text(4, "End.\n\n")),
        s2.ended(5),
    )
    said = [line for line in lines if "began" not in line]
    assert said == ["s1: I begin.", "End.", "s3: Two.", "Three.", "s2: One."]


def test_who_is_silent_for_long_lets_others_speak() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lines = told(
        plan(stream("s1"), stream("s2")),
        *(s1.text(1, "I begin. And "), s2.text(1000, "One. "), s2.text(4000, "Two. ")),
    )
    assert lines[-3:] == ["s1: I begin.", "s2: One.", "Two."]


def test_retries_and_failures_are_sentences_with_advice() -> None:
    s1 = Told()
    run_plan = plan(stream("s1", name="story"))
    lines = told(
        run_plan,
        *(s1.sent(0), s1.ended(5, "failed", BUSY), s1.retry(5, 2000), s1.sent(2005)),
        *(s1.ended(5005, "failed", BUSY), s1.over(5005, "failed", BUSY)),
    )
    assert lines == [
        "story is tried again in 2 seconds, as attempt 2 of 3: overloaded error.",
        "story failed after 3 seconds: The server is overloaded␛[31m.",
        "Wait, and run it again.",
    ]


def test_thinking_is_announced_and_not_read() -> None:
    s1 = Told()
    lines = told(
        plan(stream("s1")), s1.sent(0), s1.thinking(40, "secret. "), s1.text(90, "Hi. "), s1.ended(99)
    )
    assert lines == [
        "s1 began to think after 40 milliseconds.",
        "s1 began to answer after 90 milliseconds.",
        "s1: Hi.",
        "s1 thought for about 2 tokens.",
    ]


def test_endpoints_and_the_recording() -> None:
    lines = told(
        plan(stream("s1")),
        EndpointState(t=1, endpoint="sim", state="starting", detail="10 %"),
        EndpointState(t=2, endpoint="sim", state="ready", detail="simulated server", simulated=True),
        EndpointHeld(t=3, endpoint="sim", until_ns=500 * MS + 3, reason="rate_limit_error"),
        RecordingFailed(t=4, message="disk full"),
    )
    assert lines == [
        "The endpoint sim is ready: simulated server.",
        "No model answers; the answers are simulated.",
        "sim takes no requests for 500 milliseconds: rate limit error.",
        "The run is no longer recorded: disk full.",
    ]


def test_of_many_streams_totals_are_told_and_no_text() -> None:
    streams = [Told(f"s{number}") for number in range(MANY + 1)]
    run_plan = plan(*(stream(each.stream) for each in streams))
    events = [event for each in streams[1:] for event in each.whole(0, 1, 2, 6000, 5)]
    first = streams[0]
    events += [first.queued(0), first.sent(1), first.ended(5, "failed", BUSY), first.over(5, "failed", BUSY)]
    lines = told(run_plan, *events)
    assert lines[0].startswith("s0 failed after 4 milliseconds")
    assert lines[2] == "After 6 seconds 0 of 9 streams are done, 8 are answering and 1 failed."
    assert not any("word" in line for line in lines)
    assert len(lines) == 3


def test_only_the_first_of_many_troubles_are_told_one_by_one() -> None:
    streams = [Told(f"s{number}") for number in range(40)]
    events = [event for each in streams for event in (each.sent(1), each.over(5, "failed", BUSY))]
    lines = told(plan(*(stream(each.stream) for each in streams)), *events)
    assert sum("failed" in line for line in lines) == 5
    assert lines[-1] == "Further troubles are only counted."


def test_the_summary_is_sentences_too() -> None:
    s1, s2 = Told("s1"), Told("s2")
    run_plan = plan(stream("s1", name="haiku"), stream("s2", name="story"))
    lines = summed_up(
        run_plan,
        *(*s1.whole(0, 0, 500, 2000, 16), s2.queued(0), s2.sent(0), s2.ended(2003, "failed", BUSY)),
        s2.over(2003, "failed", BUSY),
    )
    assert lines == [
        "The run is over: 1 of 2 streams completed in 2 seconds and 1 failed.",
        "In all 16 tokens came.",
        "That is 7.99 tokens a second.",
        "One after another the streams would have taken 1.0 times as long.",
        "These times include connecting: this run does not say when its requests were sent.",
        "haiku: first token after 500 milliseconds, 16 tokens in 2 seconds, 10.0 tokens a second.",
        "story: no tokens in 2 seconds.",
    ]


def test_no_boxes_no_marks_no_control_characters_and_each_line_a_sentence() -> None:
    s1, s2 = Told("s1"), Told("s2")
    run_plan = plan(stream("s1", name="a\x1b[31m[b]"), stream("s2"))
    events: list[Event] = [*s1.whole(0, 1, 2, 3, 4), s2.queued(0), s2.sent(1), s2.text(2, "a \x1b[2J b. \n")]
    events += [s2.ended(9, "max_tokens"), s2.over(9, "max_tokens")]
    lines = told(run_plan, *events) + summed_up(run_plan, *events)
    assert lines
    assert not [line for line in lines if SIGNS.search(line)]
    assert all(line.endswith(".") for line in lines if "wordword" not in line)


def test_sentences_end_at_marks_and_lines_and_not_within_words_or_lists() -> None:
    assert cut("It is 3.14 or so. Is", ' it? "Yes!" he said') == [
        "It is 3.14 or so.",
        "Is it?",
        '"Yes!"',
        "he said",
    ]
    assert cut("1. One thing.\n2. Another.\n") == ["1. One thing.", "2. Another."]
    assert cut("雨が降る。止む。") == ["雨が降る。", "止む。"]
    assert cut("one\n", "\ntwo") == ["one", PARAGRAPH, "two"]


def test_a_sentence_without_end_is_cut_at_a_space() -> None:
    lines = cut("word " * 400)
    assert all(len(line) <= LONGEST for line in lines)
    assert " ".join(lines).split() == ["word"] * 400
    assert len(cut("x" * 2000)) == 4


def test_figures_as_they_are_said() -> None:
    said = [spoken.duration(ms * MS) for ms in (1, 312, 999.6, 3100, 59_960, 124_000, 3_600_000, 3_720_000)]
    assert said == [
        "1 millisecond",
        "312 milliseconds",
        "1 second",
        "3.1 seconds",
        "1 minute",
        "2 minutes 4 seconds",
        "1 hour",
        "1 hour 2 minutes",
    ]
    assert spoken.listed(["a", "b", "c"]) == "a, b and c"
    assert spoken.tokens(1, estimated=True) == "about 1 token"


def test_a_stream_with_much_to_say_does_not_wait_for_ever() -> None:
    s1, s2 = Told("s1"), Told("s2")
    holds = [s1.sent(0), s1.text(1, "One and ")]
    says = [s2.sent(0), s2.text(2, "It rains.\n" * (MOST_WAITING + 1))]
    lines = told(plan(stream("s1"), stream("s2")), *holds, *says)
    assert lines.count("It rains.") == MOST_WAITING
    assert "s2: It rains." in lines
