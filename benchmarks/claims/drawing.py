"""Claim 6: what drawing costs, beside the same panes in Textual's own widgets.

python -m benchmarks.claims.drawing
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.harness.command import Scale, main
from benchmarks.harness.loads import Load, scratch, streamboard, write_prompt_set
from benchmarks.harness.processes import SourceProcess, source
from benchmarks.harness.table import Report, median
from benchmarks.harness.terminal import Terminal

PANES, RATE = 16, 50.0
SETTLING_NS = 1_500_000_000
TITLE = f"Drawing: {PANES} panes x {RATE:g} deltas/s at 20 frames/s on 200x50, event logs and figures shown"
NOTE = "Cores kept busy by the process that draws. Folding the events is in it, on all sides alike."


def load_of(source: SourceProcess, folder: Path, load: Load, command: list[str], quit_key: str) -> float:
    """Cores that a command's own process keeps busy while all of its streams run."""
    source.forget()
    with Terminal(command) as terminal:
        terminal.run_until(
            lambda: len(source.said["finished"]) == load.streams, "the ends", load.seconds * 3 + 30
        )
        begin, end = max(source.said["request"]) + SETTLING_NS, min(source.said["finished"])
        terminal.watch.sample(now=True)
        terminal.send(quit_key)
        terminal.wait_exit()
    return terminal.watch.load("main", min(begin, end - 10**9), end)


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    load = Load(PANES, RATE, scale.seconds(8))
    beside = ("Log",) if scale.quick else ("Log", "RichLog")
    loads: dict[str, list[float]] = {"the board": [], **{kind: [] for kind in beside}}
    with scratch() as folder, source() as streams:
        prompt_set = write_prompt_set(folder, streams.url, PANES, load.order(stamp_every=0))
        for _ in range(scale.rounds):
            loads["the board"].append(
                load_of(streams, folder, load, streamboard(prompt_set, "--no-record"), "q")
            )
            for kind in beside:
                command = [sys.executable, "-m", "benchmarks.beside.log_panes", str(prompt_set), kind]
                loads[kind].append(load_of(streams, folder, load, command, "q"))
    report = Report("6", TITLE, NOTE)
    for side, values in loads.items():
        report.add(side, median(values) * 100, "% of a core", digits=0)
    for side in beside:
        ratios = [ours / theirs for ours, theirs in zip(loads["the board"], loads[side], strict=True)]
        report.add(f"the board / {side}", median(ratios), at_most=0.25 if side == "Log" else None, digits=2)
    return [report]


if __name__ == "__main__":
    main(run)
