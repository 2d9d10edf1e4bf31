"""Durations: `200ms`, `30s`, `1m30s`, `1h`, or a plain number of seconds."""

from __future__ import annotations

import math
import re

LONGEST_S = 30 * 24 * 3600.0

NO_LIMIT_WORDS = ("off", "none")

_SECONDS = {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-zµ]+)\s*")
_BARE_NUMBER = re.compile(r"\d+(?:\.\d+)?")

EXAMPLES = "`200ms`, `1.5s`, `30s`, `10m` or `1h`"


class NotADurationError(ValueError):
    """Its message says how to write a duration, too."""


def seconds_of(value: object) -> float:
    """Parse `1m30s` and the like, or a number of seconds.

    Raises:
        NotADurationError: It is no duration, negative, or longer than 30 days.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise NotADurationError(f"is no duration; write one such as {EXAMPLES}")
    try:
        seconds = _seconds_of_text(value) if isinstance(value, str) else float(value)
    except OverflowError:
        seconds = math.inf
    if not math.isfinite(seconds) or seconds > LONGEST_S:
        raise NotADurationError("is longer than 30 days")
    if seconds < 0:
        raise NotADurationError("is negative; a duration cannot be")
    return seconds


def _seconds_of_text(text: str) -> float:
    rest = text.strip().lower()
    if _BARE_NUMBER.fullmatch(rest):
        return float(rest)
    if rest.startswith("-"):
        raise NotADurationError("is negative; a duration cannot be")
    total, position = 0.0, 0
    while position < len(rest):
        part = _PART.match(rest, position)
        if part is None:
            raise NotADurationError(f"is no duration; write one such as {EXAMPLES}")
        number, unit = part.groups()
        if unit not in _SECONDS:
            raise NotADurationError(f"has the unit `{unit}`, which is not one of us, ms, s, m and h")
        total += float(number) * _SECONDS[unit]
        position = part.end()
    if position == 0:
        raise NotADurationError(f"is no duration; write one such as {EXAMPLES}")
    return total


def is_no_limit(value: object) -> bool:
    """YAML reads a bare `off` or `no` as false."""
    return (
        value is None
        or value is False
        or (isinstance(value, str) and value.strip().lower() in NO_LIMIT_WORDS)
    )


def nanoseconds(seconds: float) -> int:
    return round(seconds * 1_000_000_000)
