"""Answers of every kind over real HTTP through the real engine, in one run: what comes of each.

The faults of the simulated server have a table of their own, in `test_faults`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from streamboard.run import runfile
from streamboard.run.events import ApiEvent, AttemptStarted, Event, StreamEnded
from streamboard.run.plan import SECOND, EndpointPlan, Limits
from tests.support.engines import of, only, run_engine, text_of
from tests.support.plans import plan, stream
from tests.support.wire import Request, serve
from tests.wire.faults import (
    ROWS,
)

pytestmark = pytest.mark.slow

LIMITS = Limits(first_token_ns=20 * SECOND, idle_ns=20 * SECOND, total_ns=60 * SECOND)


class Ran(NamedTuple):
    events: list[Event]
    file: Path


def row_of(request: Request) -> Iterable[bytes]:
    return ROWS[json.loads(request.body)["model"]].answer


@pytest.fixture(scope="module")
def ran(clean_session: None, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One run with a stream for each row, a few at a time."""
    path = tmp_path_factory.mktemp("wire") / "run.jsonl"

    async def main() -> list[Event]:
        async with serve(row_of) as server:
            streams = [stream(name, endpoint="mine", model=name, limits=LIMITS) for name in ROWS]
            asked = plan(*streams, endpoints={"mine": EndpointPlan(server.url)}, concurrency=4)
            return await run_engine(asked, record=path)

    return Ran(asyncio.run(main()), path)


@pytest.mark.parametrize("name", ROWS)
def test_row(ran: Ran, name: str) -> None:
    row, ended = ROWS[name], only(ran.events, StreamEnded, name)
    assert ended.outcome == row.outcome, ended.error
    assert text_of(ran.events, name) == row.text
    if row.error is not None:
        assert ended.error is not None
        assert ended.error.type == row.error
    if row.outcome in ("failed", "cut_off"):
        assert ended.error is not None
        assert ended.error.message.strip()
        assert ended.error.advice.strip(), "it says what to do"
        assert len(ended.error.message) < 3000
        assert row.words in ended.error.message
    assert len(of(ran.events, AttemptStarted, name)) == 1


@pytest.mark.parametrize("name", ["error after the reason", "error after the end"])
def test_a_failure_behind_the_answer_is_recorded(ran: Ran, name: str) -> None:
    (event,) = [event for event in of(ran.events, ApiEvent, name) if event.name == "error"]
    assert event.body["error"]["message"] == "late"


def test_the_file_holds_the_same(ran: Ran) -> None:
    recorded = runfile.read(ran.file)
    assert recorded.warning == ""
    assert recorded.events == ran.events
