"""What went wrong, grouped by its cause."""

from __future__ import annotations

from streamboard.board.causes import by_cause
from streamboard.board.merged_log import AllEvents
from streamboard.board.search import NOTHING
from streamboard.board.state import BoardState
from streamboard.run.events import ClockLag, ErrorInfo
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board

BUSY = ErrorInfo("overloaded_error", "The server is overloaded, and asks for 12 s (req_011a).")
BUSY_LATER = ErrorInfo("overloaded_error", "The server is overloaded, and asks for 3 s (req_022b).")
NO_MODEL = ErrorInfo("not_found_error", "There is no model that is called so.")
NO_PATH = ErrorInfo("not_found_error", "There is nothing at this address.")


def causes_in(state: BoardState) -> list[tuple[float, int, int, str, str]]:
    every = AllEvents()
    every.update(state, "trouble", NOTHING)
    found = by_cause(every.shown)
    assert sorted(id(entry) for cause in found for entry in cause.entries) == sorted(map(id, every.shown))
    return [(each.began / MS, each.times, each.streams, each.name, each.words) for each in found]


def two() -> tuple[BoardState, Told, Told]:
    return board(plan(stream("s1", name="Story"), stream("s2", name="Haiku"))), Told("s1"), Told("s2")


def test_errors_that_differ_by_numbers_and_ids_alone_have_one_cause() -> None:
    state, s1, s2 = two()
    state.apply_all([s1.sent(0), s2.sent(0), s1.ended(1, "failed", BUSY), s2.ended(2, "failed", BUSY_LATER)])
    assert causes_in(state) == [(1, 2, 2, "overloaded_error", BUSY.message)]


def test_long_words_that_are_cut_have_one_cause_wherever_they_are_cut() -> None:
    state, s1, s2 = two()
    long = [ErrorInfo("api_error", f"It took {took} s and failed. " * 40) for took in (7, 12_345)]
    state.apply_all([s1.sent(0), s2.sent(0), s1.ended(1, "failed", long[0]), s2.ended(2, "failed", long[1])])
    assert [cause[1:3] for cause in causes_in(state)] == [(2, 2)]


def test_one_type_of_error_may_have_several_causes() -> None:
    state, s1, s2 = two()
    state.apply_all([s1.sent(0), s2.sent(0), s2.ended(1, "failed", NO_PATH), s1.ended(2, "failed", NO_MODEL)])
    assert [cause[3:] for cause in causes_in(state)] == [
        ("not_found_error", NO_PATH.message),
        ("not_found_error", NO_MODEL.message),
    ]


def test_an_error_that_a_server_sends_and_its_end_are_one() -> None:
    state, s1, s2 = two()
    state.apply_all([s1.sent(0), s2.sent(0), s1.head(1), s2.head(1)])
    said = {"type": "overloaded_error", "message": "Busy"}
    state.apply_all([s1.api(2, "error", error=said), s2.api(3, "error", error=said)])
    assert causes_in(state) == [(2, 2, 2, "error", "overloaded_error Busy")]
    state.apply(s1.ended(4, "failed", BUSY))
    assert causes_in(state) == [
        (3, 1, 1, "error", "overloaded_error Busy"),
        (4, 1, 1, "overloaded_error", BUSY.message),
    ]


def test_what_is_no_error_is_grouped_by_what_happened() -> None:
    state, s1, s2 = two()
    state.apply_all([s1.sent(0), s2.sent(0), ClockLag(t=1 * MS, lag_ns=MS), ClockLag(t=2 * MS, lag_ns=MS)])
    state.apply_all([s1.ended(3, "cancelled"), s2.ended(4, "cancelled")])
    assert [cause[1:4] for cause in causes_in(state)] == [(2, 0, "engine late"), (2, 2, "cancelled")]
