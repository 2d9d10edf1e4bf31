"""The logs of all streams in one."""

from __future__ import annotations

import random

import pytest

from streamboard.board import merged_log
from streamboard.board.merged_log import AllEvents, Entry, Kind
from streamboard.board.search import NOTHING, Search
from streamboard.board.state import BoardState
from streamboard.run.codec import api_event
from streamboard.run.events import (
    ClockLag,
    EndpointHeld,
    EndpointState,
    ErrorInfo,
    PassStarted,
    RecordingFailed,
    StreamRemoved,
    VoteCast,
)
from streamboard.run.reserved_names import API_EVENTS
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board


def told(entries: list[Entry]) -> list[tuple[float, str, str]]:
    return [
        (
            entry.row.began / MS,
            entry.stream.plan.id if entry.stream is not None else "run",
            f"{entry.row.label}{f' x {entry.row.count}' if entry.row.count > 1 else ''}",
        )
        for entry in entries
    ]


def two() -> tuple[BoardState, Told, Told]:
    return board(plan(stream("s1", name="Story"), stream("s2", name="Haiku"))), Told("s1"), Told("s2")


def test_rows_stand_in_the_order_in_which_they_began() -> None:
    state, s1, s2 = two()
    state.apply_all([s1.queued(0), s2.queued(0), s2.sent(1), s1.sent(2), s1.text(3), s1.text(4), s2.text(5)])
    state.apply_all([s1.text(6), s2.text(7), s1.text(8)])
    every = AllEvents()
    every.update(state, "all", NOTHING)
    assert told(every.shown) == [
        (0, "s1", "queued"),
        (0, "s2", "queued"),
        (1, "s2", "started"),
        (2, "s1", "started"),
        (3, "s1", "first text"),
        (4, "s1", "text x 3"),
        (5, "s2", "first text"),
        (7, "s2", "text"),
    ]


def test_rows_that_count_do_so_in_their_place() -> None:
    state, s1, s2 = two()
    every = AllEvents()
    state.apply_all([s1.queued(0), s1.sent(1), s1.text(2), s1.text(3), s2.queued(4)])
    every.update(state, "all", NOTHING)
    row = every.shown[-2].row
    state.apply_all([s1.text(5), s1.text(6)])
    every.update(state, "all", NOTHING)
    assert told(every.shown)[-2:] == [(3, "s1", "text x 3"), (4, "s2", "queued")]
    assert every.shown[-2].row is row
    assert row.t == 6 * MS


def test_keeping_up_ends_where_taking_all_at_once_does() -> None:
    chance = random.Random(7)
    state = board(plan(*(stream(f"s{number}") for number in range(1, 6))))
    streams = [Told(f"s{number}") for number in range(1, 6)]
    every = AllEvents()
    begun = set()
    for ms in range(400):
        one = chance.choice(streams)
        # Between streams stamps may go back by a little.
        at = ms - chance.random() * 3
        if one.stream not in begun:
            begun.add(one.stream)
            state.apply_all([one.queued(at), one.sent(at)])
        elif chance.random() < 0.7:
            state.apply(one.text(ms))
        else:
            state.apply(one.api(ms, chance.choice(["ping", "odd", "error"])))
        if chance.random() < 0.2:
            every.update(state, "wire", Search("!ping"))
    for kind, search in (("wire", Search("!ping")), ("trouble", NOTHING), ("all", NOTHING)):
        every.update(state, kind, search)  # type: ignore[arg-type]
        at_once = AllEvents()
        at_once.update(state, kind, search)  # type: ignore[arg-type]
        assert told(every.shown) == told(at_once.shown)
        assert told(every.entries) == told(at_once.entries)
        assert every.shown


def test_what_a_log_lets_go_of_stays_and_nothing_comes_twice() -> None:
    state, s1, _ = two()
    every = AllEvents()
    state.apply_all([s1.queued(0), s1.sent(0)])
    for ms in range(1, 1300):
        state.apply(s1.api(ms, f"odd {ms}"))
        if ms % 100 == 0:
            every.update(state, "all", NOTHING)
    every.update(state, "all", NOTHING)
    assert len(state.streams["s1"].log.rows) == 500
    assert [row.label for row in (entry.row for entry in every.entries)] == [
        *("queued", "started"),
        *(f"api.odd {ms}" for ms in range(1, 1300)),
    ]


def test_the_oldest_rows_go(monkeypatch: pytest.MonkeyPatch) -> None:
    state, s1, _ = two()
    every = AllEvents()
    state.apply_all([s1.queued(0), s1.sent(0)])
    monkeypatch.setattr(merged_log, "MOST", 40)
    for ms in range(1, 200):
        state.apply(s1.api(ms, "odd" if ms % 2 else "even"))
        every.update(state, "wire", Search("odd"))
        assert len(every.entries) <= 50
    assert every.entries[-1].row.began == 199 * MS
    assert every.shown == [entry for entry in every.entries if entry.row.label == "api.odd"]


def labels(state: BoardState, kind: Kind = "all", words: str = "") -> list[str]:
    every = AllEvents()
    every.update(state, kind, Search(words))
    return [entry.row.label for entry in every.shown]


def failing() -> BoardState:
    state, s1, s2 = two()
    busy = ErrorInfo("overloaded_error", "Busy.")
    state.apply_all([s1.queued(0), s1.sent(1), s1.head(2), s1.api(3, "error", error={"type": "overloaded"})])
    state.apply_all([s1.ended(4, "failed", busy), s1.retry(5, 100), s2.queued(6)])
    return state


def test_kinds() -> None:
    state = failing()
    assert labels(state, "trouble") == ["error", "failed"]
    assert labels(state, "lifecycle") == ["queued", "started", "failed", "retry", "queued"]
    assert labels(state, "wire") == ["200", "error"]


OURS = [
    "queued",
    "retry",
    "completed",
    "started",
    "sent",
    "turn 2",
    "first text",
    "text",
    "200",
    "no more events",
]


@pytest.mark.parametrize("name", [*OURS, " Queued", "run_ended", "api.queued", "brand_new_event"])
def test_no_event_of_a_server_looks_like_ours_or_passes_for_it(name: str) -> None:
    state, s1, _ = two()
    state.apply_all([s1.queued(0), s1.sent(1)])
    state.apply_all([api_event(2 * MS, "s1", 1, name, {"detail": "x"}), s1.ended(3), s1.over(3)])
    assert labels(state, "lifecycle") == ["queued", "started", "completed"]
    assert labels(state, "wire") == [f"api.{name.removeprefix('api.')}"]


def test_the_apis_own_events_keep_their_names() -> None:
    state, _, _ = two()
    state.apply_all([api_event(ms, "s1", 1, name, {}) for ms, name in enumerate(sorted(API_EVENTS))])
    assert set(labels(state, "wire")) == API_EVENTS - {"content_block_delta"} | {"other delta"}


def test_words_are_searched_in_labels_details_and_names() -> None:
    state = failing()
    assert labels(state, words="RETRY") == ["retry"]
    assert labels(state, words="overloaded") == ["error"]
    assert labels(state, words="haiku") == ["queued"]
    assert labels(state, words="story !started !200 !error") == ["queued", "failed", "retry"]
    assert labels(state, "trouble", "busy") == ["failed"]
    assert labels(state, words="nowhere") == []


def test_rows_of_a_stream_that_was_removed_stay() -> None:
    state, s1, _ = two()
    every = AllEvents()
    state.apply_all([s1.queued(0), s1.sent(1)])
    every.update(state, "all", NOTHING)
    state.apply(StreamRemoved(t=5 * MS, stream="s1", attempt=1))
    every.update(state, "all", NOTHING)
    assert told(every.shown) == [(0, "s1", "queued"), (1, "s1", "started"), (5, "run", "removed")]
    assert every.shown[-1].row.detail == "1 Story"


def test_the_run_has_rows_of_its_own() -> None:
    state, s1, _ = two()
    state.apply_all(
        [
            ClockLag(t=0, lag_ns=11 * MS),  # Nothing was under way, so that it mattered to nothing.
            s1.sent(0),
            EndpointState(t=0, endpoint="sim", state="ready", detail="simulated server", reason="asked for"),
            EndpointHeld(t=1 * MS, endpoint="sim", until_ns=501 * MS, reason="overloaded_error"),
            ClockLag(t=2 * MS, lag_ns=12 * MS),
            ClockLag(t=3 * MS, lag_ns=15 * MS),
            RecordingFailed(t=4 * MS, message="disk full"),
            PassStarted(t=5 * MS, number=2, mode="one-by-one"),
            VoteCast(t=6 * MS, among=["s1", "s2"], winner="s2"),
            VoteCast(t=7 * MS, among=["s1", "s2"]),
        ]
    )
    rows = [(row.label, row.detail, row.count, row.trouble) for row in state.log.rows]
    assert rows == [
        ("sim", "ready simulated server (asked for)", 1, False),
        ("sim", "held for 500 ms: overloaded_error", 1, True),
        ("engine late", "by 15.0 ms", 2, True),
        ("not recording", "disk full", 1, True),
        ("pass 2", "one by one", 1, False),
        ("vote", "2 Haiku of 1 Story, 2 Haiku", 1, False),
        ("vote", "a tie of 1 Story, 2 Haiku", 1, False),
    ]
    assert labels(state, "lifecycle", "run") == [row[0] for row in rows]
    assert labels(state, words="run engine") == ["engine late"]


def test_the_end_of_the_events_is_told_once_for_the_run() -> None:
    state, s1, _ = two()
    state.apply(s1.queued(3))
    state.source_ended("the engine is gone", "Start again.")
    assert [(row.label, row.detail, row.trouble) for row in state.log.rows] == [
        ("no more events", "the engine is gone", True)
    ]
