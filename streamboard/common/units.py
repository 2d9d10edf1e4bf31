"""Figures with units for people. None is a dash, never 0.

Three significant digits if there is room (`8.42 ms`, `312 ms`, `12.3 s`), whole seconds from a minute on
(`2:04`). In narrow columns decimals go, never the unit.
"""

from __future__ import annotations

DASH = "-"


def duration(ns: float | None, cells: int | None = None) -> str:
    """`28.4 ms`, `312 ms`, `1.72 s`, `12.3 s`, `2:04`, `1:02:04`.

    Args:
        ns: Nanoseconds.
        cells: The available width; None for unlimited.
    """
    if ns is None:
        return DASH
    if ns < 999_500_000:
        return f"{_three(ns / 1e6, None if cells is None else cells - 3)} ms"
    seconds = ns / 1e9
    if seconds < 59.95:
        return f"{_three(seconds, None if cells is None else cells - 2)} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d}"
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def _three(number: float, cells: int | None = None) -> str:
    if number == 0:
        return "0"
    places = 2 if number < 9.995 else 1 if number < 99.95 else 0
    text = f"{number:.{places}f}"
    while cells is not None and places and len(text) > cells:
        places -= 1
        text = f"{number:.{places}f}"
    return text


def ticking(ns: float | None) -> str:
    """Format a running duration in tenths of seconds: more digits would flicker."""
    if ns is None:
        return DASH
    return f"{max(ns, 0) / 1e9:.1f} s" if ns < 59.95e9 else duration(ns)


def setting(ns: float) -> str:
    """Format unrounded, as the user set it: `20 ms`, `1.5 s`."""
    return f"{ns / 1e6:g} ms" if ns < 1e9 else f"{ns / 1e9:g} s"


def clock(ns: int) -> str:
    """As on a stopwatch: `00:04.2`."""
    tenths = max(ns, 0) // 100_000_000
    return f"{tenths // 600:02d}:{tenths // 10 % 60:02d}.{tenths % 10}"


def rate(per_second: float | None, cells: int | None = None) -> str:
    """Format tokens per second: `7.42`, `28.4`, `104`."""
    return DASH if per_second is None else _three(per_second, cells)


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`."""
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def count(number: int, noun: str) -> str:
    """`1 stream`, `2 streams`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
