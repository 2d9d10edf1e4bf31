"""Decides which stream runs when."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal

import msgspec

from streamboard.engine.attempt import Emit, Result
from streamboard.engine.endpoint import EndpointClient
from streamboard.engine.retries import Retries
from streamboard.engine.stream import Stream
from streamboard.run.events import (
    ErrorInfo,
    Outcome,
    PassStarted,
    StreamEnded,
    StreamPlanned,
    StreamQueued,
    StreamRemoved,
)
from streamboard.run.message import Message
from streamboard.run.plan import SECOND, RunPlan, StreamPlan
from streamboard.wire.failures import internal_error


class TaskManager:
    def __init__(
        self,
        plan: RunPlan,
        emit: Emit,
        now: Callable[[], int],
        *,
        jitter: Callable[[], float] = random.random,
        waiting: Callable[[], int] = lambda: 0,
        held_up: Callable[[int], int] = lambda since: 0,
    ) -> None:
        """Make a manager; streams can be stopped before the start.

        Args:
            now: Nanoseconds since the run's start.
            jitter: A number from 0 to 1 that varies waits before retries.
            waiting: Bytes of events not read yet.
            held_up: Nanoseconds since a stamp in which the engine was blocked.
        """
        self._plan = plan
        self._emit = emit
        self._now = now
        self._retries = Retries(emit, now, jitter=jitter, waiting=waiting, held_up=held_up, wire=plan.wire)
        self._clients: Mapping[str, EndpointClient | ErrorInfo] | None = None
        self._streams = {
            stream.id: Stream(stream, recalled=stream.recalled and plan.start.mode == "by-hand")
            for stream in plan.streams
        }
        self._queue: list[Stream] = []
        self._in_flight: Counter[str] = Counter()
        self._releasing: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._cap = self._planned_cap = 1 if plan.start.mode == "one-by-one" else plan.concurrency
        self._passes = 1

    # -- commands

    def start(self, plan: RunPlan, clients: Mapping[str, EndpointClient | ErrorInfo]) -> None:
        """Release the streams of a plan with every endpoint resolved."""
        self._clients = clients
        for stream_plan in plan.streams:
            if stream_plan.id in self._streams:  # Else removed in the meantime.
                self._streams[stream_plan.id].plan = stream_plan
        if plan.start.mode != "by-hand":
            self._releasing = asyncio.create_task(self._release())
        self._pump()

    async def _release(self) -> None:
        rounds: dict[int, list[Stream]] = {}
        for stream in self._streams.values():
            rounds.setdefault(stream.plan.round, []).append(stream)
        before: list[Stream] = []
        for number in sorted(rounds):
            await self._ended_all(before)
            before = rounds[number]
            await self._release_round(before)

    async def _release_round(self, streams: Sequence[Stream]) -> None:
        interval_s = self._plan.start.interval_ns / SECOND
        began = self._now()
        for place, stream in enumerate(streams):
            if interval_s and place:
                # An absolute schedule: a late wake-up must not delay later streams.
                await asyncio.sleep((began - self._now()) / SECOND + place * interval_s)
            if stream.state == "new":
                self._enqueue(stream)

    def stop(self, stream_id: str) -> None:
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
        for stream_id in [*self._streams]:
            self.stop(stream_id)

    def again(self, stream_id: str, *, at_once: bool = True) -> None:
        """Run a stream again, stopping it first; `at_once` ignores a hold on its endpoint."""
        stream = self._streams.get(stream_id)
        if stream is None or stream.state == "queued" or (stream.state == "new" and self._releases_itself):
            return
        if not stream.plan.request.get("messages"):
            return  # It has no prompt yet.
        stream.at_once = at_once
        if stream.state == "running" and stream.task is not None:
            stream.run_again = True
            stream.task.cancel()
        else:
            self._enqueue(stream)

    def again_all(self, mode: Literal["as-planned", "one-by-one"] = "as-planned") -> None:
        """Run all streams again; `one-by-one` overrides the plan's cap."""
        self._cap = 1 if mode == "one-by-one" else self._planned_cap
        self._passes += 1
        self._emit(PassStarted(t=self._now(), number=self._passes, mode=mode))
        for stream_id in self._streams:
            self.again(stream_id, at_once=False)

    def plan_stream(self, plan: StreamPlan, *, run: bool) -> None:
        """Add a stream, or change the one with its id.

        `run` queues it, stopping it first if it runs; otherwise a running attempt goes on.
        """
        stream = self._streams.get(plan.id)
        if stream is None:
            stream = self._streams[plan.id] = Stream(plan)
        self._change(stream, plan)
        if not run:
            return
        if stream.state == "new":
            self._enqueue(stream)
        else:
            self.again(plan.id)

    def _change(self, stream: Stream, plan: StreamPlan) -> None:
        stream.plan = plan
        self._emit(StreamPlanned(t=self._now(), stream=plan.id, attempt=stream.attempts + 1, plan=plan))

    def remove(self, stream_id: str) -> None:
        stream = self._streams.get(stream_id)
        if stream is None:
            return
        stream.removed = True
        if stream.state == "ended":
            self._forget(stream)
        else:
            self.stop(stream_id)

    def endpoint_opened(self) -> None:
        self._pump()

    @property
    def _releases_itself(self) -> bool:
        return self._plan.start.mode != "by-hand"

    def _forget(self, stream: Stream) -> None:
        del self._streams[stream.plan.id]
        self._emit(StreamRemoved(t=self._now(), stream=stream.plan.id, attempt=max(stream.attempts, 1)))
        self._changed.set()

    # -- the end

    async def finished(self) -> None:
        await self._ended_all(self._streams.values())

    async def _ended_all(self, streams: Collection[Stream]) -> None:
        while any(stream.state != "ended" for stream in streams):
            self._changed.clear()
            await self._changed.wait()

    async def close(self) -> None:
        """End all streams; wait until their events are emitted."""
        if self._releasing is not None:
            self._releasing.cancel()
        self.stop_all()
        await self.finished()
        await self._retries.close()

    def outcomes(self) -> dict[str, int]:
        return dict(
            Counter(stream.outcome for stream in self._streams.values() if stream.outcome is not None)
        )

    # -- the queue

    def _enqueue(self, stream: Stream) -> None:
        if stream.plan.recalled:
            self._change(stream, _asked_again(stream.plan))
        stream.state = "queued"
        stream.message = Message()
        stream.awaited = stream.attempts + 1
        self._queue.append(stream)
        self._emit(StreamQueued(t=self._now(), stream=stream.plan.id, attempt=stream.awaited))
        self._pump()

    def _pump(self) -> None:
        if self._clients is None:
            return
        for stream in list(self._queue):
            if self._cap is not None and self._in_flight.total() >= self._cap:
                return
            client = self._clients.get(stream.plan.endpoint)
            if client is None:
                continue  # The endpoint is still being opened.
            if isinstance(client, ErrorInfo):
                self._queue.remove(stream)
                self._finish(stream, "failed", client)
            elif client.slots is None or self._in_flight[client.name] < client.slots:
                self._queue.remove(stream)
                self._launch(stream, client)

    def _launch(self, stream: Stream, client: EndpointClient) -> None:
        stream.state = "running"
        self._in_flight[client.name] += 1
        stream.task = asyncio.create_task(self._retries.run(stream, client), name=stream.plan.id)
        # Not a `finally` in the coroutine, which never runs if cancelled at once.
        stream.task.add_done_callback(lambda task: self._ended(stream, client, task))

    # -- one stream's life

    def _ended(self, stream: Stream, client: EndpointClient, task: asyncio.Task[Result]) -> None:
        stream.task = None
        self._in_flight[client.name] -= 1
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
        if stream.removed:
            self._forget(stream)


def _asked_again(plan: StreamPlan) -> StreamPlan:
    """Leave out the final answer, so that the last question is asked again."""
    messages = plan.request.get("messages") or []
    if plan.answered and messages and messages[-1].get("role") == "assistant":
        messages = messages[:-1]
    request = plan.request | {"messages": messages}
    return msgspec.structs.replace(plan, request=request, answered=False, ending=None)
