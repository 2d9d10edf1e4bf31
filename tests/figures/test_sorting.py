"""Streams in the order of their figures."""

from __future__ import annotations

import pytest

from streamboard.board.state import BoardState
from streamboard.figures.catalogue import FIGURES
from streamboard.figures.sorting import SORTS, By, Order, Sorted
from streamboard.run.events import ErrorInfo
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board

NOW = 3000 * MS


def several() -> BoardState:
    """Two whole answers, one that streams, one that failed without content, one queued, one not begun."""
    s1, s2, s3, s4, s5 = (Told(f"s{number}") for number in range(1, 6))
    names = ("pear", "Apple", "fig", "date", "cherry", "banana")
    streams = (stream(f"s{number}", name=name) for number, name in enumerate(names, 1))
    failed = ErrorInfo("api_error", "Broken.")
    return board(
        plan(*streams),
        *s1.whole(0, 0, 500, 1500, 11),  # TTFT 500, 10 tok/s, max gap 1000
        *s2.whole(0, 0, 300, 700, 41),  # TTFT 300, 100 tok/s, max gap 400
        *(s3.queued(0), s3.sent(1000), s3.text(2000), s3.text(2900, "x" * 400)),
        *(s4.queued(0), s4.sent(0), s4.ended(100, "failed", failed), s4.over(100, "failed", failed)),
        s5.queued(0),
    )


def numbers(order: Order) -> list[int]:
    state = several()
    return [found.number for found in order.sort(list(state.streams.values()), NOW)]


@pytest.mark.parametrize(
    ("by", "ascending"),
    [
        ("place", [1, 2, 3, 4, 5, 6]),
        ("name", [2, 6, 5, 4, 3, 1]),
        ("state", [3, 5, 6, 4, 1, 2]),
        ("ttft", [2, 1, 3, 4, 5, 6]),
        ("tokens_per_second", [1, 2, 3, 4, 5, 6]),
        ("output_tokens", [1, 2, 3, 4, 5, 6]),
        ("gap_max", [2, 3, 1, 4, 5, 6]),
        ("took", [4, 2, 1, 3, 5, 6]),
        ("itl", [2, 1, 3, 4, 5, 6]),
        ("e2e", [2, 1, 3, 4, 5, 6]),
        ("queued", [1, 2, 4, 3, 5, 6]),
        ("gap_p95", [2, 3, 1, 4, 5, 6]),
        ("attempts", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_each_figure_sorts(by: By, ascending: list[int]) -> None:
    assert numbers(Order(by)) == ascending


@pytest.mark.parametrize(
    ("by", "descending"),
    [
        ("place", [6, 5, 4, 3, 2, 1]),
        ("ttft", [3, 1, 2, 4, 5, 6]),
        ("gap_max", [1, 3, 2, 4, 5, 6]),
        ("took", [3, 1, 2, 4, 5, 6]),
    ],
)
def test_streams_without_the_figure_come_last_in_either_direction(by: By, descending: list[int]) -> None:
    assert numbers(Order(by, descending=True)) == descending


def test_a_figure_begins_with_what_one_looks_for() -> None:
    assert not Order.of("ttft").descending
    assert Order.of("tokens_per_second").descending
    assert Order.of("gap_max").descending
    for figure in FIGURES:
        assert Order.of(figure.tag).descending == (figure.first == "high")


def test_there_is_a_round_through_all_figures() -> None:
    order, seen = Order(), []
    for _ in SORTS:
        seen.append(order.by)
        order = order.next(1)
    assert seen == list(SORTS)
    assert order == Order()
    assert order.next(-1).by == SORTS[-1]
    assert order.reversed().reversed() == order


def test_streams_that_are_alike_stay_as_they_were() -> None:
    streams = list(board(plan(*(stream(f"s{number}") for number in range(5)))).streams.values())
    mixed = [streams[3], streams[0], streams[4], streams[1], streams[2]]
    for by in SORTS[2:]:
        assert Order(by).sort(mixed, 0) == mixed
        assert Order(by, descending=True).sort(mixed, 0) == mixed


def test_unsorted_streams_are_left_alone() -> None:
    streams = list(several().streams.values())
    assert Sorted().put(streams, NOW) is streams


def test_rows_move_about_once_a_second_and_when_a_stream_ends() -> None:
    s1, s2 = Told("s1"), Told("s2")
    state = board(plan(stream("s1"), stream("s2")), s1.queued(0), s1.sent(0), s2.queued(0), s2.sent(0))
    kept = Sorted()
    kept.order = Order.of("output_tokens")

    def order(now_ms: int) -> list[int]:
        return [found.number for found in kept.put(list(state.streams.values()), now_ms * MS)]

    state.apply(s1.text(10, "x" * 100))
    assert order(1000) == [1, 2]
    state.apply(s2.text(20, "x" * 1000))
    assert order(1900) == [1, 2]
    assert order(2000) == [2, 1]
    state.apply(s1.text(2010, "x" * 10_000))
    assert order(2020) == [2, 1]
    state.apply_all([s2.ended(2030), s2.over(2030)])
    assert order(2040) == [1, 2]


def test_streams_that_come_and_go_are_taken_in_at_once() -> None:
    state = several()
    kept = Sorted()
    kept.order = Order.of("name")
    streams = list(state.streams.values())
    assert [found.number for found in kept.put(streams[:3], NOW)] == [2, 3, 1]
    assert [found.number for found in kept.put(streams, NOW)] == [2, 6, 5, 4, 3, 1]
    assert [found.number for found in kept.put(streams[1:2], NOW)] == [2]
