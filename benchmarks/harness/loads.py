"""Loads, as prompt sets, and streamboard under them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import msgspec
import yaml

from benchmarks.harness.processes import SourceProcess
from benchmarks.harness.source import Order
from benchmarks.harness.terminal import Terminal

PROMPT = "Tell me about rain."


class Load(NamedTuple):
    """So many streams of so many deltas per second for a while."""

    streams: int
    rate: float
    seconds: float
    delay: float = 0
    """Seconds until the first delta of each."""

    def __str__(self) -> str:
        return f"{self.streams} x {self.rate:g}"

    def order(self, stamp_every: int = 1) -> Order:
        """What each request asks of the source."""
        return Order(int(self.rate * self.seconds), self.rate, stamp_every, delay=self.delay)

    @property
    def patience(self) -> float:
        """Seconds after which it should be over, on the slowest of machines."""
        return (self.delay + self.seconds) * 3 + 30


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for the time of a `with` block."""
    with TemporaryDirectory(prefix="streamboard-bench-") as folder:
        yield Path(folder)


def write_prompt_set(
    folder: Path,
    url: str,
    streams: int,
    order: Order,
    beside: Sequence[dict[str, Any]] = (),
    columns: int = 1,
    **top: Any,
) -> Path:
    """A prompt set that asks the source for this.

    Args:
        folder: Where it goes.
        url: Of the source.
        streams: How many.
        order: What each asks for.
        beside: Further prompts.
        columns: With more than one, so many models are asked as many prompts as make up the streams.
        top: Further keys at the top, `endpoints` beside the source among them.
    """
    prompt = {"name": "rain", "prompt": PROMPT, "extra": {"bench": msgspec.to_builtins(order)}}
    asked: list[dict[str, Any]] = [prompt | ({"repeat": streams} if streams > 1 else {})]
    if columns > 1:
        asked = [prompt | {"name": f"rain {number}"} for number in range(streams // columns)]
        top["models"] = [{"name": f"model {number}", "model": "bench"} for number in range(columns)]
    document = {
        "title": "Benchmark",
        "defaults": {"endpoint": "source", "model": "bench", "max_tokens": 1_000_000},
        "endpoints": {"source": {"base_url": url}, **top.pop("endpoints", {})},
        "prompts": [*asked, *beside],
        "retries": 0,
        "limits": {"total": "off"},
        **top,
    }
    path = folder / "bench.yaml"
    path.write_text(yaml.safe_dump(document))
    return path


def streamboard(*arguments: str | Path) -> list[str]:
    """The command line of streamboard with these arguments."""
    return [sys.executable, "-m", "streamboard", *map(str, arguments)]


class BoardRun(NamedTuple):
    """A board that has run."""

    terminal: Terminal
    run_file: Path


def run_board(
    source: SourceProcess,
    folder: Path,
    load: Load,
    *,
    keys: str = "",
    size: tuple[int, int] = (200, 50),
    columns: int = 1,
    wire: bool = False,
) -> BoardRun:
    """Run a load on the board, recording, until all streams have ended.

    Args:
        source: Where the streams come from; what it said before is forgotten.
        folder: Where the prompt set and the run file go.
        load: What to run.
        keys: Pressed once the first request is out.
        size: Columns and rows.
        columns: So many models are asked each prompt; the streams are divided among them.
        wire: Keep the bytes of each event.
    """
    source.forget()
    prompt_set = write_prompt_set(folder, source.url, load.streams, load.order(), columns=columns, wire=wire)
    run_file = folder / "run.jsonl"
    run_file.unlink(missing_ok=True)
    with Terminal(streamboard(prompt_set, "--record", run_file), size=size) as terminal:
        terminal.run_until(lambda: source.said["request"], "a request")
        if keys:
            terminal.send(keys)
        terminal.run_until(lambda: len(source.said["finished"]) == load.streams, "the ends", load.patience)
        terminal.run_for(0.5)
        terminal.watch.sample(now=True)
        terminal.send("q")
        terminal.wait_exit()
    return BoardRun(terminal, run_file)


class HeadlessRun(NamedTuple):
    """A `streamboard run --json` that has run."""

    terminal: Terminal
    run_file: Path
    """What it recorded."""
    out: Path
    """What it printed: the same events."""


def run_headless(source: SourceProcess, folder: Path, load: Load, *, record: bool = True) -> HeadlessRun:
    """Run a load without the board until all streams have ended.

    Args:
        source: Where the streams come from; what it said before is forgotten.
        folder: Where the prompt set, the run file and the output go.
        load: What to run.
        record: Whether the engine writes a run file.
    """
    source.forget()
    prompt_set = write_prompt_set(folder, source.url, load.streams, load.order())
    run_file, out = folder / "run.jsonl", folder / "out.jsonl"
    run_file.unlink(missing_ok=True)
    recording = ["--record", str(run_file)] if record else ["--no-record"]
    command = streamboard("run", prompt_set, "--json", *recording)
    # A shell takes the output to a file; the summary stays on the terminal.
    with Terminal(["sh", "-c", 'exec "$@" >"$0"', str(out), *command]) as terminal:
        terminal.run_until(lambda: terminal.process.poll() is not None, "the end", load.patience)
    return HeadlessRun(terminal, run_file, out)
