"""Remarks on the run as a whole, a sentence each."""

from __future__ import annotations

from collections.abc import Collection

from streamboard.board.state import BoardState


def substituted(board: BoardState) -> list[tuple[str, str]]:
    """Models that were asked for by name, each with one that answers in its place."""
    pairs = {
        (stream.plan.model, attempt.message.model)
        for stream in board.streams.values()
        if (attempt := stream.current) is not None and stream.plan.model and attempt.message.model
    }
    # A dated version (`claude-haiku-4-5-20251001`) is the model that was asked for.
    return sorted((asked, got) for asked, got in pairs if asked not in got and got not in asked)


def substitutes(pairs: Collection[tuple[str, str]]) -> str:
    """A sentence on pairs that `substituted` found; empty if there are none."""
    asked, got = (
        (", ".join(dict.fromkeys(names)) for names in zip(*pairs, strict=True)) if pairs else ("", "")
    )
    return f"{got} answers in place of {asked}." if pairs else ""


def common_cause(board: BoardState) -> str | None:
    """A sentence on why every stream failed, if all failed for the same reason."""
    errors = [stream.error for stream in board.streams.values()]
    if len(errors) < 2 or not board.finished or any(error is None for error in errors):
        return None
    if len({error.type for error in errors if error is not None}) > 1 or errors[0] is None:
        return None
    return f"All {len(errors)} streams failed: {errors[0].message.rstrip('.')}. {errors[0].advice}".strip()


def doubted(board: BoardState) -> str:
    """The first value of the prompt set that may not mean what it says, and how many more; empty for none."""
    doubts = board.plan.doubts
    more = f" (and {len(doubts) - 1} more)" if len(doubts) > 1 else ""
    return f"{doubts[0]}{more}" if doubts else ""


def counts_connecting(board: BoardState) -> bool:
    """Whether TTFT and E2E include connecting, as in older runs, which lack the time of sending."""
    attempts = [attempt for stream in board.streams.values() for attempt in stream.attempts]
    answered = any(attempt.deltas.first is not None for attempt in attempts)
    return answered and all(attempt.sent is None for attempt in attempts)
