"""Checks and `success` in a run of the real engine: judged as the text comes, anew for each attempt."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import pytest_asyncio

from streamboard.board.state import BoardState
from streamboard.report.exit_code import CHECK_FAILED, exit_code
from streamboard.run.events import (
    AttemptEnded,
    CheckResult,
    ContentBlockDelta,
    Event,
    RunStarted,
    StreamEnded,
)
from streamboard.run.plan import Check, RunPlan, StreamPlan
from tests.support.engines import of, only, run_engine, text_of
from tests.support.plans import plan, stream


def checked(
    name: str, *checks: tuple[str, Any], success: list[str] | None = None, **fields: Any
) -> StreamPlan:
    made = stream(name, text="Why is the sky blue?", **fields)
    expect = [Check(kind, value) for kind, value in checks]
    return msgspec.structs.replace(made, expect=expect, success=success or [])


PLAN = plan(
    checked(
        "live", ("contains", "sky"), ("not_contains", "sky"), ("max_words", 500), ("matches", r"\bsky\b")
    ),
    checked("end", ("json", True), ("stop_reason", "end_turn"), ("equals", "No.")),
    checked("again", ("contains", "sky"), sim={"fault": "truncated", "times": 1, "after": 20}, retries=1),
    checked("broken", ("contains", "nowhere"), ("not_contains", "nowhere"), sim={"fault": "truncated"}),
    checked("cut", success=["end_turn", "max_tokens"], max_tokens=5),
    checked("unwanted", success=["tool_use"]),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def events(clean_session: None) -> list[Event]:
    return await run_engine(PLAN)


def results(events: list[Event], name: str, attempt: int = 1) -> dict[int, CheckResult]:
    found = [event for event in of(events, CheckResult, name) if event.attempt == attempt]
    assert len({event.index for event in found}) == len(found)
    return {event.index: event for event in found}


def test_a_check_is_told_with_the_delta_that_decides_it(events: list[Event]) -> None:
    found = results(events, "live")
    assert {index: event.passed for index, event in found.items()} == {0: True, 1: False, 2: True, 3: True}
    deltas = of(events, ContentBlockDelta, "live")
    first = next(
        event.t for count, event in enumerate(deltas, 1) if "sky" in text_of([*deltas[:count]], "live")
    )
    assert found[0].t == found[1].t == first
    assert (found[3].at_ns or found[3].t) == first
    assert found[2].at_ns == deltas[-1].t
    place = events.index(found[0])
    assert place < events.index(only(events, AttemptEnded, "live"))


def test_what_only_the_whole_answer_says_is_told_at_its_end(events: list[Event]) -> None:
    found = results(events, "end")
    assert {index: event.passed for index, event in found.items()} == {0: False, 1: True, 2: False}
    assert "it is no JSON" in found[0].why


def test_each_attempt_is_checked_anew_and_one_that_breaks_off_is_not_judged(events: list[Event]) -> None:
    assert results(events, "again", 2)[0].passed
    assert results(events, "broken") == {}
    assert only(events, StreamEnded, "broken").outcome == "cut_off"


def test_success_says_which_endings_are_good(events: list[Event]) -> None:
    cut, unwanted = (only(events, StreamEnded, name) for name in ("cut", "unwanted"))
    assert (cut.outcome, cut.stop_reason, cut.error) == ("completed", "max_tokens", None)
    assert (unwanted.outcome, unwanted.stop_reason) == ("failed", "end_turn")
    assert unwanted.error is not None
    assert "end_turn" in unwanted.error.message
    assert "`success`" in unwanted.error.message


def of_only(events: list[Event], *names: str) -> BoardState:
    """The board of some of the streams."""
    started = only(events, RunStarted)
    some: RunPlan = msgspec.structs.replace(
        started.plan, streams=[each for each in started.plan.streams if each.id in names]
    )
    board = BoardState(some)
    board.apply_all(event for event in events if not isinstance(event, RunStarted))
    return board


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("cut", "again"), 0),
        (("cut", "live"), CHECK_FAILED),
        (("unwanted", "live"), 1),
        (("broken",), 1),
    ],
)
def test_the_exit_code_counts_failed_checks_where_all_else_is_well(
    events: list[Event], names: tuple[str, ...], code: int
) -> None:
    assert exit_code(of_only(events, *names)) == code
