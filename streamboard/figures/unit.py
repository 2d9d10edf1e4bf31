"""Units of figures."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from streamboard.common import spoken, units


class Unit(msgspec.Struct, frozen=True, eq=False):
    name: str
    """Follows a value whose text lacks its unit; else empty."""
    suffix: str
    """Of column names in files, after the tag."""
    cells: int
    """Fits any common value."""
    text: Callable[[float, int | None], str]
    """For people, in that many cells if possible."""
    exact: Callable[[float], str]
    """More digits, for comparing definitions."""
    spoken: Callable[[float], str]
    """For sentences."""
    number: Callable[[float], float]
    """For files."""


TIME = Unit(
    "",
    "_ms",
    7,
    units.duration,
    lambda ns: f"{ns / 1e6:,.1f} ms",
    spoken.duration,
    lambda ns: round(ns / 1e6, 3),
)
"""Nanoseconds; milliseconds in files."""
RATE = Unit(
    "tok/s",
    "",
    6,
    units.rate,
    lambda rate: f"{rate:,.2f}",
    spoken.rate,
    lambda rate: round(rate, 3),
)
"""Tokens per second."""
TOKENS = Unit(
    "tok",
    "",
    6,
    lambda tokens, _: f"{tokens:.0f}",
    lambda tokens: f"{tokens:,.0f}",
    lambda tokens: spoken.tokens(int(tokens)),
    int,
)
COUNT = Unit(
    "",
    "",
    5,
    lambda count, _: f"{count:.0f}",
    lambda count: f"{count:,.0f}",
    lambda count: f"{count:.0f}",
    int,
)


def _verdict(met: float, _cells: int | None = None) -> str:
    return "met" if met else "missed"


VERDICT = Unit("", "", 6, _verdict, _verdict, _verdict, bool)
CHECKS = Unit(
    "",
    "",
    7,
    lambda share, _: f"{share:.0%}",
    lambda share: f"{share:.0%}",
    lambda share: f"{share:.0%}",
    lambda share: round(share, 4),
)
"""A share of checks, shown with `Reading.of`, their number."""
RATIO = Unit(
    "",
    "",
    6,
    lambda ratio, _: f"{ratio:.1f}x",
    lambda ratio: f"{ratio:.2f}x",
    lambda ratio: f"{ratio:.1f} times",
    lambda ratio: round(ratio, 3),
)
SHARE = Unit(
    "",
    "",
    5,
    lambda share, _: f"{share:.0%}",
    lambda share: f"{share:.1%}",
    lambda share: f"{share:.0%}",
    lambda share: round(share, 4),
)
SHARES = (VERDICT, CHECKS, SHARE)
"""Counted over several streams, without percentiles."""
