"""One attempt: one request, its events stamped as they come, and how it ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, NamedTuple, Protocol

import msgspec

from streamboard.credentials import may_hold_key, without_keys
from streamboard.engine.failures import AttemptFailure, error_event_failure, failure, internal_error
from streamboard.engine.sse import WireEvent
from streamboard.engine.words import storable
from streamboard.events import (
    AttemptEnded,
    AttemptStarted,
    ContentBlockDelta,
    ErrorInfo,
    Event,
    Outcome,
    ResponseStarted,
    api_event,
)
from streamboard.message import Message
from streamboard.nesting import MOST_DEPTH, nested_deeper
from streamboard.plan import SECOND, Limits

_KEPT_CHARS = 1000
MOST_WAITING = 64_000_000
"""Bytes that may wait for the reader of the events before floods are read no further."""
_MOST_WAITING_IN_ALL = 4 * MOST_WAITING
"""The same before no stream is."""
_FLOOD = 16_000
"""Bytes that come at once where a server sends faster than it is read; a fast model brings a thousand."""
_HOLD_S = 0.02
_TURN = 256
"""Events of one piece of network data that are taken before the loop may read again."""
Emit = Callable[[Event], None]


class Response(Protocol):
    """What an attempt needs of a response; `sdk.WireResponse` is the real one."""

    status: int
    request_id: str | None
    content_type: str | None
    simulated: bool

    def events(self, now: Callable[[], int]) -> AsyncIterator[tuple[int, list[WireEvent]]]: ...
    async def drain(self) -> None: ...
    async def close(self) -> None: ...


class Result(NamedTuple):
    """How an attempt ended."""

    outcome: Outcome
    message: Message
    error: ErrorInfo | None = None
    retryable: bool = False
    retry_after_ns: int | None = None
    too_many: bool = False
    """The server said that it has more requests than it takes."""


class Watchdog:
    """Ends an attempt that brings no content for too long. Pings and headers are not content.

    The deadline moves with every delta, so the timer looks at it only when it fires and sets itself
    again; a delta costs one assignment.
    """

    def __init__(self, limits: Limits, now: Callable[[], int]) -> None:
        self._limits = limits
        self._now = now
        self._started = now()
        self._scope = asyncio.timeout(None)
        self._timer: asyncio.TimerHandle | None = None
        self.last_content: int | None = None
        """The stamp of the last content delta."""
        self.verdict: AttemptFailure | None = None
        """Why the attempt was ended, if it was."""

    async def __aenter__(self) -> Watchdog:
        await self._scope.__aenter__()
        self._look()
        return self

    async def __aexit__(self, *exc_info: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self._scope.__aexit__(*exc_info)
        except TimeoutError:
            assert self.verdict is not None
            raise self.verdict from None

    def _deadline(self) -> tuple[int, AttemptFailure] | None:
        limits, candidates = self._limits, []
        if self.last_content is None and limits.first_token_ns is not None:
            candidates.append(
                (self._started + limits.first_token_ns, _stalled("no first token", limits.first_token_ns))
            )
        if self.last_content is not None and limits.idle_ns is not None:
            candidates.append((self.last_content + limits.idle_ns, _stalled("no content", limits.idle_ns)))
        if limits.total_ns is not None:
            words = f"not finished within {limits.total_ns / SECOND:g} s (limits.total)"
            late = failure("timed_out", words, "Raise limits.total, or ask for less.", outcome="timed_out")
            candidates.append((self._started + limits.total_ns, late))
        return min(candidates, key=lambda candidate: candidate[0], default=None)

    def _look(self) -> None:
        found, waits = self._deadline(), []
        loop = asyncio.get_running_loop()
        if found is not None:
            deadline, verdict = found
            if deadline <= self._now():
                self.verdict = verdict
                self._scope.reschedule(loop.time())
                return
            waits.append((deadline - self._now()) / SECOND)
        if self.last_content is None and self._limits.idle_ns is not None:
            # The first delta brings a deadline of its own: look again before that could pass.
            waits.append(self._limits.idle_ns / SECOND)
        if waits:
            self._timer = loop.call_later(min(waits), self._look)


def _stalled(what: str, limit_ns: int) -> AttemptFailure:
    name = "first_token" if what == "no first token" else "idle"
    return failure(
        "stalled",
        f"{what} for {limit_ns / SECOND:g} s (limits.{name})",
        "The server is silent; run it again, or raise the limit.",
        outcome="stalled",
    )


class Attempt:
    """One request of one stream."""

    def __init__(
        self,
        stream: str,
        number: int,
        emit: Emit,
        now: Callable[[], int],
        waiting: Callable[[], int] = lambda: 0,
    ) -> None:
        """Make an attempt; nothing is sent.

        Args:
            stream: The stream's id.
            number: The attempt's number.
            emit: Takes the run events.
            now: Nanoseconds since the run's start.
            waiting: How many bytes of events nobody has read yet.
        """
        self._stream = stream
        self._number = number
        self._emit = emit
        self._now = now
        self._waiting = waiting
        # How it ends matters here, not its text: whoever shows or collects that folds the events.
        self.message = Message(most_chars=_KEPT_CHARS)
        self._events_seen = 0
        self._unnamed_seen = 0

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
            send: Sends the request; awaits to a `Response`.
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
            async with Watchdog(limits, self._now) as watchdog:
                response = await send()
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
        self._emit(
            ResponseStarted(
                t=self._now(),
                stream=self._stream,
                attempt=self._number,
                status=response.status,
                request_id=response.request_id,
                content_type=response.content_type,
                simulated=response.simulated,
            )
        )
        async for stamp, events in response.events(self._now):
            for place, event in enumerate(events, 1):
                if place % _TURN == 0:
                    await asyncio.sleep(0)  # The other streams' bytes wait to be stamped.
                self._events_seen += 1
                _require_shallow(event.data)
                if event.name == "content_block_delta" and (delta := hot_delta(event.data)) is not None:
                    if may_hold_key(event.data):
                        delta.delta = without_keys(delta.delta)
                    self._take_delta(stamp, delta, watchdog)
                else:
                    self._take(stamp, event, response, watchdog)
                    if self.message.stopped:
                        return
            await self._let_reader_follow(sum(len(event.data) for event in events), watchdog)
        self._require_message(response)

    async def _let_reader_follow(self, came: int, watchdog: Watchdog) -> None:
        """Read no further while too much waits for the reader; then the server has to wait, too."""
        most = MOST_WAITING if came > _FLOOD else _MOST_WAITING_IN_ALL
        while self._waiting() > most:
            await asyncio.sleep(_HOLD_S)
            if watchdog.last_content is not None:
                watchdog.last_content = self._now()  # It is not the server that is silent.

    def _take_delta(self, stamp: int, hot: HotDelta, watchdog: Watchdog) -> None:
        """A delta of the usual shape: nearly all that comes."""
        index, delta = hot.index, hot.delta
        self._emit(
            ContentBlockDelta(t=stamp, stream=self._stream, attempt=self._number, index=index, delta=delta)
        )
        self._fold(stamp, index, delta, watchdog)

    def _fold(self, stamp: int, index: int, delta: dict[str, Any], watchdog: Watchdog) -> None:
        kind, text = self.message.add_delta(index, delta)
        if text or kind == "beyond":
            watchdog.last_content = stamp

    def _take(self, stamp: int, event: WireEvent, response: Response, watchdog: Watchdog) -> None:
        """Any other event.

        Raises:
            AttemptFailure: It is an error, or broken.
        """
        name = without_keys(event.name)
        body, problem = decode_data(event.data)
        body = without_keys(body)
        if name == "error" and not isinstance(body, dict):
            body = {"data": body}
        if name is None or not isinstance(body, dict):
            self._keep_odd_event(stamp, name, body, problem)
            return
        event_name = body.get("type") if name != "error" else name
        if not isinstance(event_name, str) or not event_name:
            event_name = name
        self._emit(api_event(stamp, self._stream, self._number, event_name, body))
        if event_name == "error":
            raise error_event_failure(
                event.data.decode("utf-8", "replace"),
                body,
                status=response.status,
                request_id=response.request_id,
            )
        if event_name == "content_block_delta":
            index, delta = body.get("index"), body.get("delta")
            if isinstance(delta, dict):
                self._fold(stamp, index if isinstance(index, int) else 0, delta, watchdog)
        else:
            self.message.apply(event_name, body)

    def _keep_odd_event(self, stamp: int, name: str | None, body: object, problem: str) -> None:
        """Keep what is not an event of the API as it came; some servers send such things amid good ones.

        Raises:
            AttemptFailure: It bears the name of an event and is not JSON.
        """
        self._emit(api_event(stamp, self._stream, self._number, name or "unnamed", {"data": body}))
        if name is None:
            self._unnamed_seen += 1
        elif problem:
            advice = "The server does not speak the Messages API well."
            raise failure("protocol", "an event holds broken JSON", advice, cause=problem)

    def _require_message(self, response: Response) -> None:
        """The body ended without `message_stop`: say what that was."""
        if self.message.stop_reason is not None:
            return
        if self._events_seen > self._unnamed_seen:
            raise failure(
                "cut_off",
                "the answer ended without its message_stop",
                "The connection or a proxy cut it; run it again.",
                outcome="cut_off",
                retryable=True,
            )
        if self._unnamed_seen:
            what = f"{self._unnamed_seen} events without an `event` field, which API clients skip"
        elif response.content_type not in (None, "text/event-stream"):
            what = f"{response.content_type} in place of a stream of events"
        else:
            what = "a stream without events"
        raise failure(
            "not_a_stream",
            f"the server answered {response.status} and sent {what}",
            "Is this an Anthropic-style endpoint? A proxy or a portal may answer in its place.",
        )


class HotDelta(msgspec.Struct, tag_field="type", tag="content_block_delta", forbid_unknown_fields=True):
    """A `content_block_delta` of the usual shape, as it is on the wire."""

    index: int
    delta: dict[str, Any]


_hot_decoder = msgspec.json.Decoder(HotDelta)


def hot_delta(data: bytes) -> HotDelta | None:
    """The data as a delta of the usual shape; None if it is of another one."""
    try:
        return _hot_decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _require_shallow(data: bytes) -> None:
    """Refuse JSON that is nested deeper than whoever reads it could follow.

    Raises:
        AttemptFailure: It is.
    """
    if nested_deeper(data):
        advice = "The server does not speak the Messages API well."
        raise failure("protocol", f"an event is nested deeper than {MOST_DEPTH} levels", advice)


def decode_data(data: bytes) -> tuple[object, str]:
    """The data of a wire event, decoded, and what is wrong with it.

    What a run file cannot hold is replaced. Data that is not JSON is returned as it is, with the reason.

    Raises:
        AttemptFailure: It is not UTF-8.
    """
    if not data:
        return {}, ""  # The name says all there is, as in a bare `message_stop`.
    try:
        return msgspec.json.decode(data), ""
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass  # Lone surrogates and NaN, which the API's other clients take.
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        advice = "The server holds broken characters."
        raise failure("protocol", "the text is not valid UTF-8", advice, cause=str(error)) from error
    try:
        return storable(json.loads(text, parse_constant=lambda _: None)), ""
    except ValueError as error:
        return storable(text), str(error)
    except RecursionError:
        return storable(text), "nested too deeply"
