"""Claim 14: a recorded run of a million events: how soon it opens, and how soon one is elsewhere in it.

python -m benchmarks.claims.replay
"""

from __future__ import annotations

import random
import resource
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import psutil

from benchmarks.harness.command import Scale, main
from benchmarks.harness.largerun import write_run
from benchmarks.harness.loads import scratch, streamboard
from benchmarks.harness.processes import ROOT
from benchmarks.harness.table import Report, median
from benchmarks.harness.terminal import Terminal
from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.common.gc_tuning import settle
from streamboard.feeds.event_file import EventFile
from streamboard.feeds.seeking import Recording

EVENTS = 1_000_000
SHAPES = ((64, 64), (5_000, 200))
"""Streams, and how many of them at once."""
SEEKS = 40
_TAKEN = 5_000
NOTE = (
    "From the start of the process until header, streams and footer are drawn; then until a key is answered. "
    "Elsewhere: processor time until the board is what it was at a time drawn at "
    f"random, {SEEKS} times, once all of the file was read; reading it goes on while the board is used. "
    "Memory: of the process with the file read. Without a screen: processor time of the whole command."
)


class Opened(NamedTuple):
    """A board that was opened on a file."""

    complete_s: float
    cpu_s: float
    """The processor's, until then."""
    key_s: float


def opened(file: Path) -> Opened:
    """Open it on the board, and press a key when it stands."""
    with Terminal(streamboard("replay", file)) as terminal:
        complete = terminal.wait_for_bytes(b"help")
        cpu_s = sum(psutil.Process(terminal.process.pid).cpu_times()[:2])
        terminal.send("?")
        answered = terminal.wait_for_bytes(b"Look")
        terminal.send("\x11")
        terminal.wait_exit()
    return Opened((complete - terminal.started) / 1e9, cpu_s, (answered - complete) / 1e9)


class Sought(NamedTuple):
    """What going to and fro took."""

    read_s: float
    typical_ms: float
    worst_ms: float
    memory_mb: float


def sought(file: Path, seeks: int) -> Sought:
    """Go to places at random, as the board does; in a process of its own, whose memory is told."""
    settle()
    recorded = EventFile(file)
    recording = Recording(recorded, 1.0)
    recording.head.stopped = True
    board = recording.board = BoardState(recorded.started.plan, ON_SCREEN)
    begun = time.process_time()
    while not recording.ahead.whole:
        recording.ahead.look(1)
    read_s = time.process_time() - begun
    chance, took = random.Random(1), []
    for _ in range(seeks):
        t = chance.randint(recording.start, recording.end)
        begun = time.process_time()
        recording.go_to(t, board)
        while batch := recording.take(_TAKEN):
            board.apply_all(batch)
        took.append((time.process_time() - begun) * 1e3)
    recorded.close()
    return Sought(read_s, median(took), max(took), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def told(file: Path) -> float:
    """Processor seconds that its summary takes without a screen."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        streamboard("replay", file), cwd=ROOT, check=True, capture_output=True, stdin=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    report = Report("14", f"A recorded run of {scale.count(EVENTS):,} events", NOTE)
    for streams, at_once in SHAPES:
        with scratch() as folder:
            file = write_run(folder / "run.jsonl", scale.count(streams), scale.count(EVENTS), at_once)
            _report(
                report, file, scale, f"{scale.count(streams):,} streams", promised=streams == SHAPES[0][0]
            )
    return [report]


def _report(report: Report, file: Path, scale: Scale, what: str, *, promised: bool) -> None:
    opens = [opened(file) for _ in range(scale.rounds)]
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        seeks = [processes.submit(sought, file, scale.count(SEEKS)).result() for _ in range(scale.rounds)]
    tells = [told(file) for _ in range(scale.rounds)]
    report.add(
        f"{what}: the board stands", median([one.complete_s for one in opens]), "s", at_most=2, digits=2
    )
    report.add(f"{what}: the board stands", median([one.cpu_s for one in opens]), "s of CPU", digits=2)
    report.add(
        f"{what}: it answers a key", median([one.key_s for one in opens]) * 1e3, "ms", at_most=200, digits=0
    )
    typical, worst = median([one.typical_ms for one in seeks]), median([one.worst_ms for one in seeks])
    most = 200 if promised else None
    report.add(f"{what}: elsewhere, median", typical, "ms", at_most=200, digits=0)
    report.add(f"{what}: elsewhere, at worst", worst, "ms", at_most=most, digits=0)
    report.add(f"{what}: all of it read", median([one.read_s for one in seeks]), "s of CPU")
    report.add(f"{what}: memory then", median([one.memory_mb for one in seeks]), "MB", digits=0)
    report.add(f"{what}: without a screen", median(tells), "s of CPU")


if __name__ == "__main__":
    main(run)
