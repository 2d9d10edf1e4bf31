"""The task manager: which stream runs when, one asyncio task each."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Literal, Protocol

import msgspec

from streamboard.engine.attempt import Attempt, Emit, Result
from streamboard.engine.backoff import Backoff
from streamboard.engine.startline import StartLine
from streamboard.events import (
    EndpointHeld,
    ErrorInfo,
    Outcome,
    PassStarted,
    RetryScheduled,
    StreamEnded,
    StreamPlanned,
    StreamQueued,
    StreamRemoved,
)
from streamboard.message import Message
from streamboard.plan import SECOND, RunPlan, StreamPlan
from streamboard.wire.failures import internal_error
from streamboard.wire.protocol import Response

RETRY_BASE_NS = SECOND // 2
RETRY_MAX_NS = 8 * SECOND
RETRY_AFTER_MAX_NS = 60 * SECOND
"""A server may ask for a longer wait than this; it is not granted."""
_WORTH_TELLING_NS = SECOND // 10
"""An endpoint that is held for no longer than was told, and this, is not told of again."""


class EndpointClient(Protocol):
    """A way to one endpoint, open for requests; `opening.OpenEndpoint` is the real one."""

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
        self.removed = False
        self.at_once = False
        """A person asked for it by itself: it does not wait for its endpoint's other streams."""
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
        waiting: Callable[[], int] = lambda: 0,
    ) -> None:
        """Make a manager; nothing starts, but streams can be stopped already.

        Args:
            plan: What to run.
            emit: Takes the run events.
            now: Nanoseconds since the run's start.
            jitter: 0 to 1, for the waits before retries.
            waiting: How many bytes of events nobody has read yet.
        """
        self._plan = plan
        self._emit = emit
        self._now = now
        self._jitter = jitter
        self._waiting = waiting
        self._clients: Mapping[str, EndpointClient | ErrorInfo] | None = None
        self._streams = {stream.id: Stream(stream) for stream in plan.streams}
        self._queue: list[Stream] = []
        self._in_flight: Counter[str] = Counter()
        self._start_line = StartLine()
        self._backoffs: defaultdict[str, Backoff] = defaultdict(lambda: Backoff(now))
        self._told_held: Counter[str] = Counter()
        """Until when each endpoint is held, as far as that was told."""
        self._background: set[asyncio.Task[None]] = set()
        self._releasing: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._cap = self._planned_cap = 1 if plan.start.mode == "one-by-one" else plan.concurrency
        self._passes = 1

    # -- what is asked of it

    def start(self, plan: RunPlan, clients: Mapping[str, EndpointClient | ErrorInfo]) -> None:
        """Release the streams as the plan's start mode says.

        Args:
            plan: The plan with every endpoint resolved.
            clients: For each endpoint of the plan a way there, or why there is none.
        """
        self._clients = clients
        for stream_plan in plan.streams:
            if stream_plan.id in self._streams:  # It may have been removed meanwhile.
                self._streams[stream_plan.id].plan = stream_plan
        if plan.start.mode != "by-hand":
            self._releasing = asyncio.create_task(self._release())
        self._pump()

    async def _release(self) -> None:
        interval_s = self._plan.start.interval_ns / SECOND
        began = self._now()
        for place, stream in enumerate([*self._streams.values()]):
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
        for stream_id in [*self._streams]:
            self.stop(stream_id)

    def again(self, stream_id: str, *, at_once: bool = True) -> None:
        """Run one stream again; one that is under way is stopped first.

        Args:
            stream_id: Which one.
            at_once: Send its request even while its endpoint is held because it has too many.
        """
        stream = self._streams.get(stream_id)
        if stream is None or stream.state == "queued" or (stream.state == "new" and self._releases_itself):
            return
        if not stream.plan.request.get("messages"):
            return  # It was asked nothing yet.
        stream.at_once = at_once
        if stream.state == "running" and stream.task is not None:
            stream.run_again = True
            stream.task.cancel()
        else:
            self._enqueue(stream)

    def again_all(self, mode: Literal["as-planned", "one-by-one"] = "as-planned") -> None:
        """Run all streams again.

        Args:
            mode: `one-by-one` has one request in flight at a time, whatever the plan says.
        """
        self._cap = 1 if mode == "one-by-one" else self._planned_cap
        self._passes += 1
        self._emit(PassStarted(t=self._now(), number=self._passes, mode=mode))
        for stream_id in self._streams:
            self.again(stream_id, at_once=False)

    def plan_stream(self, plan: StreamPlan, *, run: bool) -> None:
        """Add a stream, or change one that is there; what it does already goes on unless it is to run.

        Args:
            plan: The stream, under the id of the one that it changes.
            run: Queue it; one that is under way is stopped first.
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
        """Take a stream away; one that is under way is stopped first."""
        stream = self._streams.get(stream_id)
        if stream is None:
            return
        stream.removed = True
        if stream.state == "ended":
            self._forget(stream)
        else:
            self.stop(stream_id)

    def endpoint_opened(self) -> None:
        """There is one more client than there was."""
        self._pump()

    @property
    def _releases_itself(self) -> bool:
        """Whether streams that are new start without being told to."""
        return self._plan.start.mode != "by-hand"

    def _forget(self, stream: Stream) -> None:
        del self._streams[stream.plan.id]
        self._emit(StreamRemoved(t=self._now(), stream=stream.plan.id, attempt=max(stream.attempts, 1)))
        self._changed.set()

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
        if stream.plan.answered:
            self._change(stream, _asked_again(stream.plan))
        stream.state = "queued"
        stream.message = Message()
        stream.awaited = stream.attempts + 1
        self._queue.append(stream)
        self._emit(StreamQueued(t=self._now(), stream=stream.plan.id, attempt=stream.awaited))
        self._pump()

    def _pump(self) -> None:
        """Start what may start, first come first served per endpoint."""
        if self._clients is None:
            return
        for stream in list(self._queue):
            if self._cap is not None and self._in_flight.total() >= self._cap:
                return
            client = self._clients.get(stream.plan.endpoint)
            if client is None:
                continue  # It is being opened.
            if isinstance(client, ErrorInfo):
                self._queue.remove(stream)
                self._finish(stream, "failed", client)
            elif client.slots is None or self._in_flight[client.name] < client.slots:
                self._queue.remove(stream)
                self._launch(stream, client)

    def _launch(self, stream: Stream, client: EndpointClient) -> None:
        stream.state = "running"
        self._in_flight[client.name] += 1
        stream.task = asyncio.create_task(self._attempts(stream, client), name=stream.plan.id)
        # A callback, not the end of the coroutine: a task that is cancelled at once never begins.
        stream.task.add_done_callback(lambda task: self._ended(stream, client, task))

    # -- one stream's life

    def _ended(self, stream: Stream, client: EndpointClient, task: asyncio.Task[Result]) -> None:
        """Say how a stream's attempts ended; an error is a value on its stream, never on the others."""
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

    async def _attempts(self, stream: Stream, client: EndpointClient) -> Result:
        last = stream.attempts + 1 + stream.plan.retries
        backoff = self._backoffs[client.name]
        if not stream.at_once:
            await backoff.turn()
        while True:
            sent = self._now()
            result = await self._attempt(stream, client, backoff)
            delay_ns = self._delay_ns(result, stream.plan.retries - (last - stream.attempts))
            if result.too_many:
                backoff.refused(sent, delay_ns)
                self._tell_held(client, backoff, result)
            if result.error is None or not result.retryable or stream.attempts >= last:
                return result
            delay_ns = max(delay_ns, backoff.reserve())
            while delay_ns:
                self._emit(
                    RetryScheduled(
                        t=self._now(),
                        stream=stream.plan.id,
                        attempt=stream.attempts,
                        delay_ns=delay_ns,
                        reason=result.error.type,
                        next_attempt=stream.attempts + 1,
                        last_attempt=last,
                        asked_ns=result.retry_after_ns,
                    )
                )
                await asyncio.sleep(delay_ns / SECOND)
                delay_ns = backoff.held_again()

    async def _attempt(self, stream: Stream, client: EndpointClient, backoff: Backoff) -> Result:
        plan, sent = stream.plan, self._now()

        async def send() -> Response:
            response = await client.send(plan)
            backoff.answered(sent)
            return response

        stream.attempts += 1
        place = self._start_line.place()
        attempt = Attempt(plan.id, stream.attempts, self._emit, self._now, self._waiting, place)
        stream.message = attempt.message
        return await attempt.run(
            send,
            endpoint=client.name,
            model=client.model_for(plan),
            limits=plan.limits,
            in_background=self._in_background,
        )

    def _delay_ns(self, result: Result, retries_done: int) -> int:
        """What the server asks for, up to a cap; else half a second doubled each time, less some jitter."""
        if result.retry_after_ns is not None:
            return min(result.retry_after_ns, RETRY_AFTER_MAX_NS)
        return int(min(RETRY_BASE_NS * 2.0**retries_done, RETRY_MAX_NS) * (1 - 0.25 * self._jitter()))

    def _tell_held(self, client: EndpointClient, backoff: Backoff, result: Result) -> None:
        """Say that an endpoint's other streams wait, too, unless that was said already."""
        assert result.error is not None
        if backoff.until > self._told_held[client.name] + _WORTH_TELLING_NS:
            self._told_held[client.name] = backoff.until
            self._emit(
                EndpointHeld(
                    t=self._now(), endpoint=client.name, until_ns=backoff.until, reason=result.error.type
                )
            )

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

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _asked_again(plan: StreamPlan) -> StreamPlan:
    """A stream without the answer that is there, so that another one comes to its last question."""
    messages = plan.request.get("messages") or []
    if messages and messages[-1].get("role") == "assistant":
        messages = messages[:-1]
    return msgspec.structs.replace(plan, request=plan.request | {"messages": messages}, answered=False)
