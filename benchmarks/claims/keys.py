"""Claim 7: how soon a key that is pressed while everything streams is seen on the screen.

python -m benchmarks.claims.keys
"""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.harness.command import Scale, main
from benchmarks.harness.loads import Load, scratch, streamboard, write_prompt_set
from benchmarks.harness.processes import SourceProcess, source
from benchmarks.harness.table import Report, median
from benchmarks.harness.terminal import Terminal
from streamboard.board import quantile

STREAMS, RATE = 64, 50.0
PRESSES = 25
NOTE = (
    "From writing the key to the terminal until the bytes that show its effect are read: in lanes `j` "
    "moves the cursor, in panes `?` opens the help. Idle: all streams have ended."
)


def lanes(terminal: Terminal, presses: int) -> list[float]:
    """Milliseconds from `j` to the cursor on the next row."""
    times = []
    for number in range(2, presses + 2):
        terminal.run_for(random.uniform(0.1, 0.2))
        pressed = terminal.send("j")
        times.append((terminal.wait_for_bytes(f"▶{number:>3}".encode()) - pressed) / 1e6)
    return times


def panes(terminal: Terminal, presses: int) -> list[float]:
    """Milliseconds from `?` to the help."""
    times = []
    for _ in range(presses):
        terminal.run_for(random.uniform(0.2, 0.3))
        pressed = terminal.send("?")
        times.append((terminal.wait_for_bytes(b"closes this") - pressed) / 1e6)
        terminal.send("\x1b")
        terminal.run_for(0.2)  # A lone escape is known for one only after a while.
    return times


def measure(source: SourceProcess, folder: Path, presses: int, *, idle: bool) -> dict[str, list[float]]:
    """Press keys in both views, while all streams run or when all have ended."""
    source.forget()
    load = Load(STREAMS, RATE, 1 if idle else presses * 1.2 + 10)
    prompt_set = write_prompt_set(folder, source.url, STREAMS, load.order(0))
    with Terminal(streamboard(prompt_set, "--no-record")) as terminal:
        what = "finished" if idle else "request"
        terminal.run_until(lambda: len(source.said[what]) == STREAMS, "the streams")
        terminal.run_for(1.0)
        found = {"lanes": lanes(terminal, presses)}
        terminal.send("v")
        terminal.run_for(0.5)
        found["panes"] = panes(terminal, presses)
        if not idle and source.said["finished"]:
            raise RuntimeError("the streams ended before the keys were pressed")
        terminal.send("q")
        terminal.wait_exit()
    return found


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    presses = scale.count(PRESSES)
    report = Report("7", f"Keys while {STREAMS} x {RATE:g} stream, 200x50", NOTE)
    busy: list[dict[str, list[float]]] = []
    idle: list[dict[str, list[float]]] = []
    with scratch() as folder, source() as streams:
        for _ in range(scale.rounds):
            busy.append(measure(streams, folder, presses, idle=False))
            if not scale.quick:
                idle.append(measure(streams, folder, presses, idle=True))
    for view in ("lanes", "panes"):
        for runs, words, most in ((busy, "streaming", 60), (idle, "idle", None))[: 1 if scale.quick else 2]:
            for percent, target in ((50, None), (95, most)):
                times = [quantile.percentile(run[view], percent) or 0.0 for run in runs]
                report.add(f"{view}, {words}: p{percent}", median(times), "ms", at_most=target)
    return [report]


if __name__ == "__main__":
    main(run)
