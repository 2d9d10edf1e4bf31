"""Figures for screen readers, without symbols."""

from __future__ import annotations

from collections.abc import Iterable

from streamboard.common import units


def duration(ns: float) -> str:
    if ns < 999_500_000:
        return units.count(round(ns / 1e6), "millisecond")
    seconds = ns / 1e9
    if seconds < 59.95:
        tenths = f"{seconds:.1f}".removesuffix(".0")
        return f"{tenths} second{'' if tenths == '1' else 's'}"
    whole = round(seconds)
    if whole < 3600:
        return _two(whole // 60, "minute", whole % 60, "second")
    return _two(whole // 3600, "hour", whole % 3600 // 60, "minute")


def _two(larger: int, noun: str, smaller: int, smaller_noun: str) -> str:
    words = units.count(larger, noun)
    return f"{words} {units.count(smaller, smaller_noun)}" if smaller else words


def tokens(number: int, *, estimated: bool = False) -> str:
    return f"{'about ' if estimated else ''}{units.count(number, 'token')}"


def rate(per_second: float) -> str:
    return f"{units.rate(per_second)} tokens a second"


def listed(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`; empty without words. `last` stands before the last."""
    found = [*words]
    return f" {last} ".join(part for part in (", ".join(found[:-1]), *found[-1:]) if part)


def sentence(*words: str) -> str:
    return f"{' '.join(word.strip() for word in words if word.strip()).rstrip('.')}."
