"""A request that failed, on the wire: the head of the response and its body, as those of an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import NamedTuple

import pytest

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.engine.wiretap import MOST_OF_ONE
from streamboard.run.events import (
    AttemptEnded,
    EndpointState,
    Event,
    RequestSent,
    ResponseStarted,
    StreamEnded,
    WireBytes,
)
from streamboard.run.plan import EndpointPlan, RunPlan
from tests.support.engines import of, only, run_engine
from tests.support.plans import plan, stream
from tests.support.wire import Request, serve

BUSY = b'{"type":"error","error":{"type":"overloaded_error","message":"Busy, \\u001b]52;c;x"}}'
PAGE = b"<html>\n\n<p>The gateway has \xff and \x1b[31m</p>\n"


class Row(NamedTuple):
    status: str
    content_type: str
    body: bytes
    told: str


ROWS = {
    "529": Row("529 Overloaded", "application/json", BUSY, BUSY.decode()),
    "502": Row("502 Bad Gateway", "text/html", PAGE, PAGE.decode("utf-8", "backslashreplace")),
    "400 without a body": Row("400 Bad Request", "text/plain", b"", ""),
    "500 at length": Row("500 Oops", "text/plain", b"x" * 300_000, "x" * MOST_OF_ONE),
    "200 with an error": Row("200 OK", "application/json", BUSY, BUSY.decode()),
    "200 with a page": Row("200 OK", "text/html", PAGE, PAGE.decode("utf-8", "backslashreplace")),
    "401 with a key": Row(
        "401 No", "text/plain", b"bad key sk-ant-" + b"api03-abcdefghijklmnop", "bad key [redacted]"
    ),
}


def answer(request: Request) -> Iterable[bytes]:
    row = ROWS[json.loads(request.body)["model"]]
    yield (
        f"HTTP/1.1 {row.status}\r\ncontent-type: {row.content_type}\r\nrequest-id: req_7\r\n"
        f"set-cookie: session=1\r\ncontent-length: {len(row.body)}\r\n\r\n"
    ).encode() + row.body


class Ran(NamedTuple):
    plan: RunPlan
    events: list[Event]


@pytest.fixture(scope="module", params=[True, False], ids=["wire", "no wire"])
def ran(request: pytest.FixtureRequest, clean_session: None) -> Ran:
    async def main() -> Ran:
        async with serve(answer) as server:
            streams = [stream(name, endpoint="mine", model=name) for name in ROWS]
            asked = plan(*streams, endpoints={"mine": EndpointPlan(server.url)}, wire=request.param)
            return Ran(asked, await run_engine(asked))

    return asyncio.run(main())


def test_its_head_and_its_body_are_told(ran: Ran, subtests: pytest.Subtests) -> None:
    for name, row in ROWS.items():
        with subtests.test(name):
            heads, bodies = of(ran.events, ResponseStarted, name), of(ran.events, WireBytes, name)
            assert only(ran.events, StreamEnded, name).outcome == "failed"
            if not ran.plan.wire:
                assert bodies == []
                assert all(head.headers == [] for head in heads)
                continue
            (head,) = heads
            assert (head.status, head.request_id) == (int(row.status[:3]), "req_7")
            assert ["set-cookie", "[redacted]"] in map(list, head.headers)
            assert [event.part for event in bodies if event.part == "event"] == []
            assert "\n\n".join(event.text for event in bodies).strip() == row.told.strip()
            assert any(event.cut for event in bodies) == (len(row.body) > MOST_OF_ONE)
            sent, ended = (only(ran.events, kind, name) for kind in (RequestSent, AttemptEnded))
            assert [sent.t, head.t, *(event.t for event in bodies), ended.t] == sorted(
                [sent.t, head.t, *(event.t for event in bodies), ended.t]
            )


def test_the_event_log_shows_them(ran: Ran) -> None:
    board = BoardState(ran.plan, ON_SCREEN)
    board.apply_all(event for event in ran.events if not isinstance(event, EndpointState))

    def rows(name: str) -> list[tuple[str, str]]:
        return [(row.label, row.wire) for row in board.streams[name].tape.rows if row.source == "server"]

    if not ran.plan.wire:
        assert rows("529") == []
        return
    (head, headers), body = rows("529")
    assert (head, body) == ("529", ("body", BUSY.decode()))
    assert "content-type: application/json" in headers
    assert [label for label, _ in rows("200 with a page")] == ["200", "no event", "no whole event"]
    assert [label for label, _ in rows("400 without a body")] == ["400"]
