"""Sentences about the run as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import spoken, units

_MOST_PAIRS, _MOST_NAME = 6, 80
"""Pairs of models, and characters of each name."""


def substitute(stream: StreamState) -> tuple[str, str] | None:
    """The model asked for, and the one answering in its place."""
    asked, attempt = stream.plan.model, stream.current
    got = attempt.message.model if attempt is not None else None
    # A dated version (`claude-haiku-4-5-20251001`) is no substitute.
    if not asked or not got or asked in got or got in asked:
        return None
    return asked, got


def substituted(board: BoardState) -> list[tuple[str, str]]:
    return sorted({pair for stream in board.streams.values() if (pair := substitute(stream)) is not None})


def substitutes(pairs: Sequence[tuple[str, str]]) -> str:
    found: dict[str, list[str]] = {}
    for asked, got in pairs[:_MOST_PAIRS]:
        found.setdefault(got[:_MOST_NAME], []).append(asked[:_MOST_NAME])
    parts = [f"{got} answers in place of {spoken.listed(asked)}" for got, asked in found.items()]
    if len(pairs) > _MOST_PAIRS:
        parts.append(f"and {len(pairs) - _MOST_PAIRS} more models in place of others")
    return f"{'; '.join(parts)}." if parts else ""


def common_cause(board: BoardState) -> str | None:
    errors = [stream.error for stream in board.streams.values()]
    if len(errors) < 2 or not board.finished or any(error is None for error in errors):
        return None
    if len({error.type for error in errors if error is not None}) > 1 or errors[0] is None:
        return None
    return f"All {len(errors)} streams failed: {errors[0].message.rstrip('.')}. {errors[0].advice}".strip()


def doubted(board: BoardState) -> str:
    """The first doubtful value of the prompt set, and how many more."""
    doubts = board.plan.doubts
    more = f" (and {len(doubts) - 1} more)" if len(doubts) > 1 else ""
    return f"{doubts[0]}{more}" if doubts else ""


INCLUDES_CONNECTING = "TTFT and E2E include connecting: this run does not say when its requests were sent"


def lateness(board: BoardState) -> str:
    """`the engine was late 3 times, at worst by 41 ms`."""
    if not board.lag_count:
        return ""
    worst = units.duration(board.lag_ns)
    return f"the engine was late {units.count(board.lag_count, 'time')}, at worst by {worst}"


def counts_connecting(board: BoardState) -> bool:
    """Whether times include connecting: older runs lack the time of sending."""
    attempts = [
        attempt for stream in board.streams.values() for attempt in stream.attempts if not attempt.recalled
    ]
    answered = any(attempt.deltas.first is not None for attempt in attempts)
    return answered and all(attempt.sent is None for attempt in attempts)
