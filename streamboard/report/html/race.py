"""The race: what each stream did when, on one clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from streamboard.board.passes import Pass
from streamboard.board.race import Race
from streamboard.board.segments import Doing, Segment
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.board.timescale import Scale
from streamboard.common import units
from streamboard.figures.catalogue import FIGURE
from streamboard.report.html.charts import Axis, bottom, chart
from streamboard.report.html.markup import Markup, element, joined

_WIDTH, _LEFT, _RIGHT = 960.0, 210.0, 930.0
_LANE, _NARROW_LANE, _MANY = 18.0, 12.0, 60
"""Heights of a lane, and of one among more than `_MANY`."""
_AXIS, _DEPTH = 24.0, 40.0
_TICKS = 10
_NAME = 30
"""Characters of a name that fit beside its lane."""
_LEAST = 0.4
"""Narrower segments leave their room to the next one."""
_MOST_PASSES = 4
DOINGS: tuple[tuple[Doing, str], ...] = (
    ("queued", "queued"),
    ("connecting", "connecting"),
    ("waiting", "waiting for the first token"),
    ("thinking", "thinking"),
    ("text", "text"),
    ("stall", "a stall"),
    ("retry", "waiting for another attempt"),
)
"""In the order of the key."""


def races(board: BoardState) -> Markup | None:
    """None if nothing ran."""
    shown = board.passes[-_MOST_PASSES:]
    several = len(board.passes) > 1
    found = [made for one in shown if (made := _race(board, one, several=several)) is not None]
    if not found:
        return None
    left = len(board.passes) - len(shown)
    more = element("p", f"{left} earlier passes are not drawn.", class_="note") if left else None
    return joined([*found, more, _key()])


def _race(board: BoardState, run_pass: Pass, *, several: bool) -> Markup | None:
    race = Race(board, run_pass, board.now)
    lanes = [(stream, found) for stream in board.streams.values() if (found := race.segments(stream))]
    if not lanes or race.end_ns <= 0:
        return None
    axis = Axis(0.0, race.end_ns * 1.01, log=False)
    tall = _NARROW_LANE if len(lanes) > _MANY else _LANE
    base = tall * len(lanes) + 4
    title = (
        f"Pass {run_pass.number}, {'one by one' if run_pass.one_by_one else 'as planned'}"
        if several
        else "Race"
    )
    about = f"{units.count(len(lanes), 'stream')} in {units.duration(race.figures.wall_ns)}"
    if (gain := race.figures.speed_up) is not None:
        about += f", {gain:.1f} times as fast as one after the other"
    picture = chart(
        title,
        _WIDTH,
        base + _AXIS + _DEPTH + 8,
        *(_lane(race, *each, axis, place * tall, tall) for place, each in enumerate(lanes)),
        bottom(axis, _LEFT, _RIGHT, base, _TICKS),
        _in_flight(race, axis, base + _AXIS),
        about=about,
        class_="wide",
    )
    scrolled = element(
        "div", picture, class_="scroll", tabindex=0, role="region", aria_label=f"{title}, wide"
    )
    return element("figure", element("figcaption", element("b", title), f": {about}"), scrolled)


def _lane(
    race: Race, stream: StreamState, segments: Sequence[Segment], axis: Axis, top: float, tall: float
) -> Markup:
    """A stream's name, its bar, and how each attempt ended."""
    middle, ends = top + tall / 2 + 2, race.finishes(stream)
    attempt = race.latest(stream)
    ttft = FIGURE["ttft"].text(FIGURE["ttft"].read(stream, attempt, race.now))
    words = "; ".join([f"TTFT {ttft}", *(end.status.words for end in ends)])
    name = stream.plan.name if len(stream.plan.name) <= _NAME else f"{stream.plan.name[: _NAME - 1]}…"
    return element(
        "g",
        element("title", f"{stream.plan.name} ({stream.column()}): {words}"),
        element("text", name, x=_LEFT - 8, y=round(middle + 4, 1), text_anchor="end"),
        *(element("path", d=d, class_=doing) for doing, d in _bars(segments, axis, middle).items()),
        *(
            element(
                "text",
                end.status.mark,
                x=round(_x(axis, end.at) + 2, 1),
                y=round(middle + 4, 1),
                class_=end.status.tone,
            )
            for end in ends
        ),
        class_="lane",
    )


def _bars(segments: Sequence[Segment], axis: Axis, y: float) -> dict[Doing, str]:
    found: defaultdict[Doing, list[str]] = defaultdict(list)
    at = _LEFT
    for doing, _, until in segments:
        end = _x(axis, until)
        if end - at >= _LEAST:
            found[doing].append(f"M{at:.1f} {y:g}H{end:.1f}")
            at = end
        elif not found:
            at = max(at, end)
    return {doing: "".join(parts) for doing, parts in found.items()}


def _x(axis: Axis, ns: float) -> float:
    return _LEFT + axis.part(ns) * (_RIGHT - _LEFT)


def _in_flight(race: Race, axis: Axis, top: float) -> Markup:
    """Requests in flight over time."""
    cells, most = int(_RIGHT - _LEFT) // 3, race.in_flight.most
    if not most:
        return joined(())
    peaks = race.in_flight.over(Scale(int(axis.high), cells), race.end_ns)
    base, wide = top + _DEPTH, (_RIGHT - _LEFT) / cells
    d = f"M{_LEFT:g} {base:g}"
    for place, peak in enumerate(peaks):
        d += f"V{base - peak / most * (_DEPTH - 10):.1f}H{_LEFT + (place + 1) * wide:.1f}"
    return element(
        "g",
        element("title", f"Requests in flight, {most} at the most"),
        element("text", f"in flight, at most {most}", x=_LEFT - 8, y=base - 6, text_anchor="end"),
        element("path", d=f"{d}V{base:g}z", class_="depth"),
    )


def _key() -> Markup:
    samples = [
        element(
            "li",
            element(
                "svg", element("path", d="M0 8H26", class_=doing), viewBox="0 0 26 16", aria_hidden="true"
            ),
            f" {words}",
        )
        for doing, words in DOINGS
    ]
    return element("ul", *samples, class_="key")
