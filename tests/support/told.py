"""Run events written by hand: a stream's life in milliseconds."""

from __future__ import annotations

from typing import Any

from streamboard.board.lateness import LOOKS_EVERY_NS
from streamboard.board.state import BoardState
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    CheckResult,
    ClockLag,
    ConnectionOpened,
    ContentBlockDelta,
    ErrorInfo,
    Event,
    Outcome,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
    StreamEnded,
    StreamQueued,
)
from streamboard.run.plan import RunPlan

MS = 1_000_000


def held_up(since: float, until: float) -> ClockLag:
    """What an engine tells that looked at its lag, was held up at once, and could look again at last."""
    return ClockLag(t=round(until * MS), lag_ns=round((until - since) * MS) - LOOKS_EVERY_NS)


class Told:
    """Writes the events of one stream; each method takes its time in milliseconds."""

    def __init__(self, stream: str = "s1", attempt: int = 1) -> None:
        self.stream = stream
        self.attempt = attempt

    def _envelope(self, ms: float) -> dict[str, Any]:
        return {"t": round(ms * MS), "stream": self.stream, "attempt": self.attempt}

    def queued(self, ms: float) -> Event:
        return StreamQueued(**self._envelope(ms))

    def sent(self, ms: float, endpoint: str = "sim", model: str = "m") -> Event:
        return AttemptStarted(**self._envelope(ms), endpoint=endpoint, model=model)

    def connected(
        self,
        ms: float,
        took: float | None = None,
        *,
        dns: float | None = None,
        tcp: float | None = None,
        tls: float | None = None,
    ) -> Event:
        """A connection opened that took so many milliseconds; without a number one was used again."""
        opening = {"connect_ns": took, "dns_ns": dns, "tcp_ns": tcp, "tls_ns": tls}
        times: dict[str, Any] = {
            name: None if part is None else round(part * MS) for name, part in opening.items()
        }
        return ConnectionOpened(**self._envelope(ms), reused=took is None, **times)

    def out(self, ms: float, size: int = 0) -> Event:
        """The last byte of the request was handed over."""
        return RequestSent(**self._envelope(ms), size=size)

    def head(self, ms: float) -> Event:
        return ResponseStarted(**self._envelope(ms), status=200, request_id="req_1")

    def api(self, ms: float, name: str, **body: Any) -> Event:
        return ApiEvent(**self._envelope(ms), name=name, body=body)

    def start(self, ms: float, model: str = "real-model", tokens: int = 5) -> Event:
        return self.api(ms, "message_start", message={"model": model, "usage": {"input_tokens": tokens}})

    def text(self, ms: float, text: str = "word", index: int = 0) -> Event:
        delta = {"type": "text_delta", "text": text}
        return ContentBlockDelta(**self._envelope(ms), index=index, delta=delta)

    def thinking(self, ms: float, text: str = "hmm", index: int = 0) -> Event:
        delta = {"type": "thinking_delta", "thinking": text}
        return ContentBlockDelta(**self._envelope(ms), index=index, delta=delta)

    def final(self, ms: float, tokens: int | None = None, reason: str = "end_turn") -> Event:
        usage = {} if tokens is None else {"output_tokens": tokens}
        return self.api(ms, "message_delta", delta={"stop_reason": reason}, usage=usage)

    def checked(
        self, ms: float, index: int, *, passed: bool = True, at: float | None = None, why: str = ""
    ) -> Event:
        """A check was decided, at an earlier time if one is given."""
        at_ns = None if at is None else round(at * MS)
        return CheckResult(**self._envelope(ms), index=index, passed=passed, at_ns=at_ns, why=why)

    def ended(self, ms: float, outcome: Outcome = "completed", error: ErrorInfo | None = None) -> Event:
        return AttemptEnded(**self._envelope(ms), outcome=outcome, error=error)

    def over(self, ms: float, outcome: Outcome = "completed", error: ErrorInfo | None = None) -> Event:
        return StreamEnded(**self._envelope(ms), outcome=outcome, error=error)

    def retry(self, ms: float, delay_ms: float, last: int = 3, reason: str = "overloaded_error") -> Event:
        event = RetryScheduled(
            **self._envelope(ms),
            delay_ns=round(delay_ms * MS),
            reason=reason,
            next_attempt=self.attempt + 1,
            last_attempt=last,
        )
        self.attempt += 1
        return event

    def whole(self, queued: float, sent: float, first: float, last: float, tokens: int) -> list[Event]:
        """A whole answer of two deltas."""
        return [
            self.queued(queued),
            self.sent(sent),
            self.head(sent + 1),
            self.start(sent + 2),
            self.text(first),
            self.text(last),
            self.final(last + 1, tokens),
            self.api(last + 2, "message_stop"),
            self.ended(last + 3),
            self.over(last + 3),
        ]


def board(plan: RunPlan, *events: Event) -> BoardState:
    """The board after these events, in the order of their times."""
    state = BoardState(plan)
    state.apply_all(sorted(events, key=lambda event: event.t))
    return state
