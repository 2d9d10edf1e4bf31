"""Streamboard as a library: run a prompt set in this process and get its events or its results.

    import asyncio, streamboard

    async def main() -> None:
        result = await streamboard.collect("prompts/demo.yaml", endpoint="sim")
        for stream in result.streams:
            print(stream.name, stream.outcome, stream.ttft_ns, stream.text[:40])

    asyncio.run(main())

Here the engine shares the caller's event loop: other work on it can delay the stamps, which `clock_lag`
events report. On the command line, the engine runs in its own process.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.board.totals import Totals
from streamboard.common.errors import UsageError
from streamboard.engine.clock import RunClock
from streamboard.engine.run import Run
from streamboard.figures.catalogue import figures_of
from streamboard.figures.reading import Reading
from streamboard.promptset import Overrides, PromptSet, expand, load
from streamboard.run.events import ErrorInfo, Event, Outcome
from streamboard.run.plan import Check, RunPlan


@dataclass(frozen=True)
class CheckVerdict:
    """A check on an answer and how it went."""

    check: Check
    passed: bool | None
    """None if it was not decided, as the answer broke off."""
    after_ns: int | None
    """When that was so first, since the request was sent: it was met or broken, or the answer ended."""
    why: str
    """Why it did not pass, where its kind does not say that."""


@dataclass(frozen=True)
class StreamResult:
    """The result of one stream. Durations are in nanoseconds; None if there is no such value."""

    name: str
    column: str
    """The entry of `models` that it belongs to; the model if there is none."""
    endpoint: str
    model: str
    """As reported by the server, or else as requested."""
    outcome: Outcome
    stop_reason: str | None
    error: ErrorInfo | None
    said_after: str
    """What the server said about a failure behind its whole answer; mostly empty."""
    text: str
    """The visible text of the last attempt."""
    thinking: str
    usage: dict[str, Any]
    """The server's counts."""
    attempts: int
    queue_time_ns: int | None
    connect_ns: int | None
    """How long connecting took; None if a connection was reused."""
    ttft_ns: int | None
    ttfo_ns: int | None
    itl_ns: float | None
    tokens_per_second: float | None
    e2e_ns: int | None
    delta_stamps_ns: tuple[int, ...]
    """When each content delta came, on the run's clock."""
    checks: tuple[CheckVerdict, ...]
    """The checks on the answer (`expect`), in their order."""
    readings: dict[str, Reading]
    """All figures by tag, each with its certainty; includes `slo_met` if objectives are set."""

    @property
    def unsure(self) -> tuple[str, ...]:
        """The tags of figures that may be off by a twentieth or more because the engine was late."""
        return tuple(tag for tag, reading in self.readings.items() if reading.unsure)


@dataclass(frozen=True)
class RunResult:
    """The results of a run."""

    plan: RunPlan
    streams: tuple[StreamResult, ...]
    totals: Totals


Source = PromptSet | RunPlan | str | os.PathLike[str]
"""A prompt set, its file, or a plan."""


async def stream(
    source: Source, *, endpoint: str | None = None, models: tuple[str, ...] = (), gguf: str | None = None
) -> AsyncGenerator[Event, None]:
    """Run a prompt set and yield its run events as they happen.

    Leaving the iteration early stops the streams; close the generator (`aclosing`) to wait until they have
    ended.

    Args:
        source: A prompt set, the path of one, or a plan.
        endpoint: The endpoint to use in place of the set's own.
        models: Models to add, as `--model` does.
        gguf: The path of weights for the local model.

    Raises:
        DocumentError: The prompt set has mistakes.
        UsageError: `endpoint` or `models` were given with a plan.
    """
    plan = _plan(source, Overrides(endpoint=endpoint, models=models))
    events: asyncio.Queue[Event | None] = asyncio.Queue()

    async def drive() -> None:
        try:
            async with Run(plan, RunClock(), events.put_nowait, gguf=gguf) as run:
                await run.wait()
        finally:
            events.put_nowait(None)

    driver = asyncio.create_task(drive())
    try:
        while (event := await events.get()) is not None:
            yield event
        await driver
    finally:
        driver.cancel()
        await asyncio.wait({driver})


async def collect(
    source: Source, *, endpoint: str | None = None, models: tuple[str, ...] = (), gguf: str | None = None
) -> RunResult:
    """Run a prompt set to its end and return the result of every stream. See `stream` for the arguments.

    A failed stream is a result with an `error`, never an exception.

    Raises:
        DocumentError: The prompt set has mistakes.
        UsageError: `endpoint` or `models` were given with a plan.
    """
    plan = _plan(source, Overrides(endpoint=endpoint, models=models))
    board = BoardState(plan)
    async for event in stream(plan, gguf=gguf):
        board.apply(event)
    results = tuple(result_of(state, board) for state in board.streams.values())
    return RunResult(board.plan, results, board.totals(board.now))


def _plan(source: Source, overrides: Overrides) -> RunPlan:
    if isinstance(source, RunPlan):
        if overrides != Overrides():
            raise UsageError("A plan is final: endpoint and models go with a prompt set.")
        return source.unattended()
    plan = expand(source, overrides) if isinstance(source, PromptSet) else load(source, overrides)
    return plan.unattended()


def result_of(state: StreamState, board: BoardState) -> StreamResult:
    """The result of a stream as of the latest event."""
    attempt = state.shown
    message = attempt.message if attempt is not None else None
    readings = {figure.tag: figure.of(state, board.now) for figure in figures_of(board.plan.slo)}
    return StreamResult(
        name=state.plan.name,
        column=state.column(),
        endpoint=state.endpoint(),
        model=state.model(),
        outcome=state.outcome or "cancelled",
        stop_reason=message.stop_reason if message else None,
        error=state.error,
        said_after=message.said_after if message else "",
        text=message.text if message else "",
        thinking=message.thinking if message else "",
        usage=message.usage if message else {},
        attempts=len(state.attempts) - state.round_start,
        queue_time_ns=_whole(readings["queued"]),
        connect_ns=_whole(readings["connect"]),
        ttft_ns=_whole(readings["ttft"]),
        ttfo_ns=_whole(readings["ttfo"]),
        itl_ns=readings["itl"].settled,
        tokens_per_second=readings["tokens_per_second"].settled,
        e2e_ns=_whole(readings["e2e"]),
        delta_stamps_ns=tuple(attempt.deltas.stamps) if attempt else (),
        checks=_verdicts(attempt),
        readings=readings,
    )


def _verdicts(attempt: Attempt | None) -> tuple[CheckVerdict, ...]:
    if attempt is None:
        return ()
    return tuple(
        CheckVerdict(each.check, each.passed, each.after_ns(attempt.zero), each.why)
        for each in attempt.checks
    )


def _whole(reading: Reading) -> int | None:
    return None if reading.settled is None else int(reading.settled)
