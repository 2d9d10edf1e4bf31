"""One attempt: one request, its events stamped as they come, and how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NamedTuple

from streamboard.engine.watchdog import Watchdog
from streamboard.run.codec import api_event
from streamboard.run.events import (
    AttemptEnded,
    AttemptStarted,
    ConnectionOpened,
    ContentBlockDelta,
    ErrorInfo,
    Event,
    Outcome,
    RequestSent,
    ResponseStarted,
)
from streamboard.run.message import Message
from streamboard.run.plan import Limits
from streamboard.wire.failures import AttemptFailure, internal_error
from streamboard.wire.protocol import Delta, Response, ServerEvent
from streamboard.wire.sending import SENDING, Place, Sending

_KEPT_CHARS = 1000
MOST_WAITING = 64_000_000
"""Bytes that may wait for the reader of the events before floods are read no further."""
_MOST_WAITING_IN_ALL = 4 * MOST_WAITING
"""The same before no stream is."""
_FLOOD = 16_000
"""Bytes that come at once where a server sends faster than it is read; a fast model brings a thousand."""
_HOLD_S = 0.02
_TURN = 256
"""Events that are taken before the loop may read again, however many have come."""
Emit = Callable[[Event], None]


class Result(NamedTuple):
    """How an attempt ended."""

    outcome: Outcome
    message: Message
    error: ErrorInfo | None = None
    retryable: bool = False
    retry_after_ns: int | None = None
    too_many: bool = False
    """The server said that it has more requests than it takes."""


class Attempt:
    """One request of one stream."""

    def __init__(
        self,
        stream: str,
        number: int,
        emit: Emit,
        now: Callable[[], int],
        waiting: Callable[[], int] = lambda: 0,
        place: Place | None = None,
    ) -> None:
        """Make an attempt; nothing is sent.

        Args:
            stream: The stream's id.
            number: The attempt's number.
            emit: Takes the run events.
            now: Nanoseconds since the run's start.
            waiting: How many bytes of events nobody has read yet.
            place: Where its request waits for those that start with it.
        """
        self._stream = stream
        self._number = number
        self._emit = emit
        self._now = now
        self._waiting = waiting
        # How it ends matters here, not its text: whoever shows or collects that folds the events.
        self.message = Message(most_chars=_KEPT_CHARS)
        self._sending = Sending(now, place, self._tell_sending)
        self._told_opened = self._told_sent = False
        self._events_seen = 0

    async def run(
        self,
        send: Callable[[], Awaitable[Response]],
        *,
        endpoint: str,
        model: str,
        limits: Limits,
        in_background: Callable[[Coroutine[Any, Any, None]], None],
    ) -> Result:
        """Send the request, emit every event of it, and say how it ended.

        Args:
            send: Sends the request; awaits to its response.
            endpoint: The endpoint's name, for the event.
            model: The model asked for, for the event.
            limits: When to give up.
            in_background: Takes the coroutine that reads a finished response to its end.

        Raises:
            asyncio.CancelledError: The stream was stopped; `attempt_ended` is emitted before.
        """
        self._emit(
            AttemptStarted(
                t=self._now(), stream=self._stream, attempt=self._number, endpoint=endpoint, model=model
            )
        )
        try:
            async with Watchdog(limits, self._sending) as watchdog:
                response = await self._send(send)
                try:
                    await self._read(response, watchdog)
                finally:
                    if self.message.stopped:
                        in_background(response.drain())
                    else:
                        await response.close()
            result = Result(self.message.outcome, self.message)
        except AttemptFailure as problem:
            result = self._failed(problem)
        except asyncio.CancelledError:
            self._end(Result("cancelled", self.message))
            raise
        except Exception as bug:  # It must not take the other streams along, nor leave this one open.
            result = self._failed(internal_error(bug))
        self._end(result)
        return result

    async def _send(self, send: Callable[[], Awaitable[Response]]) -> Response:
        """Have the request made and sent, with a `Sending` in its context that tells of it."""
        laid = SENDING.set(self._sending)
        try:
            return await send()
        finally:
            SENDING.reset(laid)
            self._sending.leave()
            self._tell_sending()
            self._told_opened = self._told_sent = True  # Whatever becomes known now comes too late.

    def _tell_sending(self) -> None:
        """Emit what has become known of the request's way to the socket."""
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

    def _failed(self, problem: AttemptFailure) -> Result:
        if self.message.stopped:
            return Result(self.message.outcome, self.message)
        return Result(
            problem.outcome,
            self.message,
            problem.error,
            problem.retryable,
            problem.retry_after_ns,
            problem.too_many,
        )

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
        head = response.head
        self._emit(
            ResponseStarted(
                t=head.at,
                stream=self._stream,
                attempt=self._number,
                status=head.status,
                request_id=head.request_id,
                content_type=head.content_type,
                simulated=head.simulated,
            )
        )
        async for stamp, size, events in response.events():
            for event in events:
                self._events_seen += 1
                if self._events_seen % _TURN == 0:
                    await asyncio.sleep(0)  # The other streams' bytes wait to be stamped.
                if isinstance(event, Delta):
                    self._take_delta(stamp, event, watchdog)
                else:
                    self._take(stamp, event, watchdog)
                    if self.message.stopped:
                        return
            await self._let_reader_follow(size, watchdog)
        if self.message.stop_reason is None:
            raise response.unfinished()

    async def _let_reader_follow(self, came: int, watchdog: Watchdog) -> None:
        """Read no further while too much waits for the reader; then the server has to wait, too."""
        most = MOST_WAITING if came > _FLOOD else _MOST_WAITING_IN_ALL
        while self._waiting() > most:
            await asyncio.sleep(_HOLD_S)
            if watchdog.last_content is not None:
                watchdog.last_content = self._now()  # It is not the server that is silent.

    def _take_delta(self, stamp: int, event: Delta, watchdog: Watchdog) -> None:
        """A delta of the usual shape: nearly all that comes."""
        index, delta = event.index, event.delta
        self._emit(
            ContentBlockDelta(t=stamp, stream=self._stream, attempt=self._number, index=index, delta=delta)
        )
        self._fold(stamp, index, delta, watchdog)

    def _fold(self, stamp: int, index: int, delta: dict[str, Any], watchdog: Watchdog) -> None:
        kind, text = self.message.add_delta(index, delta)
        if text or kind == "beyond":
            watchdog.last_content = stamp

    def _take(self, stamp: int, event: ServerEvent, watchdog: Watchdog) -> None:
        """Any other event.

        Raises:
            AttemptFailure: It ends the attempt.
        """
        name, body = event.name, event.body
        self._emit(api_event(stamp, self._stream, self._number, name, body))
        if event.failure is not None:
            raise event.failure
        if not event.of_message:
            return
        if name == "content_block_delta":
            index, delta = body.get("index"), body.get("delta")
            if isinstance(delta, dict):
                self._fold(stamp, index if isinstance(index, int) else 0, delta, watchdog)
        elif self.message.apply(name, body) is not None:
            watchdog.last_content = stamp  # Words in the start of a block.
