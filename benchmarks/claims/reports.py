"""Claim 15: what reports of a large run cost: time, and size of the page.

python -m benchmarks.claims.reports
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

from benchmarks.harness.command import Scale, main
from benchmarks.harness.loads import Load, run_headless, scratch
from benchmarks.harness.processes import source
from benchmarks.harness.table import Report, median

STREAMS, RATE, SECONDS = 200, 50.0, 10.0
MOST_MB = 2.0
WAYS = (
    ("the page of a run", 3.0, ("report", "{a}", "-o", "{page}")),
    ("its figures as JSON", 3.0, ("report", "{a}", "--format", "json", "-o", "{page}")),
    ("two runs compared", 6.0, ("compare", "{a}", "{b}", "--format", "html", "-o", "{page}")),
)
NOTE = "From the start of the process to its end, for runs of 200 streams with 100,000 deltas in all."


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    report = Report("15", "Reports", NOTE)
    with scratch() as folder, source() as streams:
        load = Load(STREAMS, RATE, scale.seconds(SECONDS))
        paths = {name: folder / f"{name}.jsonl" for name in ("a", "b")}
        for path in paths.values():
            run_headless(streams, folder, load).out.rename(path)
        for what, most_s, words in WAYS:
            page = folder / "page"
            command = [word.format(**paths, page=page) for word in words]
            took = [_seconds(command) for _ in range(scale.rounds)]
            report.add(what, median([wall for wall, _ in took]), "s", at_most=most_s, digits=2)
            report.add(f"{what}: processor", median([used for _, used in took]), "s", digits=2)
            report.add(f"{what}: size", page.stat().st_size / 1e6, "MB", at_most=MOST_MB, digits=2)
    return [report]


def _seconds(words: list[str]) -> tuple[float, float]:
    """Wall time and processor time of a command."""
    begun, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-m", "streamboard", *words], check=True, capture_output=True)
    took, after = time.perf_counter() - begun, os.times()
    user, system = after.children_user - before.children_user, after.children_system - before.children_system
    return took, user + system


if __name__ == "__main__":
    main(run)
