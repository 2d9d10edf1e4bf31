"""The task manager: which stream runs when, one asyncio task each."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Literal, Protocol

from streamboard.engine.attempt import Attempt, Emit, Response, Result
from streamboard.engine.failures import internal_error
from streamboard.events import (
    ErrorInfo,
    Outcome,
    RetryScheduled,
    StreamEnded,
    StreamQueued,
)
from streamboard.message import Message
from streamboard.plan import SECOND, RunPlan, StreamPlan

RETRY_BASE_S = 0.5
RETRY_MAX_S = 8.0
RETRY_AFTER_MAX_S = 60.0
"""A server may ask for a longer wait than this; it is not granted."""


class Line(Protocol):
    """A way to one endpoint, open for requests; `endpoints.OpenEndpoint` is the real one."""

    name: str
    slots: int | None

    def model_for(self, plan: StreamPlan) -> str: ...
    async def send(self, plan: StreamPlan) -> Response: ...


class Stream:
    """A stream of the plan and where it is."""

    def __init__(self, plan: StreamPlan) -> None:
        self.plan = plan
        self.attempts = 0
        self.awaited = 1
        """The number of the attempt that it was last queued for."""
        self.state: Literal["new", "queued", "running", "ended"] = "new"
        self.task: asyncio.Task[Result] | None = None
        self.run_again = False
        self.outcome: Outcome | None = None
        self.message = Message()
        """The message of the latest attempt, as far as it has come."""


class TaskManager:
    """Queues the streams, starts them as the plan and the caps allow, and ends them."""

    def __init__(
        self,
        plan: RunPlan,
        emit: Emit,
        now: Callable[[], int],
        *,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Make a manager; nothing starts, but streams can be stopped already.

        Args:
            plan: What to run.
            emit: Takes the run events.
            now: Nanoseconds since the run's start.
            jitter: 0 to 1, for the waits before retries.
        """
        self._plan = plan
        self._emit = emit
        self._now = now
        self._jitter = jitter
        self._lines: Mapping[str, Line | ErrorInfo] | None = None
        self._streams = {stream.id: Stream(stream) for stream in plan.streams}
        self._queue: list[Stream] = []
        self._in_flight: Counter[str] = Counter()
        self._background: set[asyncio.Task[None]] = set()
        self._releasing: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._cap = 1 if plan.start.mode == "one-by-one" else plan.concurrency

    # -- what is asked of it

    def start(self, plan: RunPlan, lines: Mapping[str, Line | ErrorInfo]) -> None:
        """Release the streams as the plan's start mode says.

        Args:
            plan: The plan with every endpoint resolved.
            lines: For each endpoint of the plan a way there, or why there is none.
        """
        self._lines = lines
        for stream_plan in plan.streams:
            self._streams[stream_plan.id].plan = stream_plan
        self._releasing = asyncio.create_task(self._release())

    async def _release(self) -> None:
        interval_s = self._plan.start.interval_ns / SECOND
        began = self._now()
        for place, stream in enumerate(self._streams.values()):
            if interval_s and place:
                # On an absolute schedule, so that a late wake-up does not push all that follow.
                await asyncio.sleep((began - self._now()) / SECOND + place * interval_s)
            if stream.state == "new":
                self._enqueue(stream)

    def stop(self, stream_id: str) -> None:
        """End one stream; nothing happens if it has ended."""
        stream = self._streams.get(stream_id)
        if stream is None:
            return
        stream.run_again = False
        if stream.state in ("new", "queued"):
            if stream in self._queue:
                self._queue.remove(stream)
            self._finish(stream, "cancelled")
        elif stream.task is not None:
            stream.task.cancel()
        self._pump()

    def stop_all(self) -> None:
        """End all streams."""
        for stream_id in self._streams:
            self.stop(stream_id)

    def again(self, stream_id: str) -> None:
        """Run one stream again; one that is under way is stopped first."""
        stream = self._streams.get(stream_id)
        if stream is None or stream.state in ("new", "queued"):
            return
        if stream.state == "running" and stream.task is not None:
            stream.run_again = True
            stream.task.cancel()
        else:
            self._enqueue(stream)

    def again_all(self) -> None:
        """Run all streams again."""
        for stream_id in self._streams:
            self.again(stream_id)

    # -- what the engine waits for

    async def finished(self) -> None:
        """Wait until every stream has ended and nothing is to be run again."""
        while any(stream.state != "ended" for stream in self._streams.values()):
            self._changed.clear()
            await self._changed.wait()

    async def close(self) -> None:
        """End all streams and wait until their events are out."""
        if self._releasing is not None:
            self._releasing.cancel()
        self.stop_all()
        await self.finished()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    def outcomes(self) -> dict[str, int]:
        """How many streams ended in which way, by their last end."""
        return dict(
            Counter(stream.outcome for stream in self._streams.values() if stream.outcome is not None)
        )

    # -- the queue

    def _enqueue(self, stream: Stream) -> None:
        stream.state = "queued"
        stream.message = Message()
        stream.awaited = stream.attempts + 1
        self._queue.append(stream)
        self._emit(StreamQueued(t=self._now(), stream=stream.plan.id, attempt=stream.awaited))
        self._pump()

    def _pump(self) -> None:
        """Start what may start, first come first served per endpoint."""
        if self._lines is None:
            return
        for stream in list(self._queue):
            if self._cap is not None and self._in_flight.total() >= self._cap:
                return
            line = self._lines[stream.plan.endpoint]
            if isinstance(line, ErrorInfo):
                self._queue.remove(stream)
                self._finish(stream, "failed", line)
            elif line.slots is None or self._in_flight[line.name] < line.slots:
                self._queue.remove(stream)
                self._launch(stream, line)

    def _launch(self, stream: Stream, line: Line) -> None:
        stream.state = "running"
        self._in_flight[line.name] += 1
        stream.task = asyncio.create_task(self._attempts(stream, line), name=stream.plan.id)
        # A callback, not the end of the coroutine: a task that is cancelled at once never begins.
        stream.task.add_done_callback(lambda task: self._ended(stream, line, task))

    # -- one stream's life

    def _ended(self, stream: Stream, line: Line, task: asyncio.Task[Result]) -> None:
        """Say how a stream's attempts ended; an error is a value on its stream, never on the others."""
        stream.task = None
        self._in_flight[line.name] -= 1
        if task.cancelled():
            self._finish(stream, "cancelled")
        elif (bug := task.exception()) is not None:
            self._finish(stream, "failed", internal_error(bug).error)
        else:
            result = task.result()
            self._finish(stream, result.outcome, result.error)
        if stream.run_again:
            stream.run_again = False
            self._enqueue(stream)
        self._pump()

    async def _attempts(self, stream: Stream, line: Line) -> Result:
        plan = stream.plan
        last = stream.attempts + 1 + plan.retries
        while True:
            stream.attempts += 1
            attempt = Attempt(plan.id, stream.attempts, self._emit, self._now)
            stream.message = attempt.message
            result = await attempt.run(
                lambda: line.send(plan),
                endpoint=line.name,
                model=line.model_for(plan),
                limits=plan.limits,
                in_background=self._in_background,
            )
            if result.error is None or not result.retryable or stream.attempts >= last:
                return result
            delay_s = self._delay_s(result, plan.retries - (last - stream.attempts))
            self._emit(
                RetryScheduled(
                    t=self._now(),
                    stream=plan.id,
                    attempt=stream.attempts,
                    delay_ns=int(delay_s * SECOND),
                    reason=result.error.type,
                    next_attempt=stream.attempts + 1,
                    last_attempt=last,
                )
            )
            await asyncio.sleep(delay_s)

    def _delay_s(self, result: Result, retries_done: int) -> float:
        """What the server asks for, up to a cap; else half a second doubled each time, less some jitter."""
        if result.retry_after_ns is not None:
            return min(result.retry_after_ns / SECOND, RETRY_AFTER_MAX_S)
        return min(RETRY_BASE_S * 2.0**retries_done, RETRY_MAX_S) * (1 - 0.25 * self._jitter())

    def _finish(self, stream: Stream, outcome: Outcome, error: ErrorInfo | None = None) -> None:
        stream.state = "ended"
        stream.outcome = outcome
        self._emit(
            StreamEnded(
                t=self._now(),
                stream=stream.plan.id,
                attempt=max(stream.attempts, stream.awaited),
                outcome=outcome,
                stop_reason=stream.message.stop_reason,
                usage=stream.message.usage,
                error=error,
            )
        )
        self._changed.set()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
