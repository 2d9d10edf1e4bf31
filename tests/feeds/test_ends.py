"""Nothing stays behind, and nobody waits for what may never come, whatever state the processes are in."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from streamboard.common.errors import UsageError
from streamboard.feeds.process import EngineProcess
from streamboard.run import runfile
from streamboard.run.commands import PlanStream
from streamboard.run.events import AttemptStarted, ContentBlockDelta, Event, RunEnded
from streamboard.run.plan import EndpointPlan
from tests.support.engines import children_of, engine, is_alive, of, only, until
from tests.support.plans import SLOW, plan, stream

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

BOARD = """
import asyncio, sys
from pathlib import Path
from streamboard.feeds.process import EngineProcess
from streamboard.run.events import ContentBlockDelta
from tests.support.plans import SLOW, plan, stream

async def main():
    process = EngineProcess(plan(stream(sim=SLOW)), record=Path(sys.argv[1]), keep_open=True)
    async for batch in process.events():
        if any(isinstance(event, ContentBlockDelta) for event in batch):
            print(process.pid, flush=True)

asyncio.run(main())
"""
"""What a board does with an engine; says which it is once it streams."""

SILENT_RESOLVER = """
import socket, sys, time
sys.modules["uvloop"] = None  # It would not ask Python.
socket.getaddrinfo = lambda *_, **__: time.sleep(600)
"""


async def read_until(process: EngineProcess, kind: type[Event]) -> list[Event]:
    """All events up to the first of a type."""
    events: list[Event] = []
    async for batch in process.events():
        events += batch
        if of(events, kind):
            return events
    raise AssertionError(f"no {kind.__name__} came")


def send_for_ever(process: EngineProcess) -> NoReturn:
    """Send large commands until that is refused."""
    while True:
        process.send(PlanStream(stream("s2", text="x" * 10_000_000)))


@pytest.mark.slow
@pytest.mark.parametrize("stopped", ["engine", "server", "both"])
async def test_nothing_survives_a_killed_board_even_if_it_was_stopped(tmp_path: Path, stopped: str) -> None:
    record = tmp_path / "run.jsonl"
    board = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BOARD, str(record), stdout=subprocess.PIPE
    )
    assert board.stdout is not None
    engine_pid = int(await board.stdout.readline())
    servers = children_of(engine_pid)
    assert servers
    for pid in {"engine": [engine_pid], "server": servers, "both": [engine_pid, *servers]}[stopped]:
        os.kill(pid, signal.SIGSTOP)
    board.kill()
    await board.wait()
    await until(lambda: not any(map(is_alive, [engine_pid, *servers])), "engine and server to go")
    if stopped == "engine":
        assert runfile.read(record).complete  # It had the time to finish.


async def test_an_engine_that_is_stopped_keeps_nobody_waiting(tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    async with engine(plan(stream(sim=SLOW)), record=record, keep_open=True) as process:
        await read_until(process, ContentBlockDelta)
        servers = children_of(process.pid)
        os.kill(process.pid, signal.SIGSTOP)
        with pytest.raises(UsageError, match="takes no commands"):
            send_for_ever(process)
        process.close()
        assert not process.running
    await until(lambda: not any(map(is_alive, servers)), "the server to go")


@pytest.mark.slow
async def test_a_name_server_that_does_not_answer_does_not_hold_up_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SILENT_RESOLVER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    asked = plan(stream(endpoint="mine", model="m"), endpoints={"mine": EndpointPlan("http://nobody.test")})
    async with engine(asked) as process:
        events: list[Event] = []
        async for batch in process.events():
            events += batch
            if of(batch, AttemptStarted):
                process.close_input()  # The look-up goes on.
    assert only(events, RunEnded).outcomes == {"cancelled": 1}


@pytest.mark.slow
async def test_children_get_the_keys_that_they_need_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "MY_KEY", "OTHER_API_KEY", "LLAMA_ARG_HOST"):
        monkeypatch.setenv(name, f"value of {name}")
    endpoints = {"mine": EndpointPlan("http://127.0.0.1:9", api_key_env="MY_KEY")}
    async with engine(plan(stream(sim=SLOW), endpoints=endpoints), anew=True) as process:
        await read_until(process, ContentBlockDelta)
        (server,) = children_of(process.pid)
        assert keys_of(process.pid) == {"ANTHROPIC_API_KEY", "MY_KEY"}
        assert keys_of(server) == set()


def keys_of(pid: int) -> set[str]:
    """The variables of a process that a test has set."""
    pairs = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return {name for name, _, value in (pair.partition("=") for pair in pairs) if value == f"value of {name}"}
