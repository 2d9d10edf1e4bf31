"""A soak, on demand: 64 x 50 on the board for 20 minutes. Nothing may grow once the caps are reached.

python -m benchmarks.claims.soak [--minutes 20]
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness.command import machine
from benchmarks.harness.loads import Load, scratch, streamboard, write_prompt_set
from benchmarks.harness.processes import source
from benchmarks.harness.source import stamp_of
from benchmarks.harness.table import Report
from benchmarks.harness.terminal import Terminal
from streamboard.board import quantile
from streamboard.run.codec import decode
from streamboard.run.events import ContentBlockDelta, RunStarted

STREAMS, RATE = 64, 50.0
NOTE = (
    "Memory is resident memory at the end of each minute. The caps are reached after about ten minutes: on "
    "text when each stream has sent 250,000 characters, on lines when each pane has wrapped 5,000. Lag is "
    "the p99 of each minute's deltas."
)


def lags(run_file: Path) -> Iterator[tuple[int, float]]:
    """The minute and the milliseconds of lag of each delta, read line by line: the file is large."""
    zero = 0
    with run_file.open("rb") as lines:
        for line in lines:
            event = decode(line)
            if isinstance(event, RunStarted):
                zero = event.monotonic_ns
            elif isinstance(event, ContentBlockDelta):
                sent = stamp_of(event.delta["text"])
                assert sent is not None
                yield event.t // 60_000_000_000, (zero + event.t) / 1e6 - sent / 1e3


def run(minutes: int) -> Report:
    """Measure and report."""
    load = Load(STREAMS, RATE, minutes * 60)
    memory: dict[str, list[float]] = {"board": [], "engine": []}
    with scratch() as folder, source() as streams:
        prompt_set = write_prompt_set(folder, streams.url, load.streams, load.order())
        run_file = folder / "run.jsonl"
        with Terminal(streamboard(prompt_set, "--record", run_file)) as terminal:
            terminal.run_until(lambda: len(streams.said["request"]) == STREAMS, "the requests")
            terminal.send("v")  # Panes, which keep wrapped text.
            begun = time.monotonic()
            for minute in range(1, minutes + 1):
                terminal.run_for(begun + minute * 60 - 2 - time.monotonic())
                if not terminal.chunks or streams.said["finished"]:
                    raise RuntimeError("the streams ended before their time")
                terminal.chunks.clear()
                now = time.monotonic_ns()
                terminal.watch.sample(now=True)
                for role, process in (("board", "main"), ("engine", "engine")):
                    memory[role].append(terminal.watch.rss(process, now) / 1e6)
                sizes = ", ".join(f"{role} {values[-1]:.0f} MB" for role, values in memory.items())
                print(f"minute {minute}: {sizes}", flush=True)
            terminal.run_until(lambda: len(streams.said["finished"]) == STREAMS, "the ends", 60)
            terminal.send("q")
            terminal.wait_exit()
        found: defaultdict[int, list[float]] = defaultdict(list)
        for minute, milliseconds in lags(run_file):
            found[minute].append(milliseconds)
        size = run_file.stat().st_size / 1e6
    report = Report("soak", f"{load} on the board for {minutes} minutes, recording", NOTE)
    settled = min(10, minutes - 1)
    for role, values in memory.items():
        report.add(f"{role}: memory after {settled} minutes", values[settled - 1], "MB", digits=0)
        report.add(f"{role}: memory at the end", values[-1], "MB", digits=0)
        growth = values[-1] / values[settled - 1]
        report.add(f"{role}: end / {settled} minutes", growth, at_most=1.05, digits=2)
    p99 = {minute: quantile.percentile(values, 99) or 0.0 for minute, values in found.items()}
    whole = [minute for minute in sorted(p99) if minute < minutes]
    report.add("p99 lag, second minute", p99[whole[1]], "ms", digits=2)
    report.add("p99 lag, last minute", p99[whole[-1]], "ms", digits=2)
    report.add("worst minute's p99 lag", max(p99.values()), "ms", digits=2)
    report.add("deltas", sum(map(len, found.values())), digits=0)
    report.add("run file", size, "MB", digits=0)
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=int, default=20)
    print(machine())
    run(max(parser.parse_args().minutes, 2)).print()
