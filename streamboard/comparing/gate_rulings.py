"""Rulings on the gates of a run, with reasons."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from streamboard.board.quantile import percentile
from streamboard.board.state import BoardState
from streamboard.common.errors import UsageError
from streamboard.comparing.against_baseline import Held, against_baseline
from streamboard.comparing.comparison import refuse
from streamboard.comparing.effect import ALPHA, holm
from streamboard.comparing.sides import RunSide
from streamboard.comparing.words import interval_words, share_words, value_words
from streamboard.figures.confidence_intervals import least, of_percentile
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import SHARES
from streamboard.promptset.gates import Gate, GateError, Relation, Tolerance, parse_gate

Ruling = Literal["passed", "failed", "undecided"]
THIS_RUN = "this run"


class Judged(NamedTuple):
    """Values are in the figure's unit.

    Against a baseline, interval and bound are of the ratio, or of the difference between shares.
    """

    gate: str
    ruling: Ruling
    why: str
    """Value, interval, n and bound in words, without gate and ruling."""
    value: float | None = None
    low: float | None = None
    """None if open."""
    high: float | None = None
    n: int = 0
    bound: float | None = None
    baseline: float | None = None
    tag: str = ""
    """Empty for a gate that this version cannot parse."""

    @property
    def sentence(self) -> str:
        """`ttft.p50 < 800ms passed: 312 ms, ...`."""
        verb = "is undecided" if self.ruling == "undecided" else self.ruling
        return f"{self.gate} {verb}: {self.why}"


def judged(board: BoardState, baseline: RunSide | None = None) -> list[Judged]:
    """Undecided while values still move."""
    return judge(board.plan.gates, RunSide(THIS_RUN, (board,)), baseline)


def judge(
    gates: Sequence[str], run: RunSide, baseline: RunSide | None = None, *, anyway: bool = False
) -> list[Judged]:
    problem = _problem(run, baseline, anyway=anyway)
    found = [_judged(text, run, baseline, problem) for text in gates]
    together = iter(holm([one.p for one in found if isinstance(one, Held)], ALPHA))
    return [ruled(one, sure=next(together)) if isinstance(one, Held) else one for one in found]


def counted(found: Sequence[Judged]) -> str:
    numbers = [
        (ruling, sum(one.ruling == ruling for one in found)) for ruling in ("passed", "failed", "undecided")
    ]
    return ", ".join(f"{number} {ruling}" for ruling, number in numbers if number)


def _problem(run: RunSide, baseline: RunSide | None, *, anyway: bool) -> str:
    if baseline is None:
        return "no baseline was named (`--baseline RUN.jsonl`)"
    try:
        refuse(baseline, run, anyway=anyway)
    except UsageError as error:
        return error.message
    return ""


def _judged(text: str, run: RunSide, baseline: RunSide | None, problem: str) -> Judged | Held:
    try:
        gate = parse_gate(text)
    except GateError as error:  # Of a recorded run, written by a later version.
        return Judged(text, "undecided", f"it {error.what}")
    figure = gate.figure(run.boards[0].plan.slo)
    if isinstance(gate.bound, Tolerance):
        if problem or baseline is None:
            return Judged(gate.written, "undecided", problem, tag=gate.tag)
        found = against_baseline(gate, gate.bound, figure, baseline, run)
        return Judged(gate.written, "undecided", found, tag=gate.tag) if isinstance(found, str) else found
    return _alone(gate, gate.bound, figure, run)._replace(tag=gate.tag)


def ruled(held: Held, *, sure: bool) -> Judged:
    """`sure` if still significant after Holm's correction."""
    upward = held.gate.relation in ("<", "<=")
    beyond = held.low > held.bound if upward else held.high < held.bound
    ruling: Ruling
    if held.passes:
        ruling, why = "passed", ""
    elif beyond and not held.matters:
        ruling, why = "undecided", "; the interval holds differences too small to matter, and greater ones"
    elif beyond and sure:
        ruling, why = "failed", ""
    elif beyond:
        ruling, why = "undecided", "; among so many gates this may be chance (Holm)"
    else:
        ruling, why = "undecided", "; the interval holds values on both sides of that"
    return Judged(
        held.gate.written,
        ruling,
        held.words + why,
        held.value,
        held.low,
        held.high,
        held.n,
        held.bound,
        held.baseline,
        held.gate.tag,
    )


# -- against a value


def _alone(gate: Gate, bound: float, figure: Figure | RunFigure, run: RunSide) -> Judged:
    if figure.unit in SHARES:
        share = run.share(figure)
        if share is None:
            return Judged(
                gate.written, "undecided", f"there is nothing to count: {figure.absent}", bound=bound
            )
        ruling = _ruling(gate.relation, share.value, share.value, bound)
        ends = share.interval
        return Judged(gate.written, ruling, share_words(share), share.value, *ends, share.of, bound)
    if isinstance(figure, RunFigure):
        sample = _worst(run.of_runs(figure), gate.relation)
    else:
        sample = [*run.readings(figure).values()]
    if not sample or any(reading.settled is None for reading in sample):
        why = "it still moves" if sample else f"there is no value: {figure.absent}"
        return Judged(gate.written, "undecided", why, n=len(sample), bound=bound)
    value, low, high = _interval(gate, sample)
    ruling = _ruling(gate.relation, low, high, bound)
    why = value_words(figure.unit, value)
    if gate.percent is not None or low != high:
        why += f", {interval_words(figure.unit, low, high)}"
    if isinstance(figure, Figure):
        why += f", n={len(sample)}"
    if ruling == "undecided":
        why += _doubt(gate, low, high, len(sample))
    return Judged(gate.written, ruling, why, value, low, high, len(sample), bound)


def _worst(readings: list[Reading], relation: Relation) -> list[Reading]:
    if not readings:
        return []
    worst = max if relation in ("<", "<=") else min
    return [worst(readings, key=lambda reading: reading.value or 0)]


def _interval(gate: Gate, sample: Sequence[Reading]) -> tuple[float, float | None, float | None]:
    """A percentile's interval covers sampling.

    Minimum, maximum and single values describe this run, so only late stamps make them uncertain.
    """
    if gate.percent is not None:
        lows, highs = (sorted(map(end, sample)) for end in (_least, _most))
        found = of_percentile(gate.percent, lows, highs)
        return percentile([reading.value or 0 for reading in sample], gate.percent) or 0.0, *found
    which: Callable[..., float] = min if gate.part == "min" else max
    value = which(reading.value or 0 for reading in sample)
    return value, which(map(_least, sample)), which(map(_most, sample))


def _least(reading: Reading) -> float:
    return (reading.value or 0) - reading.less


def _most(reading: Reading) -> float:
    return (reading.value or 0) + reading.more


_HOLDS: dict[Relation, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
}


def _ruling(relation: Relation, low: float | None, high: float | None, bound: float) -> Ruling:
    """Passed if the whole interval meets the bound, failed if none of it does."""
    holds = _HOLDS[relation]
    if relation == "==":
        if low == high == bound:
            return "passed"
        outside = (low is not None and low > bound) or (high is not None and high < bound)
        return "failed" if outside else "undecided"
    good, bad = (high, low) if relation in ("<", "<=") else (low, high)
    if good is not None and holds(good, bound):
        return "passed"
    return "failed" if bad is not None and not holds(bad, bound) else "undecided"


def _doubt(gate: Gate, low: float | None, high: float | None, n: int) -> str:
    if gate.percent is not None and (low is None or high is None) and n < (enough := least(gate.percent)):
        return f"; it takes {enough} to bound a {gate.part} on both sides"
    return "; the interval holds values on both sides of the bound"
