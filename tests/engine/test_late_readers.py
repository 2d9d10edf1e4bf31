"""Whoever reads the engine may be slow, and may speak before the run began: nothing is lost by either."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from streamboard.run import runfile
from streamboard.run.codec import decode
from streamboard.run.commands import StartRun, StopAll, encode_command
from streamboard.run.events import RunEnded, RunStarted, StreamEnded
from tests.support.engines import PATIENCE_S
from tests.support.plans import plan, stream

pytestmark = pytest.mark.usefixtures("warm")

FAST = {"ttft": 0.0, "rate": 5000.0, "jitter": 0.0, "length": 2000}
"""Far more than a pipe holds, in less time than the reader begins to read."""


async def test_a_reader_that_comes_late_gets_every_line_and_a_clean_end(tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    streams = [stream(f"s{number}", max_tokens=8000, sim=FAST) for number in range(3)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "streamboard.engine"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        limit=2**16,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(encode_command(StartRun(plan(*streams), str(record))))
    async with asyncio.timeout(PATIENCE_S):
        # Only the file is looked at until the run has ended there; the pipe is full by then.
        await asyncio.to_thread(_until_ended, record)
        lines = (await process.stdout.read()).splitlines(keepends=True)
        code = await process.wait()
    assert process.stderr is not None
    assert (code, await process.stderr.read()) == (0, b"")
    assert b"".join(lines) == record.read_bytes()
    last = decode(lines[-1])
    assert isinstance(last, RunEnded)
    assert last.reason == "finished"


def _until_ended(record: Path) -> None:
    while not record.exists() or b'"run_ended"' not in record.read_bytes():
        time.sleep(0.01)


async def test_a_stop_before_the_run_began_stands_after_its_first_line(tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    commands = encode_command(StartRun(plan(stream("s1", endpoint="auto")), str(record))) + encode_command(
        StopAll()
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "streamboard.engine"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    async with asyncio.timeout(PATIENCE_S):
        output, _ = await process.communicate(commands)
    events = [decode(line) for line in output.splitlines()]
    assert isinstance(events[0], RunStarted)
    ended = [event for event in events if isinstance(event, StreamEnded)]
    assert [(event.outcome, event.attempt) for event in ended] == [("cancelled", 1)]
    assert runfile.read(record).complete
