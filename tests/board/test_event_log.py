"""The event log: what happened, with deltas and pings folded into counts."""

from __future__ import annotations

from typing import Literal

from streamboard.board.event_log import MAX_ROWS, EventLog
from streamboard.run.events import AttemptEnded, EndpointState, ErrorInfo
from tests.support.plans import plan, stream
from tests.support.told import Told, board


def test_the_same_in_a_row_is_one_row_that_counts() -> None:
    log = EventLog()
    for t in (1, 2, 3):
        log.fold(t, 1, "text")
    log.fold(4, 1, "ping")
    log.fold(5, 1, "text")
    assert [(row.label, row.count, row.t) for row in log.rows] == [
        ("text", 3, 3),
        ("ping", 1, 4),
        ("text", 1, 5),
    ]


def test_another_attempt_begins_another_row() -> None:
    log = EventLog()
    log.fold(1, 1, "text")
    log.fold(2, 2, "text")
    assert [row.attempt for row in log.rows] == [1, 2]


def test_old_rows_go_and_are_counted() -> None:
    log = EventLog()
    for number in range(MAX_ROWS + 7):
        log.add(number, 1, str(number))
    assert (len(log.rows), log.dropped, log.rows[0].label) == (MAX_ROWS, 7, "7")


def test_every_change_is_a_new_revision() -> None:
    log = EventLog()
    seen = [log.revision]
    log.add(1, 1, "a")
    seen.append(log.revision)
    log.fold(2, 1, "text")
    seen.append(log.revision)
    log.fold(3, 1, "text")
    seen.append(log.revision)
    assert len(set(seen)) == 4


def test_the_log_of_a_stream() -> None:
    s1 = Told()
    events = [
        *(s1.queued(0), s1.sent(1), s1.connected(1.5, 31.2, dns=8.1, tcp=9.9, tls=13.2), s1.out(1.7, 740)),
        *(s1.head(2), s1.start(3), s1.api(4, "ping"), s1.api(5, "ping")),
        s1.api(6, "content_block_start", index=0, content_block={"type": "text", "text": ""}),
        *(s1.text(7), s1.text(8), s1.text(9)),
        s1.api(10, "error", error={"type": "overloaded_error", "message": "busy"}),
        s1.ended(11, "failed", ErrorInfo("overloaded_error", "busy")),
    ]
    rows = board(plan(stream()), *events).streams["s1"].log.rows
    assert [(row.label, row.detail, row.count) for row in rows] == [
        ("queued", "", 1),
        ("started", "attempt 1 to sim", 1),
        ("connected", "31.2 ms: name 8.10 ms, TCP 9.90 ms, TLS 13.2 ms", 1),
        ("sent", "740 bytes", 1),
        ("200", "req_1", 1),
        ("message_start", "5 tokens in", 1),
        ("ping", "", 2),
        ("content_block_start", "text", 1),
        ("first text", "", 1),
        ("text", "", 2),
        ("error", "overloaded_error busy", 1),
        ("failed", "busy", 1),
    ]
    assert [row.label for row in rows if row.trouble] == ["error", "failed"]


def test_an_answer_that_was_cut_is_no_trouble_and_says_so_once() -> None:
    s1 = Told()
    cut = AttemptEnded(t=9_000_000, stream="s1", attempt=1, outcome="max_tokens", stop_reason="max_tokens")
    events = [s1.queued(0), s1.sent(1), s1.start(3), s1.text(7), s1.final(8, 1, "max_tokens"), cut]
    *_, delta, row = board(plan(stream()), *events).streams["s1"].log.rows
    assert delta.detail == "max_tokens, 1 token"
    assert (row.label, row.detail, row.trouble) == ("max_tokens", "", False)


def test_an_endpoint_says_once_that_it_is_starting() -> None:
    def told(state: Literal["starting", "ready"], detail: str) -> EndpointState:
        return EndpointState(t=0, endpoint="sim", state=state, detail=detail)

    started = board(
        plan(stream()), told("starting", "starting the simulated server"), told("ready", "server")
    )
    assert [row.detail for row in started.log.rows] == ["starting the simulated server", "ready server"]
