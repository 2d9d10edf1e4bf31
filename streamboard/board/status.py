"""A stream's state as a mark and a few words."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.attempt import Attempt
from streamboard.board.phases_and_ends import OWN_WORDS, PHASES, SILENT, UNANSWERED, State, Tone, end_of
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.run.events import ErrorInfo, Outcome
from streamboard.run.message import outcome_of
from streamboard.run.reserved_names import told_apart
from streamboard.safety.sanitise import clean_line


class Status(NamedTuple):
    mark: str
    words: str
    short: str
    """In at most 12 cells."""
    tone: Tone


_KINDS = {
    "api_error": "server error",
    "invalid_request_error": "bad request",
    "authentication_error": "key refused",
    "permission_error": "forbidden",
    "connection_refused": "conn refused",
    "connection_closed": "conn closed",
    "connection_reset": "conn reset",
    "connect_timeout": "conn timeout",
    "too_many_files": "open files",
    "configuration": "settings",
    "no_more_events": "no events",
    "engine_late": "engine late",
}
"""Error types whose own name says too little or is too long for a lane."""


def status(stream: StreamState, board: BoardState, now: int) -> Status:
    match stream.phase:
        case "ended":
            return ending(stream.outcome, stream.error, stream.shown)
        case "retrying":
            return _retrying(stream, now)
        case "new" | "queued" as phase:
            state = PHASES[phase]
            place = f" {units.ordinal(board.queue_place(stream))}" if phase == "queued" else ""
            return _shown(state, f"{state.words}{place}", f"{state.short}{place}")
        case phase:
            return _under_way(PHASES[phase], stream, now)


def _shown(state: State, words: str, short: str) -> Status:
    return Status(state.mark, words, short, state.tone)


def _under_way(state: State, stream: StreamState, now: int) -> Status:
    silence = stream.silence_ns(now)
    if silence is not None:
        alive = ", alive" if stream.alive(now) else ""
        words = f"{SILENT.words}{alive} {units.ticking(silence)}"
        return _shown(SILENT, words, f"{SILENT.short} {silence / 1e9:.0f} s")
    attempt = stream.current
    since = attempt.elapsed_ns(now) if attempt else None
    if stream.phase == "waiting":
        since = attempt.waited_ns(now) if attempt else None
        if attempt is not None and attempt.sent is not None and attempt.last_event is None:
            state = UNANSWERED
    time = units.ticking(since)
    return _shown(state, f"{state.words} {time}", state.short or time)


def _retrying(stream: StreamState, now: int) -> Status:
    state, retry = PHASES["retrying"], stream.retry
    if retry is None or stream.retry_at is None:
        return _shown(state, state.words, state.short)
    left = units.ticking(stream.retry_at - now)
    which = f"attempt {retry.next_attempt} of {retry.last_attempt}"
    return _shown(state, f"{which} in {left} ({clean_line(retry.reason)})", f"{state.short} {left}")


def ending(outcome: Outcome | None, error: ErrorInfo | None, attempt: Attempt | None) -> Status:
    """`attempt` is the last one, if any."""
    end = end_of(outcome)
    mark, word, tone = end.mark, end.word, end.tone
    reason = clean_line(attempt.message.stop_reason or "") if attempt is not None else ""
    if outcome == "completed" and reason:
        word = reason
        if outcome_of(reason) is None and attempt is not None and reason not in attempt.success:
            word = told_apart(reason, OWN_WORDS)
            # An answer with an unknown stop reason may not be whole.
            mark, tone = "■", "quiet"
    elif outcome == "failed" and error is not None:
        word = _KINDS.get(error.type, clean_line(error.type))
        word = word.removesuffix("_error").replace("_", " ")
    if attempt is not None and attempt.recalled:
        known = reason or outcome != "completed"
        return Status(
            mark, f"{word}, as saved" if known else "as saved", word[:12] if known else "as saved", tone
        )
    took = attempt.elapsed_ns(0) if attempt is not None and attempt.ended is not None else None
    words = word if outcome is None or took is None else f"{word} {units.duration(took)}"
    return Status(mark, words, word[:12], tone)


def technical(stream: StreamState) -> str:
    error = stream.error if stream.phase == "ended" else None
    if error is None:
        return ""
    return "  ".join(clean_line(words) for words in (error.cause, error.request_id) if words)


def said_after(attempt: Attempt | None) -> str:
    """A failure that the server reported after a whole answer."""
    said = attempt.message.said_after if attempt is not None else ""
    return f"The server said after its answer: {clean_line(said)}" if said else ""


def how_it_ended(stream: StreamState) -> tuple[str, str] | None:
    """What happened and what to do; None for a stream that goes on or ended well."""
    if stream.phase != "ended" or stream.well:
        return None
    if stream.error is not None:
        return clean_line(stream.error.message), clean_line(stream.error.advice)
    end = end_of(stream.outcome)
    details = clean_line(stream.shown.message.stop_details) if stream.shown is not None else ""
    sentence = end.sentence or "Ended without a word of why."
    return f"{sentence} {details}".strip(), end.advice
