"""Runs made up from the times of their first tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from streamboard.board.state import BoardState
from streamboard.comparing.sides import RunSide
from streamboard.run.events import EndpointState, Event, RunEnded, RunStarted
from streamboard.run.plan import RunPlan, StreamPlan
from tests.support.plans import plan, stream
from tests.support.told import MS, Told


def events_of(
    ttfts: Sequence[float | None],
    *,
    at: str = "2026-11-01T10:00:00.000+00:00",
    simulated: bool = True,
    prompt: str = "story",
    column: str = "fast",
    text: str = "word",
    asked: str = "Tell me about rain.",
    **fields: Any,
) -> list[Event]:
    """A run of one prompt, repeated; None for a stream that failed."""
    streams = [
        msgspec.structs.replace(
            stream(f"s{number}", name=f"{prompt}#{number}", text=asked),
            prompt=prompt,
            repeat=number,
            column=column,
        )
        for number in range(1, len(ttfts) + 1)
    ]
    return [*_begun(plan(*streams, **fields), at, simulated), *_told(streams, ttfts, text)]


def _begun(run_plan: RunPlan, at: str, simulated: bool) -> list[Event]:
    return [
        RunStarted(t=0, version=1, monotonic_ns=0, started_at=at, plan=run_plan),
        EndpointState(t=0, endpoint="sim", state="ready", detail="a server", simulated=simulated),
    ]


def _told(streams: Sequence[StreamPlan], ttfts: Sequence[float | None], text: str) -> list[Event]:
    found: list[Event] = []
    for one, ttft in zip(streams, ttfts, strict=True):
        told = Told(one.id)
        begun = [told.queued(0), told.sent(0), told.out(0)]
        if ttft is None:
            found += [*begun, told.ended(10, "failed"), told.over(10, "failed")]
            continue
        found += [
            *begun,
            told.start(1),
            told.text(ttft, text),
            told.text(ttft + 500),
            told.final(ttft + 501, 11),
            told.api(ttft + 502, "message_stop"),
            told.ended(ttft + 503),
            told.over(ttft + 503),
        ]
    last = max((event.t for event in found), default=0)
    return [*sorted(found, key=lambda event: event.t), RunEnded(t=last + MS, reason="finished")]


def board_of(*ttfts: float | None, **fields: Any) -> BoardState:
    """The board of `events_of`."""
    events = events_of(ttfts, **fields)
    started = events[0]
    assert isinstance(started, RunStarted)
    board = BoardState(started.plan)
    board.apply_all(events)
    return board


def side(name: str, *boards: BoardState) -> RunSide:
    """A side of these runs."""
    return RunSide(name, boards)
