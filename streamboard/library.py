"""Streamboard as a library: run a prompt set in this process.

Here the engine shares the caller's event loop: other work on it can delay the stamps, which `clock_lag`
events report.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamboard.board.attempt import Attempt
from streamboard.board.caps import FOR_FIGURES
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.board.totals import Totals
from streamboard.common.errors import StreamboardError, UsageError
from streamboard.engine.clock import RunClock
from streamboard.engine.run import Run
from streamboard.figures.catalogue import figures_of
from streamboard.figures.reading import Reading
from streamboard.promptset import Overrides, PromptSet, expand, load
from streamboard.promptset.single_prompt import prompt as prompt
from streamboard.report.run_figures import run_figures
from streamboard.report.saved_answers import SavedAnswers
from streamboard.run.events import ErrorInfo, Event, Outcome
from streamboard.run.plan import Check, RunPlan


@dataclass(frozen=True)
class CheckVerdict:
    check: Check
    passed: bool | None
    """None if the answer broke off first."""
    after_ns: int | None
    """When it was first decided, since the request was sent."""
    why: str
    """Why it did not pass, unless its kind says that."""


@dataclass(frozen=True)
class StreamResult:
    """Durations are in nanoseconds; None for no such value."""

    name: str
    column: str
    """Its entry of `models`, else the model."""
    endpoint: str
    model: str
    """As reported by the server, else as requested."""
    outcome: Outcome
    stop_reason: str | None
    error: ErrorInfo | None
    said_after: str
    """What the server said about a failure after its whole answer; mostly empty."""
    text: str
    """The visible text of the last attempt."""
    thinking: str
    usage: dict[str, Any]
    """The server's counts."""
    attempts: int
    queue_time_ns: int | None
    connect_ns: int | None
    """None if a connection was reused."""
    ttft_ns: int | None
    ttfo_ns: int | None
    itl_ns: float | None
    tokens_per_second: float | None
    e2e_ns: int | None
    delta_stamps_ns: tuple[int, ...]
    """When each content delta came, on the run's clock."""
    checks: tuple[CheckVerdict, ...]
    """In the order of `expect`."""
    readings: dict[str, Reading]
    """All figures by tag; `slo_met` if objectives are set."""

    @property
    def unsure(self) -> tuple[str, ...]:
        """Tags of figures that may be off by a twentieth or more because the engine was late."""
        return tuple(tag for tag, reading in self.readings.items() if reading.unsure)


@dataclass(frozen=True)
class RunResult:
    plan: RunPlan
    streams: tuple[StreamResult, ...]
    totals: Totals
    figures: dict[str, Any]
    """Of the run, streams, columns and prompts, as in `report --format json`."""
    not_saved: str
    """Why some answer is not in `save_dir` in full, or ""."""


class NotSavedError(StreamboardError):
    """Some answer could not be written in full; the run went on."""


Source = PromptSet | RunPlan | str | os.PathLike[str]
"""A prompt set, its file, or a plan."""


async def stream(
    source: Source,
    *,
    endpoint: str | None = None,
    models: tuple[str, ...] = (),
    url: str | None = None,
    key_env: str | None = None,
    max_tokens: int | None = None,
    repeat: int | None = None,
    save_dir: str | os.PathLike[str] | None = None,
    gguf: str | None = None,
) -> AsyncGenerator[Event, None]:
    """Yield run events as they happen, and `RunFigures` at the end.

    Leaving early stops the streams; close the generator (`aclosing`) to wait for their end.

    Args:
        source: `streamboard.prompt` makes one of a text.
        endpoint: Replaces the set's own.
        models: Added, as `--model` does.
        url: Replaces the set's endpoints, as `--url` does.
        key_env: Environment variable with the key for `url`; None sends no key.
        max_tokens: Overrides the set.
        repeat: Rounds of the whole set.
        save_dir: Folder for the answers, written as they come.
        gguf: Path of the local model's weights.

    Raises:
        DocumentError: The prompt set or an argument has mistakes.
        UsageError: An argument would change a plan, or `save_dir` is no folder or has an answer's file.
        NotSavedError: After the last event: some answer could not be written in full.
    """
    overrides = Overrides(endpoint, models, url=url, key_env=key_env, max_tokens=max_tokens, repeat=repeat)
    plan = _plan(source, overrides)
    board = BoardState(plan, FOR_FIGURES)
    with _saving(save_dir, plan) as saved:
        async with aclosing(_events(plan, board, saved, gguf)) as events:
            async for event in events:
                yield event
        yield run_figures(board)
    if saved is not None and saved.missing:
        raise NotSavedError(f"{saved.problem}.", "The run file has them, if there is one.")


async def collect(
    source: Source,
    *,
    endpoint: str | None = None,
    models: tuple[str, ...] = (),
    url: str | None = None,
    key_env: str | None = None,
    max_tokens: int | None = None,
    repeat: int | None = None,
    save_dir: str | os.PathLike[str] | None = None,
    gguf: str | None = None,
) -> RunResult:
    """Run a prompt set to its end; see `stream` for the arguments.

    A failed stream raises nothing: its result has an `error`.

    Raises:
        DocumentError, UsageError: As `stream`.
    """
    overrides = Overrides(endpoint, models, url=url, key_env=key_env, max_tokens=max_tokens, repeat=repeat)
    plan = _plan(source, overrides)
    board = BoardState(plan)
    with _saving(save_dir, plan) as saved:
        async with aclosing(_events(plan, board, saved, gguf)) as events:
            async for _ in events:
                pass
    results = tuple(result_of(state, board) for state in board.streams.values())
    figures = run_figures(board).figures
    not_saved = "" if saved is None else saved.problem
    return RunResult(board.plan, results, board.totals(board.now), figures, not_saved)


async def _events(
    plan: RunPlan, board: BoardState, saved: SavedAnswers | None, gguf: str | None
) -> AsyncGenerator[Event, None]:
    """Run a plan; what is yielded has been folded by the board, and saved."""
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
            folded = board.fold_all([event])
            if saved is not None:
                saved.take(folded)
            yield event
        await driver
    finally:
        driver.cancel()
        await asyncio.wait({driver})


@contextmanager
def _saving(folder: str | os.PathLike[str] | None, plan: RunPlan) -> Iterator[SavedAnswers | None]:
    saved = None if folder is None else SavedAnswers(Path(folder), plan.streams)
    try:
        yield saved
    finally:
        if saved is not None:
            saved.close()


def _plan(source: Source, overrides: Overrides) -> RunPlan:
    if isinstance(source, RunPlan):
        if overrides != Overrides():
            raise UsageError("A plan is final: such arguments go with a prompt set.")
        return source.unattended()
    plan = expand(source, overrides) if isinstance(source, PromptSet) else load(source, overrides)
    return plan.unattended()


def result_of(state: StreamState, board: BoardState) -> StreamResult:
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
