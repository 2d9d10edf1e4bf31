"""Claim 8: what one long answer costs the board: 1,000 to 200,000 deltas in one pane.

python -m benchmarks.claims.growth
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.harness import lag
from benchmarks.harness.command import Scale, main
from benchmarks.harness.loads import scratch, streamboard, write_prompt_set
from benchmarks.harness.processes import SourceProcess, source
from benchmarks.harness.source import Order
from benchmarks.harness.table import Report, median, median_of_all, ratio
from benchmarks.harness.terminal import Terminal
from streamboard.board.caps import ON_SCREEN

SIZES = (1_000, 50_000, 200_000)
FIRST_RATE = 10_000.0
TAIL_RATE, TAIL_S = 50.0, 5.0
NOTE = (
    f"One stream on 200x50, recorded: so many deltas at {FIRST_RATE:,.0f} a second, then {TAIL_RATE:g} a "
    "second. CPU per delta: the board's, while the first come; early and late are the first and the last "
    "fifth, without the first 1,000 deltas. Per frame: while the others come, 20 frames a "
    "second. Memory: the board's growth from its first request on. A block keeps its latest "
    f"{ON_SCREEN.chars:,} characters, an attempt {ON_SCREEN.deltas:,} stamps of their own."
)


class Grown(NamedTuple):
    """What a board that has taken so many deltas uses."""

    early_us: float | None
    """None, as the next two, if too little time went by to tell."""
    late_us: float | None
    frame_ms: float | None
    grown_mb: float
    lost: int


def grow(source: SourceProcess, folder: Path, deltas: int, tail_s: float) -> Grown:
    """Run one stream of so many deltas, and then a slow tail."""
    source.forget()
    order = Order(deltas, FIRST_RATE, 0, TAIL_RATE, int(TAIL_RATE * tail_s))
    run_file = folder / "run.jsonl"
    run_file.unlink(missing_ok=True)
    prompt_set = write_prompt_set(folder, source.url, 1, order)
    with Terminal(streamboard(prompt_set, "--record", run_file)) as terminal:
        watch = terminal.watch
        terminal.run_until(lambda: source.said["request"], "a request")
        watch.sample(now=True)
        begun = time.monotonic_ns()
        terminal.run_until(lambda: source.said["tail"], "the first deltas", deltas / FIRST_RATE * 3 + 30)
        watch.sample(now=True)
        grown = time.monotonic_ns()
        terminal.run_for(0.5)
        watch.sample(now=True)
        settled = time.monotonic_ns()
        terminal.run_until(lambda: source.said["finished"], "the tail", tail_s * 3 + 30)
        watch.sample(now=True)
        ended = time.monotonic_ns()
        terminal.send("q")
        terminal.wait_exit()
    fifth = (grown - begun) // 5
    start = begun + int(min(1_000 / FIRST_RATE * 1e9, fifth / 2))

    def per_delta(begin: int, end: int) -> float | None:
        return watch.load("main", begin, end) * 1e6 / FIRST_RATE if watch.told(begin, end) else None

    per_frame = watch.cpu_s("main", settled, ended) * 1e3 / ((ended - settled) / 1e9 * 20)
    seen, sent = lag.counted_by_server(run_file)
    return Grown(
        per_delta(start, begun + fifth),
        per_delta(grown - fifth, grown),
        per_frame if watch.told(settled, ended) else None,
        (watch.rss("main", ended) - watch.rss("main", begun)) / 1e6,
        sent - seen,
    )


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    sizes = (1_000, 10_000) if scale.quick else SIZES
    found: dict[int, list[Grown]] = {size: [] for size in sizes}
    with scratch() as folder, source() as streams:
        for _ in range(scale.rounds):
            for size in sizes:
                found[size].append(grow(streams, folder, size, scale.seconds(TAIL_S)))
    report = Report("8", "Growth in one pane", NOTE)
    for size, runs in found.items():
        frame = median_of_all([run.frame_ms for run in runs])
        report.add(f"{size:,} deltas: CPU per frame", frame, "ms", digits=2)
        report.add(f"{size:,} deltas: memory grown", median([run.grown_mb for run in runs]), "MB")
    few, many = found[sizes[0]], found[sizes[-1]]
    early, late = ([run.early_us for run in many], [run.late_us for run in many])
    report.add(f"{sizes[-1]:,} deltas: CPU per delta, early", median_of_all(early), "us")
    report.add(f"{sizes[-1]:,} deltas: CPU per delta, late", median_of_all(late), "us")
    ratios = [ratio(last, first) for first, last in zip(early, late, strict=True)]
    report.add("CPU per delta, late / early", median_of_all(ratios), at_most=1.2, digits=2)
    ratios = [ratio(last.frame_ms, first.frame_ms) for first, last in zip(few, many, strict=True)]
    report.add(f"CPU per frame, {sizes[-1]:,} / {sizes[0]:,}", median_of_all(ratios), at_most=1.2, digits=2)
    per_delta = [run.grown_mb * 1e6 / sizes[-1] for run in many]
    report.add("memory per delta, of the most", median(per_delta), "bytes", at_most=250, digits=0)
    lost = sum(run.lost for runs in found.values() for run in runs)
    report.say("deltas missing in the run file", str(lost), kept=lost == 0, target="0")
    return [report]


if __name__ == "__main__":
    main(run)
