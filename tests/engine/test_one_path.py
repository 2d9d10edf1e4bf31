"""However a request comes about, it takes the same way to the socket and has the same stamps."""

from __future__ import annotations

import pytest

from streamboard.run.commands import PlanStream, RunAgain
from streamboard.run.events import AttemptEnded, ConnectionOpened, Event, RequestSent, StreamEnded
from streamboard.run.plan import SECOND, EndpointPlan, Start
from tests.support.engines import engine, of, only, run_engine
from tests.support.plans import plan

from .test_send_path import check, clocked, streams

NAMES = ("s1", "s2", "s3")


@pytest.mark.parametrize(
    "start", [Start("staggered", SECOND // 200), Start("one-by-one")], ids=lambda it: it.mode
)
async def test_staggered_and_one_by_one_starts(start: Start) -> None:
    async with clocked() as url:
        events = await run_engine(plan(*streams(3), endpoints={"mine": EndpointPlan(url)}, start=start))
    for name in NAMES:
        check(events, name)
    sent = [only(events, RequestSent, name).t for name in NAMES]
    assert sent == sorted(sent)
    if start.mode == "one-by-one":
        ended = [only(events, AttemptEnded, name).t for name in NAMES]
        assert all(end <= begin for end, begin in zip(ended, sent[1:], strict=False))


async def test_streams_that_are_typed_to_added_and_run_again() -> None:
    """Two of a conversation whose turns are typed, one that is added, and one that is run again by hand."""
    first, second, added = streams(3)
    async with clocked() as url:
        by_hand = plan(first, second, endpoints={"mine": EndpointPlan(url)}, start=Start("by-hand"))
        async with engine(by_hand, keep_open=True) as process:
            process.send(PlanStream(first, True))
            process.send(PlanStream(second, True))
            events: list[Event] = []
            async for batch in process.events():
                events += batch
                if not any(isinstance(event, StreamEnded) for event in batch):
                    continue
                match len(of(events, StreamEnded)):
                    case 2:
                        process.send(PlanStream(added, True))
                    case 3:
                        process.send(RunAgain(first.id))
                    case 4:
                        process.close_input()
    for name in ("s2", "s3"):
        check(events, name)
    for kind in (ConnectionOpened, RequestSent):
        assert [event.attempt for event in of(events, kind, "s1")] == [1, 2]
    typed = [
        only(
            [event for event in of(events, ConnectionOpened, name) if event.attempt == 1], ConnectionOpened
        ).t
        for name in ("s1", "s2")
    ]
    out = [of(events, RequestSent, name)[0].t for name in ("s1", "s2")]
    assert max(typed) <= min(out)  # Both turns were typed at once: they went out together.
