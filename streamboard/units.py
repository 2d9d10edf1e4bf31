"""Figures as people read them, with their unit. None is a dash, never 0."""

from __future__ import annotations

DASH = "-"


def duration(ns: float | None) -> str:
    """`312 ms`, `1.72 s`, `12.3 s`, `2:04`, `1:02:04`."""
    if ns is None:
        return DASH
    if ns < 999_500_000:
        return f"{ns / 1e6:.0f} ms"
    seconds = ns / 1e9
    if seconds < 9.995:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d}"
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def ticking(ns: float | None) -> str:
    """A duration that counts up: to a tenth of a second, so that its end does not flicker."""
    if ns is None:
        return DASH
    return f"{max(ns, 0) / 1e9:.1f} s" if ns < 59.95e9 else duration(ns)


def clock(ns: int) -> str:
    """`00:04.2`, as on a stopwatch."""
    tenths = max(ns, 0) // 100_000_000
    return f"{tenths // 600:02d}:{tenths // 10 % 60:02d}.{tenths % 10}"


def rate(per_second: float | None) -> str:
    """A number of tokens per second: `7.42`, `28.4`, `104`."""
    if per_second is None:
        return DASH
    if per_second == 0:
        return "0"
    return (
        f"{per_second:.2f}"
        if per_second < 9.995
        else f"{per_second:.1f}"
        if per_second < 99.95
        else f"{per_second:.0f}"
    )


def milliseconds(ns: float | None) -> str:
    """Whole milliseconds without the unit, for figures that share one."""
    if ns is None:
        return DASH
    return f"{ns / 1e6:.1f}" if ns < 9_950_000 else f"{ns / 1e6:.0f}"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def count(number: int, noun: str) -> str:
    """`1 stream`, `2 streams`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
