"""Claims 4, 9 and 10: what the engine costs without a screen: many streams, growth in streams, recording.

python -m benchmarks.claims.headless
"""

from __future__ import annotations

from benchmarks.harness import sides
from benchmarks.harness.command import Scale, main
from benchmarks.harness.loads import Load, scratch
from benchmarks.harness.processes import source
from benchmarks.harness.sides import Side
from benchmarks.harness.table import Report, median

SECONDS = 5.0
LOADS = ((200, 50.0), (500, 20.0), (1000, 10.0))
GROWTH = (1, 10, 50, 100, 200)
NOTE = (
    "`streamboard run --json`, recording. CPU per delta is the engine's: network, decoding, stamping, run "
    "file and events out. The process that takes the events and prints them comes on top."
)


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    return [many_streams(scale), growth_in_streams(scale), recording(scale)]


def many_streams(scale: Scale) -> Report:
    """Claim 4."""
    report = Report("4", "Headless, recording: many streams", NOTE)
    with scratch() as folder, source() as streams:
        for number, rate in LOADS[:1] if scale.quick else LOADS:
            load = Load(number, rate, scale.seconds(SECONDS))
            ours: list[Side] = []
            plain: list[Side] = []
            for _ in range(scale.rounds):
                ours.append(sides.headless(streams, folder, load))
                if number == 200:
                    plain.append(sides.plain(streams, folder, load))
            report.add(f"{load}: p99 lag", median([side.lag.p99 for side in ours]), "ms", at_most=6, digits=2)
            first = median([side.lag.first_p99 for side in ours])
            report.add(f"{load}: first deltas, p99 lag", first, "ms", digits=0)
            report.add(f"{load}: CPU per delta", _cpu(ours), "us", at_most=40)
            report.add(f"{load}: the same, of the printing process", _cpu(ours, "main"), "us")
            if plain:
                report.add(f"{load}: p99 lag, plain script", median([side.lag.p99 for side in plain]), "ms")
                report.add(f"{load}: CPU per delta, plain script", _cpu(plain, "main"), "us")
            dropped = sum(side.dropped for side in ours)
            report.say(f"{load}: deltas dropped", str(dropped), kept=dropped == 0, target="0")
    return report


def growth_in_streams(scale: Scale) -> Report:
    """Claim 9."""
    note = (
        "50 deltas/s each. A part of the cost is the engine's own, however few streams there are, and "
        "spreads over more of them; flat: the most costs at most 30 % more than one, and than 50."
    )
    report = Report("9", "Growth in streams", note)
    numbers = scale.some(GROWTH)
    costs: dict[int, list[float]] = {number: [] for number in numbers}
    with scratch() as folder, source() as streams:
        for _ in range(scale.rounds):
            for number in numbers:
                load = Load(number, 50, scale.seconds(SECONDS))
                costs[number].append(sides.headless(streams, folder, load).cpu_us["engine"])
    for number, values in costs.items():
        report.add(f"{number} streams: engine's CPU per delta", median(values), "us")
    most = numbers[-1]
    for few in {1, 50} & set(numbers):
        ratios = [costs[most][turn] / max(costs[few][turn], 0.1) for turn in range(scale.rounds)]
        report.add(f"{most} streams / {few}", median(ratios), at_most=1.3, digits=2)
    return report


def recording(scale: Scale) -> Report:
    """Claim 10."""
    load = Load(200, 50, scale.seconds(SECONDS))
    report = Report("10", f"Recording, {load}", "Medians of the rounds' ratios.")
    on: list[Side] = []
    off: list[Side] = []
    with scratch() as folder, source() as streams:
        for _ in range(scale.rounds):
            on.append(sides.headless(streams, folder, load))
            off.append(sides.headless(streams, folder, load, record=False))
    report.add("CPU per delta, recording", _cpu(on), "us")
    report.add("CPU per delta, --no-record", _cpu(off), "us")
    pairs = list(zip(on, off, strict=True))
    report.add(
        "CPU, recording / not",
        median([ours.cpu_us["engine"] / max(theirs.cpu_us["engine"], 0.1) for ours, theirs in pairs]),
        at_most=1.1,
        digits=2,
    )
    report.add("p99 lag, recording", median([side.lag.p99 for side in on]), "ms", digits=2)
    report.add("p99 lag, --no-record", median([side.lag.p99 for side in off]), "ms", digits=2)
    return report


def _cpu(runs: list[Side], role: str = "engine") -> float:
    return median([side.cpu_us[role] for side in runs])


if __name__ == "__main__":
    main(run)
