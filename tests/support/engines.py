"""The real engine process, driven for a test, and what is asked of its events."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from streamboard.feeds.process import EngineProcess
from streamboard.run.block import read_delta
from streamboard.run.events import ContentBlockDelta, Event
from streamboard.run.plan import RunPlan
from tests.support.warm import warm_starts

PATIENCE_S = 120.0
"""Seconds after which something that should have happened is taken to be broken."""

_E = TypeVar("_E")


@asynccontextmanager
async def engine(plan: RunPlan, *, anew: bool = False, **options: Any) -> AsyncIterator[EngineProcess]:
    """An engine that is gone at the end, whatever happens.

    Args:
        plan: What it runs.
        anew: Whether its interpreter is started for it: for what is seen from outside of the process only.
        options: Those of `EngineProcess`.
    """
    with nullcontext() if anew else warm_starts():
        process = EngineProcess(plan, **options)
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield process
    finally:
        process.close()


async def run_engine(plan: RunPlan, *, record: Path | None = None) -> list[Event]:
    """Run a plan to its end; its events."""
    async with engine(plan, record=record) as process:
        return [event async for batch in process.events() for event in batch]


def of(events: Iterable[Event], kind: type[_E], stream: str | None = None) -> list[_E]:
    """The events of one type, of one stream if one is named."""
    return [
        event
        for event in events
        if isinstance(event, kind) and (stream is None or getattr(event, "stream", None) == stream)
    ]


def only(events: Iterable[Event], kind: type[_E], stream: str | None = None) -> _E:
    """The one event of a type."""
    (event,) = of(events, kind, stream)
    return event


def text_of(events: Iterable[Event], stream: str, attempt: int | None = None) -> str:
    """The text that a stream's deltas carry."""
    deltas = of(events, ContentBlockDelta, stream)
    pairs = (read_delta(event.delta) for event in deltas if attempt in (None, event.attempt))
    return "".join(text for kind, text in pairs if kind == "text")


def children_of(pid: int) -> list[int]:
    """The processes below one, at any depth, its own children first (Linux)."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


async def until(condition: Callable[[], bool], what: str) -> None:
    """Look again and again until something is so, for a bounded while."""
    try:
        async with asyncio.timeout(PATIENCE_S / 4):
            while not condition():  # noqa: ASYNC110 (of another process: no event tells)
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"waited in vain for {what}; the load is {os.getloadavg()}") from None
