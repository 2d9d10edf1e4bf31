"""Claim 5: how soon the board is there, and how soon the first request is on the wire.

python -m benchmarks.claims.start
"""

from __future__ import annotations

import compileall
import sys
from pathlib import Path

from benchmarks.harness.command import Scale, main
from benchmarks.harness.loads import Load, scratch, streamboard, write_prompt_set
from benchmarks.harness.processes import ROOT, SourceProcess, source
from benchmarks.harness.table import Report, median
from benchmarks.harness.terminal import Terminal

PANES = 4
STARTS = 10
NOTE = (
    "From the start of the process. The board is complete when its header, its footer and all panes are "
    "drawn. Both sides of a ratio are started in turn; modules are compiled and in the system's cache."
)


def board(source: SourceProcess, prompt_set: Path) -> tuple[float, float]:
    """Seconds until the board is complete, and until its first request comes."""
    source.forget()
    with Terminal(streamboard(prompt_set, "--no-record")) as terminal:
        terminal.run_until(lambda: source.said["request"], "a request")
        seen, complete = b"", 0
        for t, data in terminal.chunks:
            seen += data
            if b"streamboard" in seen and b"help" in seen and seen.count(b"rain") >= PANES:
                complete = t
                break
        terminal.send("q")
        terminal.wait_exit()
    return (complete - terminal.started) / 1e9, (source.said["request"][0] - terminal.started) / 1e9


def hello() -> float:
    """Seconds until the least Textual app shows its word."""
    with Terminal([sys.executable, "-m", "benchmarks.beside.hello"]) as terminal:
        shown = terminal.wait_for_bytes(b"Hello")
        terminal.send("\x11")
        terminal.wait_exit()
    return (shown - terminal.started) / 1e9


def bare_request(source: SourceProcess) -> float:
    """Seconds until the least script's request comes."""
    source.forget()
    command = [sys.executable, "-m", "benchmarks.beside.first_request", source.url]
    with Terminal(command) as terminal:
        terminal.run_until(lambda: terminal.process.poll() is not None, "the end")
    return (source.said["request"][0] - terminal.started) / 1e9


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    frames: list[float] = []
    requests: list[float] = []
    hellos: list[float] = []
    bare: list[float] = []
    # Installed packages are compiled; a checkout is only where Python may write beside the sources.
    compileall.compile_dir(ROOT / "streamboard", quiet=1)
    with scratch() as folder, source() as streams:
        prompt_set = write_prompt_set(folder, streams.url, PANES, Load(PANES, 50, 0.5).order(0))
        # One start of each before, so that all find their files in the system's cache.
        for turn in range(scale.quick, scale.count(STARTS) + 1):
            frame, request = board(streams, prompt_set)
            one_hello, one_bare = hello(), bare_request(streams)
            if turn:
                frames.append(frame)
                requests.append(request)
                hellos.append(one_hello)
                bare.append(one_bare)
    report = Report("5", f"Start: a board of {PANES} panes", NOTE)
    report.add("complete board", median(frames), "s", digits=2)
    report.add("Textual hello-world", median(hellos), "s", digits=2)
    ratios = [ours / theirs for ours, theirs in zip(frames, hellos, strict=True)]
    report.add("complete board / hello-world", median(ratios), at_most=2, digits=2)
    report.add("first request on the wire", median(requests), "s", digits=2)
    report.add("bare script's request", median(bare), "s", digits=2)
    ratios = [ours / theirs for ours, theirs in zip(requests, bare, strict=True)]
    report.add("first request / bare script's", median(ratios), at_most=1.2, digits=2)
    return [report]


if __name__ == "__main__":
    main(run)
