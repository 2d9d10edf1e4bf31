"""A stream's state in a mark and words."""

from __future__ import annotations

import pytest

from streamboard.board.status import Status, ending, how_it_ended, status
from streamboard.run.events import ErrorInfo, Event, Outcome
from streamboard.run.plan import SECOND
from streamboard.run.reserved_names import OWN_ERRORS
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board


def said(now_ms: float, *events: Event) -> Status:
    state = board(plan(stream("s1"), stream("s2")), *events)
    return status(state.streams["s1"], state, round(now_ms * MS))


def test_before_anything() -> None:
    assert said(0).words == "not started"


def test_queued_with_its_place() -> None:
    s1, s2 = Told("s1"), Told("s2")
    assert said(10, s2.queued(0), s1.queued(1)).words == "queued 2nd"


def test_under_way() -> None:
    s1 = Told()
    out = [s1.queued(0), s1.sent(1000)]
    assert said(1500, *out).words == "connecting 0.5 s"
    out.append(s1.head(1100))
    assert said(2000, *out).words == "waiting for the first token 1.0 s"
    out.append(s1.thinking(2000))
    assert said(2500, *out).words == "thinking 1.5 s"
    out.append(s1.text(3000))
    assert said(3200, *out) == Status("●", "streaming 2.2 s", "2.2 s", "live")


@pytest.mark.parametrize("reason", ["failed", "cancelled", "queued", "Stalled", "retry", "timed out"])
def test_a_servers_word_for_its_stop_is_not_taken_for_a_state_of_ours(reason: str) -> None:
    s1 = Told()
    ended = [s1.queued(0), s1.sent(0), s1.text(1), s1.final(2, 3, reason), s1.ended(3), s1.over(3)]
    assert said(9, *ended) == Status("■", f"api.{reason} 3.00 ms", f"api.{reason}"[:12], "quiet")


def test_silence_is_told_and_whether_the_line_is_alive() -> None:
    s1 = Told()
    out = [s1.queued(0), s1.sent(0), s1.text(1000)]
    assert said(3000, *out).words == "streaming 3.0 s"
    assert said(4000, *out).words == "silent, alive 3.0 s"
    assert said(30_000, *out).words == "silent 29.0 s"
    assert said(30_000, *out, s1.api(29_000, "ping")).words == "silent, alive 29.0 s"


def test_a_retry_counts_down_with_its_number() -> None:
    s1 = Told()
    failed = [s1.queued(0), s1.sent(0), s1.ended(10, "failed", ErrorInfo("overloaded_error", "busy"))]
    retry = s1.retry(1000, 4000)
    shown = said(2000, *failed, retry)
    assert (shown.mark, shown.words, shown.short) == (
        "↻",
        "attempt 2 of 3 in 3.0 s (overloaded_error)",
        "retry 3.0 s",
    )


def test_attempts_are_numbered_on_when_it_is_run_again() -> None:
    s1 = Told()
    events = s1.whole(0, 0, 10, 20, 3)
    s1.attempt = 2
    again = [s1.queued(100), s1.sent(100), s1.ended(110, "failed", ErrorInfo("overloaded_error", "busy"))]
    assert said(1000, *events, *again, s1.retry(1000, 1000, last=4)).words.startswith(
        "attempt 3 of 4 in 1.0 s"
    )


def test_a_good_end_names_its_reason_and_time() -> None:
    assert said(0, *Told().whole(0, 1000, 1300, 1997, 3)) == Status(
        "✓", "end_turn 1.00 s", "end_turn", "good"
    )


@pytest.mark.parametrize(
    ("outcome", "mark", "words"),
    [
        ("max_tokens", "■", "max_tokens"),
        ("context_window", "■", "context full"),
        ("paused", "■", "paused"),
        ("refused", "⊘", "refused"),
        ("cut_off", "✗", "cut off"),
        ("stalled", "✗", "stalled"),
        ("timed_out", "✗", "timed out"),
        ("failed", "✗", "failed"),
        ("cancelled", "■", "stopped"),
    ],
)
def test_every_other_end_has_a_mark_words_and_a_sentence(outcome: Outcome, mark: str, words: str) -> None:
    s1 = Told()
    events = [s1.queued(0), s1.sent(0), s1.ended(2000, outcome), s1.over(2000, outcome)]
    shown = said(0, *events)
    assert (shown.mark, shown.words) == (mark, f"{words} 2.00 s")
    assert shown.tone != "good"
    assert len(shown.short) <= 12
    ended = how_it_ended(board(plan(stream()), *events).streams["s1"])
    assert ended is not None
    assert ended[0].strip()


def test_a_failure_is_called_by_its_type_and_nothing_in_it_reaches_the_terminal() -> None:
    s1 = Told()
    error = ErrorInfo("over\x1b[31mloaded_error", "bad\x1b]0;x\x07\nnews", "try\x1b[2J")
    events = [
        s1.queued(0),
        s1.sent(0),
        s1.ended(SECOND // MS, "failed", error),
        s1.over(SECOND // MS, "failed", error),
    ]
    shown = said(0, *events)
    assert shown.words.startswith("over␛[31mloaded")
    ended = how_it_ended(board(plan(stream()), *events).streams["s1"])
    assert ended is not None
    assert (ended[0].isprintable(), ended[1].isprintable()) == (True, True)


def test_a_refusal_gives_the_servers_words() -> None:
    s1 = Told()
    details = s1.api(
        5, "message_delta", delta={"stop_reason": "refusal", "stop_details": {"explanation": "policy"}}
    )
    events = [s1.queued(0), s1.sent(0), details, s1.ended(9, "refused"), s1.over(9, "refused")]
    ended = how_it_ended(board(plan(stream()), *events).streams["s1"])
    assert ended == ("The model declined to answer. policy", "")


def test_there_is_nothing_to_say_of_a_good_end_or_of_none() -> None:
    s1 = Told()
    assert how_it_ended(board(plan(stream()), *s1.whole(0, 0, 1, 2, 3)).streams["s1"]) is None
    assert how_it_ended(board(plan(stream()), s1.queued(0)).streams["s1"]) is None


@pytest.mark.parametrize("kind", sorted(OWN_ERRORS))
def test_no_failure_that_is_found_here_is_cut_in_a_lane(kind: str) -> None:
    shown = ending("failed", ErrorInfo(kind, "It failed", "Do this."), None)
    assert shown.short == shown.words
