"""Folds a stream's events into its state and log."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.event_tape_words import api_row, delta_row
from streamboard.board.log_details import connection_words, describe, reason
from streamboard.board.phases_and_ends import end_of
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.run.block import DeltaKind
from streamboard.run.events import (
    ApiEvent,
    AttemptEnded,
    AttemptStarted,
    CheckResult,
    ConnectionOpened,
    ContentBlockDelta,
    ErrorInfo,
    RequestSent,
    ResponseStarted,
    RetryScheduled,
    StreamEnded,
    StreamPlanned,
    StreamQueued,
)
from streamboard.run.message import MOST_BLOCKS, Change, Changes
from streamboard.run.plan import SECOND
from streamboard.run.reserved_names import event_name
from streamboard.run.server_words import failure_in

_LABELS: dict[DeltaKind, str] = {
    "text": "text",
    "thinking": "thinking",
    "tool_input": "tool input",
    "other": "other delta",
    "beyond": f"content beyond {MOST_BLOCKS:,} blocks",
}

Lifecycle = (
    AttemptStarted
    | ConnectionOpened
    | RequestSent
    | ResponseStarted
    | CheckResult
    | AttemptEnded
    | RetryScheduled
    | StreamEnded
)
"""What happens to a queued stream, except content."""


def fold(stream: StreamState, event: Lifecycle) -> Changes:
    match event:
        case AttemptStarted():
            _start_attempt(stream, event)
        case ConnectionOpened():
            stream.attempt_of(event.attempt, event.t).connection = event
            stream.log.add(event.t, event.attempt, "connected", connection_words(event))
        case RequestSent():
            _send(stream, event)
        case ResponseStarted():
            _start_response(stream, event)
        case CheckResult():
            _take_verdict(stream, event)
        case AttemptEnded():
            return _end_attempt(stream, event)
        case RetryScheduled():
            _schedule_retry(stream, event)
        case StreamEnded():
            _end(stream, event)
    return ()


def change_plan(stream: StreamState, event: StreamPlanned) -> None:
    stream.revision += 1
    words = f"turn {event.plan.turn}" if event.plan.turn > 1 else "planned"
    stream.log.add(event.t, event.attempt, words, event.plan.model or "")


def queue(stream: StreamState, event: StreamQueued, run_pass: int = 1, *, of_start: bool = False) -> None:
    stream.phase = "queued"
    stream.queued = event.t
    stream.run_pass = run_pass
    stream.of_start = of_start
    stream.round_start = len(stream.attempts)
    stream.outcome = stream.error = stream.ended = stream.retry = stream.retry_at = None
    stream.log.add(event.t, event.attempt, "queued")


def _start_attempt(stream: StreamState, event: AttemptStarted) -> None:
    before = None if stream.shown is None else stream.shown.released
    attempt = stream.add(event.attempt, event.t)
    attempt.started = event.t
    attempt.endpoint, attempt.model = event.endpoint, event.model
    attempt.queued, attempt.run_pass, attempt.turn = stream.queued, stream.run_pass, stream.plan.turn
    attempt.of_start = stream.of_start
    attempt.released = event.t if before is None else before
    stream.phase = "connecting"
    stream.retry = stream.retry_at = None
    stream.log.add(event.t, event.attempt, "started", f"attempt {event.attempt} to {event.endpoint}")


def _send(stream: StreamState, event: RequestSent) -> None:
    stream.attempt_of(event.attempt, event.t).sent = event.t
    stream.phase = "waiting"
    stream.log.add(event.t, event.attempt, "sent", units.count(event.size, "byte") if event.size else "")


def _start_response(stream: StreamState, event: ResponseStarted) -> None:
    attempt = stream.attempt_of(event.attempt, event.t)
    attempt.simulated = event.simulated
    attempt.responded = attempt.last_event = event.t
    stream.phase = "waiting"
    words = event.request_id or event.content_type or ""
    row = stream.log.add(event.t, event.attempt, str(event.status), words, from_server=True)
    stream.tape.note_head(row, event.headers)


def add_delta(stream: StreamState, event: ContentBlockDelta | ApiEvent) -> Changes:
    attempt = stream.attempt_of(event.attempt, event.t)
    attempt.last_event = event.t
    changes = attempt.message.fold(event)
    (change,) = changes
    if not change.is_content or not _take_content(stream, attempt, event.t, change):
        stream.log.fold(event.t, event.attempt, _LABELS[change.kind], from_server=True)
    tape = stream.tape
    if tape.keeps:
        tape.add(delta_row(event, attempt, changes))
    else:
        tape.total += 1
    return changes


def add_api_event(stream: StreamState, event: ApiEvent) -> Changes:
    """`event` may be a delta of unusual shape."""
    if event.name == "content_block_delta":
        return add_delta(stream, event)
    attempt = stream.attempt_of(event.attempt, event.t)
    attempt.last_event = event.t
    changes = attempt.message.fold(event)
    _log_event(stream, attempt, event)
    for change in changes:
        if change.is_content:
            _take_content(stream, attempt, event.t, change)
    tape = stream.tape
    if tape.keeps:
        tape.add(api_row(event, attempt, changes))
    else:
        tape.total += 1
    return changes


def _take_content(stream: StreamState, attempt: Attempt, t: int, change: Change) -> bool:
    """Return whether it was logged as the first of its kind."""
    kind = change.kind
    first_of_kind = not attempt.deltas or (kind != "thinking" and attempt.first_output is None)
    attempt.deltas.add(t, len(change.text))
    attempt.note_run(t, change.place, kind, len(change.text))
    if stream.phase != "ended":
        stream.phase = "thinking" if kind == "thinking" else "streaming"
    if first_of_kind:
        stream.log.add(t, attempt.number, f"first {_LABELS[kind]}", from_server=True)
    return first_of_kind


def _log_event(stream: StreamState, attempt: Attempt, event: ApiEvent) -> None:
    if event.name == "message_start" and attempt.opened is None:
        attempt.opened = event.t
    elif event.name == "message_delta":
        attempt.closing = event.t
    if event.name == "ping":
        stream.log.fold(event.t, event.attempt, "ping", from_server=True)
    else:
        words, trouble = describe(event, attempt), bool(failure_in(event.name, event.body))
        stream.log.add(
            event.t, event.attempt, event_name(event.name), words, trouble=trouble, from_server=True
        )


def _take_verdict(stream: StreamState, event: CheckResult) -> None:
    attempt = stream.attempt_of(event.attempt, event.t)
    if event.index < len(attempt.checks):
        check = attempt.checks[event.index]
        check.take(event)
        words = check.words(attempt.zero)
        check.row = stream.log.add(event.t, event.attempt, check.label, words, trouble=not event.passed)


def _end_verdicts(stream: StreamState, attempt: Attempt) -> None:
    took = attempt.e2e_ns()
    for check in attempt.checks:
        if check.row is not None and took is not None:
            stream.log.change(check.row, check.words(attempt.zero, took))


def _end_attempt(stream: StreamState, event: AttemptEnded) -> Changes:
    attempt = stream.attempt_of(event.attempt, event.t)
    attempt.ended, attempt.outcome, attempt.error = event.t, event.outcome, event.error
    attempt.deltas.settle()
    _end_verdicts(stream, attempt)
    words = reason(event.error) if event.error else (event.stop_reason or "")
    stream.log.add(
        event.t,
        event.attempt,
        event.outcome,
        words if words != event.outcome else "",
        trouble=end_of(event.outcome).verdict.trouble,
        cause=event.error.type if event.error else "",
    )
    return attempt.message.close()


def _schedule_retry(stream: StreamState, event: RetryScheduled) -> None:
    stream.phase = "retrying"
    stream.retry, stream.retry_at = event, event.t + event.delay_ns
    words = f"attempt {event.next_attempt} of {event.last_attempt} in {event.delay_ns / SECOND:.1f} s"
    if event.asked_ns is not None:
        words += f", the server asked for {event.asked_ns / SECOND:.4g} s"
    stream.log.add(event.t, event.attempt, "retry", words)


def _end(stream: StreamState, event: StreamEnded) -> None:
    if stream.phase != "retrying" and stream.shown is None:
        words, cause = (reason(event.error), event.error.type) if event.error else ("", "")
        stream.log.add(event.t, event.attempt, event.outcome, words, trouble=bool(cause), cause=cause)
    elif event.outcome == "cancelled" and stream.phase == "retrying":
        stream.log.add(event.t, event.attempt, "cancelled", "no further attempt", trouble=True)
    stream.phase = "ended"
    stream.outcome, stream.error, stream.ended = event.outcome, event.error, event.t


def break_off(stream: StreamState, t: int, message: str, advice: str) -> None:
    if stream.active or stream.phase == "new":
        stream.log.add(
            t, stream.current.number if stream.current else 1, "no more events", message, trouble=True
        )
        stream.phase, stream.outcome, stream.ended = "ended", "cut_off", t
        stream.error = ErrorInfo("no_more_events", message, advice)
        if stream.current is not None and stream.current.ended is None:
            stream.current.ended, stream.current.outcome = t, "cut_off"
            stream.current.deltas.settle()
