"""The ratios of a comparison as a picture."""

from __future__ import annotations

import math
from typing import NamedTuple

from streamboard.comparing.comparison import Compared, FigureRow, RunRow
from streamboard.comparing.effect import Effect
from streamboard.comparing.words import ratio_words, times
from streamboard.report.html.charts import Axis, bottom, chart
from streamboard.report.html.markup import Markup, element

_WIDTH, _LEFT, _RIGHT = 400.0, 96.0, 392.0
_LANE, _AXIS, _CAP = 17.0, 20.0, 3.5
_TICKS = 6
_FARTHEST = 8.0
"""The greatest ratio on the axis, whose inverse is the least."""
_LOG_FROM = 4.0
"""Ratio of the axis's ends from which it is logarithmic."""
TONES = {"slower": "trouble", "faster": "good", "more": "live", "less": "live"}


class _Lane(NamedTuple):
    name: str
    effect: Effect
    word: str


def ratios(found: Compared) -> Markup | None:
    """None without ratios."""
    rows: list[FigureRow | RunRow] = [*found.rows, *found.of_runs]
    effects = ((row, row.measured.effect if isinstance(row, FigureRow) else row.effect) for row in rows)
    lanes = [
        _Lane(row.name if isinstance(row, FigureRow) else row.figure.name, effect, row.word)
        for row, effect in effects
        if effect is not None
    ]
    if not lanes:
        return None
    axis, base = _axis(lanes), len(lanes) * _LANE + 4
    x = _x(axis, 1)
    return element(
        "figure",
        element("figcaption", "B / A with its 95 % interval; the dashed line is where both are alike."),
        chart(
            "Ratios of B to A",
            _WIDTH,
            base + _AXIS,
            element("path", d=f"M{x:.1f} 0V{base:g}", class_="median"),
            *(_lane(axis, place, lane) for place, lane in enumerate(lanes)),
            bottom(axis, _LEFT, _RIGHT, base, _TICKS, times),
            about="; ".join(f"{lane.name} {ratio_words(lane.effect)}: {lane.word}" for lane in lanes),
        ),
    )


def _axis(lanes: list[_Lane]) -> Axis:
    ends = [end for lane in lanes for end in lane.effect[:3] if end > 0 and math.isfinite(end)]
    low, high = max(min([0.95, *ends]), 1 / _FARTHEST), min(max([1.05, *ends]), _FARTHEST)
    return Axis(low, high, log=high / low >= _LOG_FROM)


def _x(axis: Axis, ratio: float) -> float:
    return _LEFT + axis.part(ratio) * (_RIGHT - _LEFT)


def _lane(axis: Axis, place: int, lane: _Lane) -> Markup:
    y = place * _LANE + _LANE / 2
    low, ratio, high = (_x(axis, end) for end in (lane.effect.low, lane.effect.ratio, lane.effect.high))
    caps = "".join(
        f"M{x:.1f} {y - _CAP:g}v{2 * _CAP:g}"
        for x, end in ((low, lane.effect.low), (high, lane.effect.high))
        if axis.low <= end <= axis.high
    )
    return element(
        "g",
        element("text", lane.name, x=_LEFT - 8, y=y + 4, text_anchor="end"),
        element("path", d=f"M{low:.1f} {y:g}H{high:.1f}{caps}", class_="interval"),
        element("circle", cx=round(ratio, 1), cy=y, r=3),
        class_=f"ratio {TONES.get(lane.word, 'quiet')}",
    )
