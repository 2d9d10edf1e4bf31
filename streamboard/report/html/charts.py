"""Common parts of charts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from streamboard.common import units
from streamboard.report.html.markup import Markup, Part, element, joined

_DECADE = (1, 2, 5)
_WIDE = 30
"""Ratio of the greatest to the least value from which an axis is logarithmic."""
_DECADES = 5
"""The most on a logarithmic axis; smaller values stand at its beginning."""


class Axis(NamedTuple):
    """Horizontal."""

    low: float
    high: float
    log: bool

    def part(self, value: float) -> float:
        """From 0 (left end) to 1 (right end)."""
        if not self.log:
            at = (value - self.low) / (self.high - self.low)
        else:
            at = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return min(max(at, 0.0), 1.0)

    def value(self, part: float) -> float:
        """The inverse of `part`."""
        if not self.log:
            return self.low + part * (self.high - self.low)
        return float(self.low * (self.high / self.low) ** part)

    def ticks(self, most: int) -> list[float]:
        """At most `most` round values, evenly spaced."""
        if not self.log:
            step = _step(self.high - self.low, most)
            first = math.ceil(self.low / step)
            return [step * place for place in range(first, int(self.high / step) + 1)]
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        for factors in (_DECADE, (1, 3), (1,)):
            found = [factor * 10.0**power for power in powers for factor in factors]
            found = [value for value in found if self.low <= value <= self.high]
            if len(found) <= most:
                return found
        return found[:: -(-len(found) // most)]


def axis_of(samples: Sequence[Sequence[float]]) -> Axis:
    """In nanoseconds; each sample is sorted."""
    there = [sample for sample in samples if sample]
    low, high = min(sample[0] for sample in there), max(sample[-1] for sample in there)
    positive = min((next((value for value in sample if value > 0), high) for sample in there), default=high)
    if positive > 0 and high / positive >= _WIDE:
        return Axis(max(positive, high / 10**_DECADES), high, log=True)
    if high == low:
        return Axis(low * 0.9, high * 1.1 or 1.0, log=False)
    margin = (high - low) * 0.02
    return Axis(max(low - margin, 0.0), high + margin, log=False)


def _step(span: float, most: int) -> float:
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(factor * power for factor in (1, 2, 5, 10, 20) if span / (factor * power) <= most)


def time_label(ns: float) -> str:
    """Without redundant digits: `50 ms`, `1.5 s`."""
    if ns < 1e6:
        return f"{ns / 1e3:g} µs" if ns else "0"
    return units.setting(ns)


def thinned(points: Sequence[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """About `most` points; the ends stay."""
    if len(points) <= most:
        return list(points)
    step = (len(points) - 1) / (most - 1)
    return [points[round(place * step)] for place in range(most)]


def path(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path, rounded to a tenth of a unit."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def chart(title: str, width: float, height: float, *parts: Part, about: str = "", class_: str = "") -> Markup:
    """`about` is for those who cannot see it."""
    return element(
        "svg",
        element("title", title),
        element("desc", about) if about else None,
        *parts,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_label=f"{title}. {about}" if about else title,
        class_=f"chart {class_}".strip(),
    )


def bottom(
    axis: Axis, left: float, right: float, y: float, most: int, label: Callable[[float], str] = time_label
) -> Markup:
    """With at most `most` values."""
    found: list[Markup] = [element("path", d=f"M{left:g} {y:g}H{right:g}", class_="axis")]
    for value in axis.ticks(most):
        x = round(left + axis.part(value) * (right - left), 1)
        anchor = "start" if x < left + 14 else "end" if x > right - 14 else "middle"
        found.append(element("path", d=f"M{x:g} {y:g}v4", class_="axis"))
        found.append(element("text", label(value), x=x, y=y + 15, text_anchor=anchor))
    return joined(found)


def spread_words(n: int, values: Sequence[float]) -> str:
    """`n = 20; from 280 ms to 512 ms`, of sorted values."""
    ends = f"; from {units.duration(values[0])} to {units.duration(values[-1])}" if values else ""
    return f"n = {n}{ends}"
