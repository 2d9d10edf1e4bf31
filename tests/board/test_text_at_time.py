"""What an attempt had said so long after its request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.board.attempt import Attempt
from streamboard.board.caps import Caps
from streamboard.board.state import BoardState
from streamboard.board.text_at_time import chars_at, chars_with_text, extent, reached_ns, text_at
from streamboard.run.events import Event
from tests.support.plans import plan
from tests.support.told import MS, Told, board


def attempt_after(*events: Event) -> Attempt:
    shown = board(plan(), *events).streams["s1"].shown
    assert shown is not None
    return shown


@pytest.fixture
def attempt() -> Attempt:
    """Sent at 100 ms; `Hello` came after 50 ms, ` you` after 250 ms."""
    told = Told()
    return attempt_after(
        told.queued(0), told.sent(100), told.head(110), told.text(150, "Hello"), told.text(350, " you")
    )


@pytest.mark.parametrize(("ms", "chars"), [(0, 0), (49, 0), (50, 5), (249, 5), (250, 9), (10_000, 9)])
def test_characters_count_from_the_moment_they_came(attempt: Attempt, ms: int, chars: int) -> None:
    assert chars_at(attempt, ms * MS) == chars


def test_what_was_never_sent_has_said_nothing() -> None:
    assert chars_at(Attempt(1), 10**12) == 0
    assert text_at(Attempt(1), 100) == ""
    assert reached_ns(Attempt(1), 10**12) == 0


@pytest.fixture
def interleaved() -> Attempt:
    """Text, thinking in a block of its own, and text again, which goes on in the first block or beside it."""
    told = Told()
    return attempt_after(
        *(told.queued(0), told.sent(0)),
        told.thinking(10, "hm"),
        told.text(20, "One ", index=1),
        told.thinking(30, "hmmm", index=2),
        told.text(40, "two", index=3),
    )


def test_thinking_after_text_is_not_seen_before_it_came(interleaved: Attempt) -> None:
    kinds = [block.kind for block in interleaved.message.blocks]
    assert kinds == ["thinking", "text", "thinking", "text"]
    assert [extent(interleaved, chars).blocks for chars in (0, 2, 4, 6, 8, 10, 13)] == [
        [0, 0, 0, 0],
        [2, 0, 0, 0],
        [2, 2, 0, 0],
        [2, 4, 0, 0],
        [2, 4, 2, 0],
        [2, 4, 4, 0],
        [2, 4, 4, 3],
    ]
    assert text_at(interleaved, 8) == "One "


def test_a_vote_counts_visible_text_and_shows_no_more_of_it(interleaved: Attempt) -> None:
    found = [(text_at(interleaved, chars_with_text(interleaved, most)), most) for most in range(9)]
    assert [text for text, _ in found] == ["One two"[:most] for most in range(9)]


@given(st.lists(st.tuples(st.sampled_from(["text", "thinking"]), st.integers(0, 3), st.text(min_size=1))))
def test_the_order_of_arrival_decides_whatever_is_interleaved(pieces: list[tuple[str, int, str]]) -> None:
    told, seen, after = Told(), "", [""]
    events = [told.queued(0), told.sent(0)]
    for number, (kind, index, text) in enumerate(pieces, 1):
        say = told.text if kind == "text" else told.thinking
        events.append(say(number, text, index=index))
        seen += text if kind == "text" else ""
        after.append(seen)
    attempt = attempt_after(*events)
    for number, text in enumerate(after):
        assert text_at(attempt, chars_at(attempt, number * MS)) == text


def test_text_is_what_is_seen_among_the_first_characters_of_all_kinds() -> None:
    told = Told()
    attempt = attempt_after(
        told.queued(0),
        told.sent(0),
        told.thinking(10, "hmm"),
        told.text(20, "One ", index=1),
        told.text(30, "two", index=2),
    )
    assert [text_at(attempt, chars) for chars in (0, 3, 5, 7, 9, 100)] == [
        "",
        "",
        "On",
        "One ",
        "One tw",
        "One two",
    ]


def test_text_that_is_no_longer_kept_is_left_out() -> None:
    told = Told()
    state = BoardState(plan(), Caps(chars=5_000, deltas=None))
    state.apply_all([told.queued(0), told.sent(0), told.text(1, "a" * 5_000), told.text(2, "b" * 5_000)])
    attempt = state.streams["s1"].shown
    assert attempt is not None
    assert text_at(attempt, 5_000) == ""
    assert text_at(attempt, 5_003) == "bbb"


def test_of_merged_deltas_never_more_is_told_than_had_come() -> None:
    told = Told()
    state = BoardState(plan(), Caps(chars=None, deltas=16))
    state.apply_all([told.queued(0), told.sent(0), *(told.text(ms, "x") for ms in range(1, 101))])
    attempt = state.streams["s1"].shown
    assert attempt is not None
    assert all(chars_at(attempt, ms * MS) <= ms for ms in range(101))
    assert chars_at(attempt, 100 * MS) == 100
    assert chars_at(attempt, 99 * MS) == 99


def test_an_attempt_reaches_to_now_and_then_to_its_last_content(attempt: Attempt) -> None:
    assert reached_ns(attempt, 900 * MS) == 800 * MS
    attempt.ended = 2_000 * MS
    assert reached_ns(attempt, 5_000 * MS) == 250 * MS
