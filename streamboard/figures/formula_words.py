"""Words for the inputs of figures."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.common import units


def ms(attempt: Attempt, stamp: int | None) -> str:
    """In milliseconds since the request was sent."""
    if stamp is None or attempt.zero is None:
        return units.DASH
    return f"{(stamp - attempt.zero) / 1e6:.1f}"


def since_request(attempt: Attempt, stamp: int | None) -> str:
    if attempt.sent is None:
        return f"{ms(attempt, stamp)} - 0.0 ms, since it began: when it was sent is not known"
    if attempt.started is None:
        return f"{ms(attempt, stamp)} - 0.0 ms, since the request was sent"
    before = units.duration(attempt.sent - attempt.started)
    since = f"since the request was sent; {before} of making it and connecting before"
    return f"{ms(attempt, stamp)} - 0.0 ms, {since}"


def intervals(attempt: Attempt) -> str:
    tokens, _ = attempt.output_tokens()
    return units.count(max((tokens or 0) - 1, 0), "interval") + " between tokens"
