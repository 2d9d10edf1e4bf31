"""One attempt: a request, and its events stamped as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Sequence
from typing import Any, NamedTuple

from streamboard.engine.checking import Checking, counts_as
from streamboard.engine.watchdog import SETTLE_S, Watchdog
from streamboard.engine.wiretap import WireTap, started
from streamboard.run.codec import api_event
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    ConnectionOpened,
    ContentBlockDelta,
    ErrorInfo,
    Event,
    Outcome,
    RequestSent,
)
from streamboard.run.message import Message
from streamboard.run.plan import SECOND, Check, Limits
from streamboard.run.server_words import failure_in
from streamboard.wire.failures import OUT_OF_TIME, AttemptFailure, failure, internal_error, quoting
from streamboard.wire.protocol import Decoded, Delta, Response, ServerEvent
from streamboard.wire.sending import SENDING, Sending, StartingTurn

_KEPT_CHARS = 1000
MOST_WAITING = 64_000_000
"""Bytes of unread events above which streams that flood are not read."""
_MOST_WAITING_IN_ALL = 4 * MOST_WAITING
"""Bytes of unread events above which no stream is read."""
_FLOOD = 16_000
"""Bytes of one read; a fast model brings a thousand."""
_HOLD_S = 0.02
_WORTH_BLAME_S = 1.0
Emit = Callable[[Event], None]


class Result(NamedTuple):
    outcome: Outcome
    message: Message
    error: ErrorInfo | None = None
    retryable: bool = False
    retry_after_ns: int | None = None
    too_many: bool = False


class LiveAttempt:
    def __init__(
        self,
        stream: str,
        number: int,
        emit: Emit,
        now: Callable[[], int],
        waiting: Callable[[], int] = lambda: 0,
        place: StartingTurn | None = None,
        held_up: Callable[[int], int] = lambda since: 0,
        expect: Sequence[Check] = (),
        success: Collection[str] = (),
        wire: bool = False,
    ) -> None:
        """See `TaskManager` for the arguments that are not described here.

        Args:
            place: Where its request waits for others.
            success: Stop reasons that count as completed; empty for those of a whole answer.
            wire: Also report what comes on the wire.
        """
        self._stream = stream
        self._number = number
        self._emit = emit
        self._now = now
        self._waiting = waiting
        self._held_up = held_up
        # Only its end matters here; those who need the full text fold the events.
        self.message = Message(most_chars=_KEPT_CHARS)
        self._sending = Sending(now, place, self._tell_sending)
        self._told_opened = self._told_sent = False
        self._started = now()
        self._said = ""
        self._checking = Checking(expect, stream, number, emit)
        self._success = success
        self._tap = WireTap(stream, number, emit) if wire else None
        self._latest = self._started

    async def run(
        self,
        send: Callable[[], Awaitable[Response]],
        *,
        endpoint: str,
        model: str,
        limits: Limits,
        in_background: Callable[[Coroutine[Any, Any, None]], None],
    ) -> Result:
        """Send the request and emit all its events; `attempt_ended` also if cancelled.

        `in_background` runs what reads a finished response to its end.
        """
        self._emit(
            AttemptStarted(
                t=self._now(), stream=self._stream, attempt=self._number, endpoint=endpoint, model=model
            )
        )
        try:
            result = await self._answered(send, limits, in_background)
            await self._checking.finish(self.message, self._latest, self._now)
        except asyncio.CancelledError:
            self._end(Result("cancelled", self.message))
            raise
        except Exception as bug:  # Must neither affect other streams nor leave this one open.
            result = self._failed(internal_error(bug))
        if self.message.whole:
            self._tell_said_behind(self._said)
        self._end(result)
        return result

    async def _answered(
        self,
        send: Callable[[], Awaitable[Response]],
        limits: Limits,
        in_background: Callable[[Coroutine[Any, Any, None]], None],
    ) -> Result:
        try:
            async with Watchdog(limits, self._sending, self._held_up) as watchdog:
                response = await self._send(send)
                try:
                    await self._read(response, watchdog)
                finally:
                    self._said = response.decoder.said()
                    if self._tap is not None and not self.message.stopped:
                        self._tap.tell_rest(self._now(), response.decoder.pending)
                    if self.message.stopped:
                        in_background(self._finish(response))
                    else:
                        await response.close()
            return self._whole()
        except AttemptFailure as problem:
            said = self._said or self.message.said_aside
            return self._failed(quoting(await self._blamed(problem), said))

    async def _send(self, send: Callable[[], Awaitable[Response]]) -> Response:
        laid = SENDING.set(self._sending)
        try:
            return await send()
        except AttemptFailure as problem:
            self._tell_sending()
            if self._tap is not None and problem.refusal is not None:
                self._tap.tell_refusal(self._now(), problem.refusal)
            raise
        finally:
            SENDING.reset(laid)
            self._sending.leave()
            self._tell_sending()
            self._told_opened = self._told_sent = True  # Later news is too late.

    def _tell_sending(self) -> None:
        opened, sending = self._sending.opened, self._sending
        if opened is not None and not self._told_opened:
            self._told_opened = True
            self._emit(
                ConnectionOpened(
                    t=opened.at,
                    stream=self._stream,
                    attempt=self._number,
                    reused=opened.reused,
                    connect_ns=opened.connect_ns,
                    dns_ns=opened.dns_ns,
                    tcp_ns=opened.tcp_ns,
                    tls_ns=opened.tls_ns,
                )
            )
        if sending.sent_at is not None and not self._told_sent:
            self._told_sent = True
            self._emit(
                RequestSent(t=sending.sent_at, stream=self._stream, attempt=self._number, size=sending.size)
            )

    async def _blamed(self, problem: AttemptFailure) -> AttemptFailure:
        if problem.error.type not in OUT_OF_TIME:
            return problem
        await asyncio.sleep(SETTLE_S)
        held_up = self._held_up(self._started) / SECOND
        if held_up < _WORTH_BLAME_S:
            return problem
        words = f"the engine was stopped or busy for {held_up:.1f} s while it connected"
        return failure("engine_late", words, "Run it again.", cause=problem.error.message, retryable=True)

    def _failed(self, problem: AttemptFailure) -> Result:
        if self.message.whole:  # Later errors do not matter.
            return self._whole()
        return Result(
            problem.outcome,
            self.message,
            problem.error,
            problem.retryable,
            problem.retry_after_ns,
            problem.too_many,
        )

    def _whole(self) -> Result:
        outcome, error = counts_as(self.message, self._success)
        return Result(outcome, self.message, error)

    def _end(self, result: Result) -> None:
        self._emit(
            AttemptEnded(
                t=self._now(),
                stream=self._stream,
                attempt=self._number,
                outcome=result.outcome,
                stop_reason=self.message.stop_reason,
                usage=self.message.usage,
                error=result.error,
            )
        )

    async def _read(self, response: Response, watchdog: Watchdog) -> None:
        if self._tap is None:
            self._emit(started(self._stream, self._number, response.head))
        else:
            self._tap.open(response)
        async for stamp, size, came in response.events():
            events = iter(came) if self._tap is None else self._tap.tells(stamp, came)
            for event in events:
                if isinstance(event, Delta):
                    self._take_delta(stamp, event, watchdog)
                else:
                    self._take(stamp, event, watchdog)
                    if self.message.stopped:
                        if self._tap is not None:
                            self._tap.end()
                        self._tell_late_failure(stamp, events)
                        return
            await self._let_reader_follow(size, watchdog)
        if self.message.stop_reason is None:
            raise response.decoder.unfinished()

    async def _finish(self, response: Response) -> None:
        self._tell_said_behind(await response.drain(self._tell_late_failure))

    def _tell_late_failure(self, stamp: int, rest: Iterable[Decoded]) -> None:
        """Record a failure reported after the end, which leaves the answer whole."""
        for event in rest:
            if self.message.said_after:
                return
            if isinstance(event, ServerEvent) and failure_in(event.name, event.body):
                self._tell_behind(api_event(stamp, self._stream, self._number, event.name, event.body))

    def _tell_said_behind(self, words: str) -> None:
        """Record what came outside events as the event it meant."""
        if words and not self.message.said_after:
            body = {"error": {"message": words}}
            self._tell_behind(api_event(self._now(), self._stream, self._number, "error", body))

    def _tell_behind(self, event: ContentBlockDelta | ApiEvent) -> None:
        self.message.fold(event)
        self._emit(event)

    async def _let_reader_follow(self, came: int, watchdog: Watchdog) -> None:
        """Pause while too many events are unread; the server then waits, too."""
        most = MOST_WAITING if came > _FLOOD else _MOST_WAITING_IN_ALL
        while self._waiting() > most:
            await asyncio.sleep(_HOLD_S)
            if watchdog.last_content is not None:
                watchdog.last_content = self._now()  # Our pause, not the server's silence.

    def _take_delta(self, stamp: int, event: Delta, watchdog: Watchdog) -> None:
        told = ContentBlockDelta(
            t=stamp, stream=self._stream, attempt=self._number, index=event.index, delta=event.delta
        )
        self._emit(told)
        self._fold(told, watchdog)

    def _fold(self, event: ContentBlockDelta | ApiEvent, watchdog: Watchdog) -> None:
        self._latest = event.t
        for change in self.message.fold(event):
            if change.is_content:
                watchdog.last_content = event.t
                if change.kind == "text":
                    self._checking.take(event.t, change.text)

    def _take(self, stamp: int, event: ServerEvent, watchdog: Watchdog) -> None:
        told = api_event(stamp, self._stream, self._number, event.name, event.body)
        self._emit(told)
        if event.failure is not None:
            raise event.failure
        self._fold(told, watchdog)
        if self.message.stop_reason is not None:
            watchdog.whole(stamp)
