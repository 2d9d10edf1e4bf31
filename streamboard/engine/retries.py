"""Makes a stream's attempts, with retries that may help."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from typing import Any

from streamboard.engine.attempt import Emit, LiveAttempt, Result
from streamboard.engine.endpoint import EndpointClient
from streamboard.engine.endpoint_backoff import Backoff
from streamboard.engine.start_line import StartLine
from streamboard.engine.stream import Stream
from streamboard.run.events import EndpointHeld, RetryScheduled
from streamboard.run.plan import SECOND
from streamboard.wire.protocol import Response

RETRY_BASE_NS = SECOND // 2
RETRY_MAX_NS = 8 * SECOND
RETRY_AFTER_MAX_NS = 60 * SECOND
"""The longest wait a server is granted."""
_WORTH_TELLING_NS = SECOND // 10
"""A hold is reported again only if it lasts this much longer."""

_LAST_WORDS_S, _STEPS = 0.1, 5
"""How long a run waits at its end for what servers say after their answers."""


class Retries:
    """Makes all streams' attempts; those on one endpoint slow down together."""

    def __init__(
        self,
        emit: Emit,
        now: Callable[[], int],
        *,
        jitter: Callable[[], float],
        waiting: Callable[[], int],
        held_up: Callable[[int], int],
        wire: bool = False,
    ) -> None:
        self._emit = emit
        self._now = now
        self._jitter = jitter
        self._waiting = waiting
        self._held_up = held_up
        self._wire = wire
        self._start_line = StartLine()
        self._backoffs: defaultdict[str, Backoff] = defaultdict(lambda: Backoff(now))
        self._told_held: Counter[str] = Counter()
        self._background: set[asyncio.Task[None]] = set()

    async def run(self, stream: Stream, client: EndpointClient) -> Result:
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
        attempt = LiveAttempt(
            plan.id,
            stream.attempts,
            self._emit,
            self._now,
            self._waiting,
            place,
            self._held_up,
            expect=plan.expect,
            success=plan.success,
            wire=self._wire,
        )
        stream.message = attempt.message
        return await attempt.run(
            send,
            endpoint=client.name,
            model=client.model_for(plan),
            limits=plan.limits,
            in_background=self._in_background,
        )

    def _delay_ns(self, result: Result, retries_done: int) -> int:
        """Return what the server asks for, capped; else 0.5 s, doubled each time, less jitter."""
        if result.retry_after_ns is not None:
            return min(result.retry_after_ns, RETRY_AFTER_MAX_NS)
        return int(min(RETRY_BASE_NS * 2.0**retries_done, RETRY_MAX_NS) * (1 - 0.25 * self._jitter()))

    def _tell_held(self, client: EndpointClient, backoff: Backoff, result: Result) -> None:
        assert result.error is not None
        if backoff.until > self._told_held[client.name] + _WORTH_TELLING_NS:
            self._told_held[client.name] = backoff.until
            self._emit(
                EndpointHeld(
                    t=self._now(), endpoint=client.name, until_ns=backoff.until, reason=result.error.type
                )
            )

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        """Grant a short time to tasks that read on after whole answers."""
        for _ in range(_STEPS):  # A blocked loop uses up only one step.
            if self._background:
                await asyncio.wait(self._background, timeout=_LAST_WORDS_S / _STEPS)
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
