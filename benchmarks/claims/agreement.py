"""Claim 13: the figures that are shown, beside the source's own and AIPerf's, on demand.

python -m benchmarks.claims.agreement [--rounds 3]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.beside import aiperf
from benchmarks.harness.command import Scale, main
from benchmarks.harness.loads import Load, run_headless, scratch
from benchmarks.harness.processes import SourceProcess, source
from benchmarks.harness.table import Report, median
from benchmarks.harness.truth import Figures, Pair, pairs_of_run, sent_within_ms
from streamboard.board import quantile

RATE, SECONDS, DELAY_S = 50.0, 5.0, 0.2
NOTE = (
    "Off: p50 over the answers of |measured - the source's|. Worst: the greatest difference of any round, "
    "with its sign. Measured, and the source's: p50 of the figures themselves. The source's TTFT and E2E "
    "begin when the request had come to its socket."
)


class Claim(NamedTuple):
    """A load and what is promised under it."""

    streams: int
    ttft_off_ms: float
    sent_within_ms: float | None = None


CLAIMS = [Claim(1, 2), Claim(16, 2), Claim(64, 2), Claim(200, 5, sent_within_ms=20)]
MOST_ITL_OFF = 0.5
"""Per cent."""


class Figure(NamedTuple):
    """How a figure is told."""

    name: str
    of: Callable[[Figures], float]
    unit: str
    relative: bool
    """Its difference is told in per cent."""
    digits: int

    def off(self, pair: Pair) -> float:
        """What was measured less what was, in the unit or in per cent of what was."""
        measured, was = self.of(pair.measured), self.of(pair.truth.figures)
        return (measured / was - 1) * 100 if self.relative else measured - was


TTFT = Figure("TTFT", lambda figures: figures.ttft_ms, "ms", relative=False, digits=2)
ITL = Figure("ITL", lambda figures: figures.itl_ms, "ms", relative=True, digits=3)
FIGURES = (
    TTFT,
    ITL,
    Figure("E2E", lambda figures: figures.e2e_ms, "ms", relative=False, digits=2),
    Figure("tok/s", lambda figures: figures.tokens_per_s, "tokens/s", relative=True, digits=3),
)


class Round(NamedTuple):
    """What one side came to, once."""

    pairs: list[Pair]
    sent_within_ms: float | None = None
    """From the first request sent to the last, as the side itself tells it."""

    @property
    def asked_within_ms(self) -> float:
        """From the first request that came to the source to the last."""
        asked = [pair.truth.asked for pair in self.pairs]
        return (max(asked) - min(asked)) / 1e3

    def whole(self, deltas: int) -> int:
        """How many answers have their figures and all of their deltas."""
        return sum(pair.truth.tokens == deltas for pair in self.pairs)

    def off(self, figure: Figure) -> float:
        """How far a figure is off: the p50 of its differences without their signs."""
        return _p50(abs(figure.off(pair)) for pair in self.pairs)


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    return [_run(claim, scale) for claim in scale.some(CLAIMS)]


def _run(claim: Claim, scale: Scale) -> Report:
    load = Load(claim.streams, RATE, scale.seconds(SECONDS), DELAY_S)
    ours: list[Round] = []
    theirs: list[Round] = []
    with scratch() as folder, source() as streams:
        for _ in range(scale.rounds):
            ours.append(_streamboard(streams, folder, load))
            if aiperf.installed() and not scale.quick:
                theirs.append(Round(aiperf.pairs(aiperf.profile(streams, folder, load))))
    title = f"Agreement with the source, {load} deltas/s, the first one after {DELAY_S:g} s"
    report = Report("13", title, NOTE, further=("worst", "measured", "the source's"))
    for figure in FIGURES:
        at_most = {TTFT: claim.ttft_off_ms, ITL: MOST_ITL_OFF}.get(figure)
        _add(report, figure, f"{figure.name} off", ours, at_most)
        if theirs:
            _add(report, figure, f"{figure.name} off, AIPerf", theirs)
    if theirs:
        ratios = [our.off(TTFT) / their.off(TTFT) for our, their in zip(ours, theirs, strict=True)]
        report.add("TTFT off, streamboard / AIPerf", median(ratios), at_most=1, digits=2)
    sent = [turn.sent_within_ms for turn in ours if turn.sent_within_ms is not None]
    if sent:
        report.add("last request sent after the first", median(sent), "ms", at_most=claim.sent_within_ms)
    came = "last request came after the first"
    report.add(came, median([turn.asked_within_ms for turn in ours]), "ms")
    if theirs:
        report.add(f"{came}, AIPerf", median([turn.asked_within_ms for turn in theirs]), "ms")
    missing = sum(load.streams - turn.whole(load.order().deltas) for turn in ours)
    report.say("answers not seen whole", str(missing), kept=missing == 0, target="0")
    return report


def _streamboard(source: SourceProcess, folder: Path, load: Load) -> Round:
    run_file = run_headless(source, folder, load).run_file
    return Round(pairs_of_run(run_file), sent_within_ms(run_file))


def _add(
    report: Report, figure: Figure, what: str, rounds: Sequence[Round], at_most: float | None = None
) -> None:
    unit, digits = "%" if figure.relative else figure.unit, figure.digits
    worst = max((figure.off(pair) for turn in rounds for pair in turn.pairs), key=abs)
    measured = median([_p50(figure.of(pair.measured) for pair in turn.pairs) for turn in rounds])
    was = median([_p50(figure.of(pair.truth.figures) for pair in turn.pairs) for turn in rounds])
    further = (
        f"{worst:+,.{digits}f} {unit}",
        *(f"{value:,.{digits}f} {figure.unit}" for value in (measured, was)),
    )
    off = median([turn.off(figure) for turn in rounds])
    report.add(what, off, unit, at_most=at_most, digits=digits, further=further)


def _p50(values: Iterable[float]) -> float:
    return quantile.percentile(list(values), 50) or 0.0


if __name__ == "__main__":
    main(run)
