"""The sides of a comparison, each run under a load and measured alike."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.harness import lag
from benchmarks.harness.lag import Delta, Measured
from benchmarks.harness.loads import Load, run_board, run_headless
from benchmarks.harness.processes import SourceProcess
from benchmarks.harness.terminal import Terminal


class Side(NamedTuple):
    """What one side came to."""

    lag: Measured
    load: dict[str, float]
    """Cores kept busy while all streams ran, by role."""
    cpu_us: dict[str, float]
    """Microseconds of processor time per delta, by role."""
    dropped: int = 0
    """Deltas sent and not seen."""
    behind_worst_ms: float = 0.0
    """How far the screen was behind."""


def _usage(terminal: Terminal, measured: Measured) -> tuple[dict[str, float], dict[str, float]]:
    watch, span = terminal.watch, (measured.begin, measured.end)
    roles = ("main", "engine")
    per_delta = {role: watch.cpu_s(role, *span) * 1e6 / max(measured.steady, 1) for role in roles}
    return {role: watch.load(role, *span) if per_delta[role] else 0.0 for role in roles}, per_delta


def board(
    source: SourceProcess, folder: Path, load: Load, *, keys: str = "", columns: int = 1, wire: bool = False
) -> Side:
    """The board, full screen on 200x50, recording; for the arguments, see `run_board`."""
    run = run_board(source, folder, load, keys=keys, columns=columns, wire=wire)
    measured = lag.summarise(lag.from_run_file(run.run_file))
    seen, sent = lag.counted_by_server(run.run_file)
    behind = lag.behind_ms(run.terminal.chunks, measured.begin, measured.end)
    usage, per_delta = _usage(run.terminal, measured)
    return Side(
        measured,
        usage,
        per_delta,
        dropped=sent - seen,
        behind_worst_ms=max(behind, default=0.0),
    )


def headless(source: SourceProcess, folder: Path, load: Load, *, record: bool = True) -> Side:
    """`streamboard run --json`; the events are taken from its standard output."""
    run = run_headless(source, folder, load, record=record)
    measured = lag.summarise(lag.from_run_file(run.out))
    seen, sent = lag.counted_by_server(run.out)
    return Side(measured, *_usage(run.terminal, measured), dropped=sent - seen)


def plain(source: SourceProcess, folder: Path, load: Load) -> Side:
    """The plain script; its terminal is drained like the board's."""
    source.forget()
    out = folder / "plain.txt"
    out.unlink(missing_ok=True)
    order = msgspec.json.encode(load.order()).decode()
    command = [
        sys.executable,
        "-m",
        "benchmarks.beside.plain",
        source.url,
        str(load.streams),
        order,
        str(out),
    ]
    with Terminal(command) as terminal:
        terminal.run_until(lambda: terminal.process.poll() is not None, "the end", load.seconds * 5 + 60)
    deltas = []
    for line in out.read_text().splitlines():
        name, sent, stamped = line.split()
        deltas.append(Delta(int(sent), int(stamped), name))
    measured = lag.summarise(deltas)
    return Side(measured, *_usage(terminal, measured))
