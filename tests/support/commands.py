"""The command line in this process: what it prints and its exit code, without an interpreter for each try.

A run still comes from an engine, but from one in this process, too. What is about processes (signals,
pipes, what is imported) starts one: `COMMAND`.
"""

from __future__ import annotations

import asyncio
import gc
import io
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

import pytest

from streamboard.cli import main as command_line
from streamboard.engine.clock import RunClock
from streamboard.engine.recorder import Recorder
from streamboard.engine.run import Run
from streamboard.engine.writer import EventWriter
from streamboard.run.codec import decode
from streamboard.run.events import Event
from streamboard.run.plan import RunPlan
from tests.support.warm import warm_starts

COMMAND = [sys.executable, "-m", "streamboard"]

QUICK = """\
title: Quick
defaults:
  endpoint: sim
  max_tokens: 5000
  sim: {ttft: 0, rate: 5000, jitter: 0, length: 20, seed: 1}
retries: 0
"""
"""The beginning of a prompt set whose streams are over at once."""
GOOD = QUICK + "prompts: [Say one thing., Say another.]\n"


class Done(NamedTuple):
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


class EngineHere:
    """What the command line needs of an `EngineProcess`, in the loop of whoever reads the events."""

    log = None

    def __init__(self, plan: RunPlan, *, record: Path | None = None, gguf: str | None = None) -> None:
        self._plan, self._record, self._gguf = plan, record, gguf
        self._lines: asyncio.Queue[bytes] = asyncio.Queue()

    async def events(self) -> AsyncIterator[list[Event]]:
        running = asyncio.create_task(self._run())
        while not (running.done() and self._lines.empty()):
            waiting = asyncio.ensure_future(self._lines.get())
            await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                yield [decode(line) for line in waiting.result().splitlines()]
            else:
                waiting.cancel()
        await running

    async def _run(self) -> None:
        clock = RunClock()
        writer = EventWriter(clock, self, Recorder(self._record) if self._record else None)
        try:
            async with Run(self._plan, clock, writer.emit, gguf=self._gguf) as run:
                await run.wait()
        finally:
            writer.close()

    def write(self, data: bytes) -> None:
        self._lines.put_nowait(data)

    def close(self) -> None:
        pass


def streamboard(
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: int | None = None,
) -> Done:
    """Give a command; whatever happens, there is no traceback.

    Args:
        arguments: Its words.
        cwd: Where it is given.
        env: Variables beside those of this process.
        stdin: What it reads as standard input; None for what there is.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    thresholds = gc.get_threshold()
    with pytest.MonkeyPatch.context() as patch, chdir(cwd or Path.cwd()), warm_starts():
        patch.setattr(sys, "argv", ["streamboard", *map(str, arguments)])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        if stdin is not None:
            patch.setattr(sys, "stdin", open(stdin, encoding="utf-8", closefd=False))  # noqa: SIM115
        patch.setattr("streamboard.cli.headless.EngineProcess", EngineHere)
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        try:
            with pytest.raises(SystemExit) as left:
                command_line.main()
        finally:
            gc.unfreeze()
            gc.set_threshold(*thresholds)
            gc.enable()
    said = [stream.buffer.getvalue().decode() for stream in (out, err)]
    assert "Traceback" not in said[0] + said[1]
    return Done(int(left.value.code or 0), *said)


def write(folder: Path, text: str) -> Path:
    """Write a prompt set."""
    path = folder / "set.yaml"
    path.write_text(text)
    return path


def recordings(home: Path) -> list[Path]:
    """The run files that were kept."""
    return sorted((home / "data").rglob("*.jsonl"))
