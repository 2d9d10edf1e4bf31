"""Distributions of TTFT, ITL and gaps by column: histograms with the cumulative share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.figure import Figure
from streamboard.figures.percentiles import Percentiles
from streamboard.figures.samples import percentiles, values
from streamboard.report.facts import interval_words
from streamboard.report.html.charts import Axis, axis_of, bottom, chart, path, spread_words, thinned
from streamboard.report.html.markup import Markup, element

_WIDTH, _HEIGHT = 400.0, 132.0
_LEFT, _RIGHT, _TOP, _BASE = 40.0, 392.0, 8.0, 108.0
_BINS = 40
_POINTS = 240
"""The most of a curve; more do not show."""
_TICKS = 6


class Sample(NamedTuple):
    column: str
    values: Sequence[float]
    """Sorted."""
    spread: Percentiles


def distributions(board: BoardState) -> Markup | None:
    """None if no answer came."""
    columns: dict[str, list[StreamState]] = {}
    for stream in board.streams.values():
        columns.setdefault(stream.column(), []).append(stream)
    shown = [
        _of_figure(figure, name, [_sample(figure, *each, board.now) for each in columns.items()])
        for figure, name in (
            (FIGURE["ttft"], "Time to first token (TTFT)"),
            (FIGURE["itl"], "Time from token to token (ITL), a mean for each answer"),
            (FIGURE["gap_p50"], "Gaps between chunks, of all answers"),
        )
    ]
    found = [each for each in shown if each is not None]
    beside = "charts" if len(columns) == 1 else None
    return element("div", *found, class_=beside) if found else None


def _sample(figure: Figure, column: str, streams: list[StreamState], now: int) -> Sample:
    return Sample(column, values(figure, streams, now), percentiles(figure, streams, now))


def _of_figure(figure: Figure, name: str, samples: list[Sample]) -> Markup | None:
    there = [sample for sample in samples if sample.values]
    if not there:
        return None
    axis = axis_of([sample.values for sample in there])
    return element(
        "section",
        element("h4", name),
        element("div", *(_one(figure, name, sample, axis) for sample in there), class_="charts"),
        element("p", "Logarithmic scale.", class_="note") if axis.log else None,
    )


def _one(figure: Figure, name: str, sample: Sample, axis: Axis) -> Markup:
    n, median = len(sample.values), sample.spread.p50
    within = interval_words(sample.spread.within("p50"), units.duration)
    middle = f"p50 {figure.text(median)}{median.sign}" + (f" ({within})" if within else "")
    about = f"{spread_words(n, sample.values)}; {middle}"
    column = sample.column or "no column"
    return element(
        "figure",
        element(
            "figcaption",
            element("b", element("bdi", column)),
            " ",
            middle,
            f", n = {n}",
        ),
        chart(
            f"{name}: {column}",
            _WIDTH,
            _HEIGHT,
            element("path", d=_bars(sample.values, axis), class_="bars"),
            element("path", d=_curve(sample.values, axis), class_="curve"),
            element("path", d=f"M{_x(axis, median.value or 0):.1f} {_TOP:g}V{_BASE:g}", class_="median"),
            *(_share(share) for share in (0.0, 0.5, 1.0)),
            bottom(axis, _LEFT, _RIGHT, _BASE, _TICKS),
            about=about,
        ),
    )


def _x(axis: Axis, value: float) -> float:
    return _LEFT + axis.part(value) * (_RIGHT - _LEFT)


def _y(share: float) -> float:
    return _BASE - share * (_BASE - _TOP)


def _share(share: float) -> Markup:
    return element("text", f"{share:.0%}", x=_LEFT - 5, y=round(_y(share) + 4, 1), text_anchor="end")


def _bars(values: Sequence[float], axis: Axis) -> str:
    """The fullest bin is as high as the chart."""
    ends = [bisect_right(values, axis.value((place + 1) / _BINS)) for place in range(_BINS - 1)]
    counts = [end - begin for begin, end in zip([0, *ends], [*ends, len(values)], strict=True)]
    most, wide = max(counts), (_RIGHT - _LEFT) / _BINS
    return "".join(
        f"M{_LEFT + place * wide + 0.4:.1f} {_BASE:g}V{_y(count / most):.1f}h{wide - 0.8:.1f}V{_BASE:g}z"
        for place, count in enumerate(counts)
        if count
    )


def _curve(values: Sequence[float], axis: Axis) -> str:
    """The cumulative share, in steps while values are few."""
    n, points = len(values), list[tuple[float, float]]()
    for place, value in enumerate(values):
        x = _x(axis, value)
        if n <= _POINTS // 2:
            points.append((x, _y(place / n)))
        points.append((x, _y((place + 1) / n)))
    return path([(_LEFT, _BASE), *thinned(points, _POINTS), (_RIGHT, _TOP)])
