"""Claims 1 to 3: the error of the time stamps while the board draws.

python -m benchmarks.claims.lag
"""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.beside import aiperf
from benchmarks.harness import sides
from benchmarks.harness.command import Scale, main
from benchmarks.harness.lag import Measured, summarise
from benchmarks.harness.loads import Load, scratch
from benchmarks.harness.processes import source
from benchmarks.harness.sides import Side
from benchmarks.harness.table import Report, median

SECONDS = 8.0
NOTE = (
    "Lag: the engine's stamp minus the source's clock in the same delta, while all streams run. "
    "The plain script: `asyncio.gather` over the SDK's `text_stream`, printing."
)


class Claim(NamedTuple):
    """A load and what is promised under it."""

    number: str
    streams: int
    p99_ms: float
    of_plain: float | None
    behind_ms: float | None = None


CLAIMS = [
    Claim("1", 16, 3.0, None),
    Claim("2", 64, 4.0, 0.7),
    Claim("3", 200, 10.0, 0.1, behind_ms=300.0),
]


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    return [_run(claim, scale) for claim in scale.some(CLAIMS)]


def _run(claim: Claim, scale: Scale) -> Report:
    load = Load(claim.streams, 50, scale.seconds(SECONDS))
    board: list[Side] = []
    plain: list[Side] = []
    tester: list[Measured] = []
    with scratch() as folder, source() as streams:
        for _ in range(scale.rounds):
            board.append(sides.board(streams, folder, load))
            plain.append(sides.plain(streams, folder, load))
            if claim.streams >= 64 and aiperf.installed() and not scale.quick:
                tester.append(summarise(aiperf.run(streams, folder, load)))
    report = Report(claim.number, f"Lag with the board on, {load} deltas/s, recording", NOTE)
    report.add("p99 lag", median([side.lag.p99 for side in board]), "ms", at_most=claim.p99_ms, digits=2)
    report.add("p99 lag, plain script", median([side.lag.p99 for side in plain]), "ms", digits=2)
    ratios = [ours.lag.p99 / theirs.lag.p99 for ours, theirs in zip(board, plain, strict=True)]
    report.add("p99, board / plain", median(ratios), at_most=claim.of_plain, digits=3)
    if tester:
        report.add("p99 lag, AIPerf", median([measured.p99 for measured in tester]), "ms", digits=2)
    report.add("p50 lag", median([side.lag.p50 for side in board]), "ms", digits=2)
    report.add("p50 lag, plain script", median([side.lag.p50 for side in plain]), "ms", digits=2)
    report.add("worst lag of any round", max(side.lag.worst for side in board), "ms", digits=2)
    report.add("first deltas, p99 lag", median([side.lag.first_p99 for side in board]), "ms", digits=2)
    report.add("first deltas, p99 lag, plain", median([side.lag.first_p99 for side in plain]), "ms", digits=2)
    for role, words in (("engine", "engine"), ("main", "board")):
        report.add(
            f"{words}, CPU", median([side.load[role] * 100 for side in board]), "% of a core", digits=0
        )
    report.add(
        "plain script, CPU", median([side.load["main"] * 100 for side in plain]), "% of a core", digits=0
    )
    dropped = sum(side.dropped for side in board)
    report.say("deltas dropped", str(dropped), kept=dropped == 0, target="0")
    worst = max(side.behind_worst_ms for side in board)
    report.add("screen behind, worst", worst, "ms", at_most=claim.behind_ms, digits=0)
    return report


if __name__ == "__main__":
    main(run)
