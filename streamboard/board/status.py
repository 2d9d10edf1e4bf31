"""A stream's state in a mark and a few words: shape and word before colour."""

from __future__ import annotations

from typing import Literal, NamedTuple

from streamboard import units
from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState, verdict_of
from streamboard.events import ErrorInfo, Outcome
from streamboard.sanitise import clean_line

Tone = Literal["live", "good", "trouble", "quiet"]


class Status(NamedTuple):
    """What to show of a state."""

    mark: str
    words: str
    short: str
    """The same in at most a dozen cells."""
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
}
"""Error types whose own word says too little, or too much for a lane."""

_WHOLE = ("", "end_turn", "stop_sequence", "tool_use")
"""Stop reasons that are known to end a whole answer; what another one means is not known."""

_ENDS: dict[Outcome, tuple[str, str]] = {
    "max_tokens": ("■", "max_tokens"),
    "context_window": ("■", "context full"),
    "paused": ("■", "paused"),
    "refused": ("⊘", "refused"),
    "cut_off": ("✗", "cut off"),
    "stalled": ("✗", "stalled"),
    "timed_out": ("✗", "timed out"),
    "failed": ("✗", "failed"),
    "cancelled": ("■", "stopped"),
}


def status(stream: StreamState, board: BoardState, now: int) -> Status:
    """The state of a stream as of now."""
    match stream.phase:
        case "new":
            return Status("○", "not started", "not started", "quiet")
        case "queued":
            place = units.ordinal(board.queue_place(stream))
            return Status("○", f"queued {place}", f"queued {place}", "quiet")
        case "retrying":
            return _retrying(stream, now)
        case "ended":
            return _ended(stream)
        case _:
            return _under_way(stream, now)


def _under_way(stream: StreamState, now: int) -> Status:
    attempt = stream.current
    elapsed = units.ticking(attempt.elapsed_ns(now) if attempt else None)
    silence = stream.silence_ns(now)
    if silence is not None:
        words = "silent, alive" if stream.alive(now) else "silent"
        return Status("◍", f"{words} {units.ticking(silence)}", f"silent {silence / 1e9:.0f} s", "trouble")
    if stream.phase == "connecting":
        return Status("◌", f"connecting {elapsed}", "connecting", "live")
    if stream.phase == "waiting":
        waited = units.ticking(attempt.waited_ns(now) if attempt else None)
        return Status("◌", f"waiting for the first token {waited}", "waiting", "live")
    return Status("●", f"{stream.phase} {elapsed}", elapsed, "live")


def _retrying(stream: StreamState, now: int) -> Status:
    retry = stream.retry
    if retry is None or stream.retry_at is None:
        return Status("↻", "retry", "retry", "trouble")
    left = units.ticking(stream.retry_at - now)
    which = f"attempt {retry.next_attempt} of {retry.last_attempt}"
    return Status("↻", f"{which} in {left} ({clean_line(retry.reason)})", f"retry {left}", "trouble")


def _ended(stream: StreamState) -> Status:
    return ending(stream.outcome, stream.error, stream.shown)


def ending(outcome: Outcome | None, error: ErrorInfo | None, attempt: Attempt | None) -> Status:
    """How something ended: a stream, or one of its attempts.

    Args:
        outcome: Its outcome; None if it ended without one.
        error: Its error, if it has one.
        attempt: The attempt that it ended with, if there was one.
    """
    took = (
        f" {units.duration(attempt.elapsed_ns(0))}"
        if attempt is not None and attempt.ended is not None
        else ""
    )
    reason = clean_line(attempt.message.stop_reason or "") if attempt is not None else ""
    if outcome == "completed":
        word = reason or "completed"
        if reason not in _WHOLE:
            return Status("■", f"{word}{took}", word[:12], "quiet")
        return Status("✓", f"{word}{took}", word[:12], "good")
    if outcome is None:
        return Status("✗", "ended", "ended", "trouble")
    mark, word = _ENDS[outcome]
    if outcome == "failed" and error is not None:
        word = _KINDS.get(error.type, clean_line(error.type))
        word = word.removesuffix("_error").replace("_", " ")
    tone: Tone = "trouble" if verdict_of(outcome) == "failed" else "quiet"
    return Status(mark, f"{word}{took}", word[:12], tone)


def technical(stream: StreamState) -> str:
    """For somebody who looks into a failure: the cause as the libraries tell it, and the request's id."""
    error = stream.error if stream.phase == "ended" else None
    if error is None:
        return ""
    return "  ".join(clean_line(words) for words in (error.cause, error.request_id) if words)


def how_it_ended(stream: StreamState) -> tuple[str, str] | None:
    """For a stream that did not end well: a sentence, and what to do. None for one that did, or goes on."""
    if stream.phase != "ended" or stream.outcome == "completed":
        return None
    if stream.error is not None:
        return clean_line(stream.error.message), clean_line(stream.error.advice)
    details = clean_line(stream.shown.message.stop_details) if stream.shown is not None else ""
    sentences: dict[str, tuple[str, str]] = {
        "max_tokens": ("Cut at max_tokens, the length that was asked for.", ""),
        "context_window": (
            "Cut: the model's context window is full.",
            "Shorten the prompt or the conversation.",
        ),
        "paused": ("The server paused a long turn.", "Send the answer back to have it continued."),
        "refused": (f"The model declined to answer. {details}".strip(), ""),
        "cancelled": ("Stopped. What came is kept.", ""),
    }
    return sentences.get(stream.outcome or "", ("Ended without a word of why.", ""))
