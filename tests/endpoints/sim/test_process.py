"""The server as a process: it starts, tells where it is, and never stays behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from streamboard.common.errors import EndpointError
from streamboard.endpoints.sim.__main__ import main
from streamboard.endpoints.sim.process import SimProcess
from tests.support.outputs import rest_of

from .raw import posted, request_body

PATIENCE = 15.0
SERVER = [sys.executable, "-m", "streamboard.endpoints.sim"]

ORPHAN = """
import asyncio, os, signal
from streamboard.endpoints.sim.process import SimProcess

async def main():
    process = await SimProcess.start()
    print(process.url, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def gone(url: str) -> None:
    """Wait until nothing listens there any more."""
    address = urlsplit(url)
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection(address.hostname, address.port)
            except ConnectionError:
                return
            writer.close()
            await asyncio.sleep(0.02)


async def test_stop_ends_it_and_may_be_called_again() -> None:
    process = await SimProcess.start()
    assert process.url.startswith("http://127.0.0.1:")
    assert process.returncode is None
    await asyncio.gather(process.stop(), process.stop())
    await process.stop()
    assert process.returncode == 0


async def test_stop_does_not_wait_for_open_streams() -> None:
    process = await SimProcess.start()
    with posted(process.url, request_body({"fault": "stall"})) as connection:
        assert connection.recv(10)
        await process.stop()
    assert process.returncode == 0


async def test_it_does_not_outlive_a_parent_that_was_killed() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", ORPHAN, stdout=subprocess.PIPE)
    said, _ = await asyncio.wait_for(parent.communicate(), PATIENCE)
    assert parent.returncode == -signal.SIGKILL
    await gone(said.decode().strip())


async def test_a_server_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'no such luck' >&2\nexit 3\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(EndpointError, match=r"did not start.*no such luck"):
        await SimProcess.start()


async def test_an_interpreter_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    with pytest.raises(EndpointError, match="could not be started"):
        await SimProcess.start()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_quietly_with_streams_open(number: signal.Signals) -> None:
    with subprocess.Popen(SERVER, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        line = child.stdout.readline()
        url = line.split('"')[3]
        with (
            posted(url, request_body({"rate": 20})) as flowing,
            posted(url, request_body({"fault": "stall"})),
        ):
            assert flowing.recv(10)
            child.send_signal(number)
            out, err = rest_of(child)
    assert line == f'{{"url": "{url}"}}\n'
    assert (out, err, child.returncode) == ("", "", 0)


def test_it_says_nothing_about_clients_that_go_or_talk_nonsense() -> None:
    with subprocess.Popen(
        [*SERVER, "--watch-stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdout is not None
        url = child.stdout.readline().split('"')[3]
        for fault in ("stall", "stall_headers", "drip", None):
            with posted(url, request_body({"fault": fault, "rate": 200, "length": 1000})) as connection:
                if fault != "stall_headers":
                    assert connection.recv(10)
        with posted(url, b"") as connection:
            connection.sendall(b"\x00\x01 nonsense\r\n\r\n")
            while connection.recv(1000):
                pass
        assert child.stdin is not None
        child.stdin.close()
        out, err = rest_of(child)
    assert (out, err, child.returncode) == ("", "", 0)


def test_only_loopback_is_listened_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", "0.0.0.0"]) == 1
    assert "not a loopback address" in capsys.readouterr().err


def test_a_port_that_is_taken(sim_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", str(urlsplit(sim_url).port)]) == 1
    assert "cannot listen on 127.0.0.1" in capsys.readouterr().err


def test_the_parent_does_not_load_the_web_server() -> None:
    code = "import sys, streamboard.endpoints.sim.process; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"uvicorn", "starlette", "h11", "anthropic", "textual"} & set(loaded)


async def test_it_is_deaf_to_the_interrupt_of_the_terminal() -> None:
    """A process group of its own: Ctrl-C in the terminal is the parent's to handle."""
    process = await SimProcess.start()
    try:
        assert os.getpgid(process.pid) == process.pid
    finally:
        await process.stop()
