"""Figures with units for people; None is a dash, never 0."""

from __future__ import annotations

DASH = "-"


def duration(ns: float | None, cells: int | None = None) -> str:
    """Format as `8.42 ms`, `312 ms`, `12.3 s`, `2:04`, `1:02:04`.

    In narrow columns (of `cells`) decimals go, never the unit.
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


def _three(number: float, cells: int | None) -> str:
    if number == 0:
        return "0"
    places = 2 if number < 9.995 else 1 if number < 99.95 else 0
    text = f"{number:.{places}f}"
    while cells is not None and places and len(text) > cells:
        places -= 1
        text = f"{number:.{places}f}"
    return text


def ticking(ns: float | None) -> str:
    """Show only tenths of seconds: more digits would flicker."""
    if ns is None:
        return DASH
    return f"{max(ns, 0) / 1e9:.1f} s" if ns < 59.95e9 else duration(ns)


def setting(ns: float) -> str:
    """Format unrounded: `20 ms`, `1.5 s`."""
    return f"{ns / 1e6:g} ms" if ns < 1e9 else f"{ns / 1e9:g} s"


def clock(ns: int) -> str:
    tenths = max(ns, 0) // 100_000_000
    return f"{tenths // 600:02d}:{tenths // 10 % 60:02d}.{tenths % 10}"


def rate(per_second: float | None, cells: int | None = None) -> str:
    return DASH if per_second is None else _three(per_second, cells)


def ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
