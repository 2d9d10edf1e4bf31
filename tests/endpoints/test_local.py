"""The local model: the real `llama-server` where it is installed, and impostors for what can go wrong."""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from streamboard.common.errors import EndpointError
from streamboard.endpoints import guard, local
from streamboard.endpoints.llama import LlamaServer
from streamboard.endpoints.local import LocalModel, context_for, slots_for
from streamboard.run.events import (
    ApiEvent,
    ConnectionOpened,
    EndpointState,
    Event,
    RunStarted,
    StreamEnded,
)
from tests.support.engines import (
    PATIENCE_S,
    children_of,
    engine,
    is_alive,
    of,
    only,
    run_engine,
    text_of,
    until,
)
from tests.support.plans import plan, stream

pytestmark = pytest.mark.slow

STARTER = """
import asyncio, os
from streamboard.endpoints import local
from streamboard.endpoints.llama import LlamaServer

async def main():
    server = await LlamaServer.start(local.find(), slots=1, context=2048, progress=lambda words: None)
    print(server.socket, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def installed() -> LocalModel:
    """The installed model. Its absence is a failure where it must be there, else a loud skip."""
    try:
        return local.find()
    except EndpointError as error:
        if os.environ.get("CI") and sys.platform == "linux" and platform.machine() == "x86_64":
            pytest.fail(f"CI on Linux x86-64 must have the local model: {error}")
        pytest.skip(f"THE LOCAL MODEL WAS NOT TESTED: {error}")


@pytest.fixture
def impostor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `llama-server` of our own on PATH; the test writes its body."""
    folder = tmp_path / "bin"
    folder.mkdir()
    path = folder / "llama-server"
    does(path, "exit 0")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return path


def does(impostor: Path, script: str) -> None:
    """Say what the impostor does."""
    impostor.write_text(f"#!/bin/sh\n{script}\n")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "Tiny-1B.Q4_K_M.gguf"
    path.write_bytes(b"GGUF")
    return path


@pytest.fixture(scope="module")
def answered(clean_session: None) -> list[Event]:
    """A run of the real model, one request after the other: a short answer, then a token each."""
    installed()
    first = stream(endpoint="local", max_tokens=12, text="Say hello.")
    # By chance it begins with an emoji, and llama-server then sends no message_start.
    first.request["temperature"] = 0
    others = (stream(f"s{n}", endpoint="local", max_tokens=1) for n in range(2, 14))
    return asyncio.run(run_engine(plan(first, *others, concurrency=1)))


def test_a_short_answer_streams_from_the_real_model(answered: list[Event]) -> None:
    ended = only(answered, StreamEnded, "s1")
    assert ended.outcome in ("completed", "max_tokens"), ended
    assert text_of(answered, "s1")
    assert ended.usage["output_tokens"] > 0
    ready = of(answered, EndpointState)[-1]
    assert (ready.state, ready.simulated, ready.slots) == ("ready", False, 1)
    assert installed().name in ready.detail
    (start,) = [event for event in of(answered, ApiEvent, "s1") if event.name == "message_start"]
    assert start.body["message"]["model"] == installed().name


def test_no_request_goes_out_on_a_connection_that_the_server_just_closed(answered: list[Event]) -> None:
    """It keeps connections open for a few requests only; two in forty failed of it."""
    ends = of(answered, StreamEnded)
    assert len(ends) == 13
    assert {event.outcome for event in ends} <= {"completed", "max_tokens"}
    assert not any(event.reused for event in of(answered, ConnectionOpened))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_the_server_ends_when_its_starter_is_killed() -> None:
    """Also where the guard, the server or both of them were stopped."""
    installed()
    await asyncio.gather(*(_end_with_their_starter(stopped) for stopped in ([], [0], [1], [0, 1])))


async def _end_with_their_starter(stopped: list[int]) -> None:
    starter = await asyncio.create_subprocess_exec(sys.executable, "-c", STARTER, stdout=subprocess.PIPE)
    assert starter.stdout is not None
    line = await asyncio.wait_for(starter.stdout.readline(), PATIENCE_S)
    place = Path(line.decode().strip()).parent
    assert place.stat().st_mode & 0o777 == 0o700
    below = children_of(starter.pid)
    assert len(below) == 2  # The guard and the server.
    for which in stopped:
        os.kill(below[which], signal.SIGSTOP)
    starter.kill()
    await starter.wait()
    await until(lambda: not any(map(is_alive, below)), f"the server and its guard to go; stopped: {stopped}")
    assert not place.exists()


async def test_it_starts_is_healthy_and_stops() -> None:
    model = installed()
    told: list[str] = []
    server = await LlamaServer.start(model, slots=1, context=2048, progress=told.append)
    try:
        assert server.socket.endswith(".sock")
    finally:
        await server.stop()
    assert all(model.name in words for words in told)
    assert not Path(server.socket).parent.exists()


async def test_a_server_on_path_wins_and_an_illegal_instruction_is_told(
    impostor: Path, weights: Path
) -> None:
    does(impostor, "kill -ILL $$")
    model = local.find(str(weights))
    assert model == LocalModel(impostor, weights)
    with pytest.raises(EndpointError, match="illegal instruction") as raised:
        await LlamaServer.start(model, slots=1, context=2048, progress=lambda words: None)
    assert "PATH" in raised.value.advice


async def test_a_server_that_dies_says_why(impostor: Path, weights: Path) -> None:
    does(impostor, "echo 'error: the weights are torn' >&2; exit 3")
    with pytest.raises(EndpointError, match="exit code 3") as raised:
        await LlamaServer.start(local.find(str(weights)), slots=1, context=2048, progress=lambda words: None)
    assert "the weights are torn" in raised.value.advice


async def test_auto_falls_back_to_the_simulated_server_and_says_why(impostor: Path, weights: Path) -> None:
    does(impostor, "kill -ILL $$")
    async with engine(
        plan(stream(endpoint="auto", sim={"ttft": 0, "rate": 5000})), gguf=str(weights)
    ) as process:
        events = [event async for batch in process.events() for event in batch]
    states = {event.endpoint: event for event in of(events, EndpointState)}
    assert states["local"].state == "failed"
    assert (states["sim"].state, states["sim"].simulated) == ("ready", True)
    assert "no credentials found" in states["sim"].reason
    assert "illegal instruction" in states["sim"].reason
    assert only(events, StreamEnded).outcome == "completed"
    assert text_of(events, "s1")
    assert only(events, RunStarted).plan.streams[0].endpoint == "local"


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, impostor: Path) -> None:
    with pytest.raises(EndpointError, match="there is no file"):
        local.find(str(tmp_path / "none.gguf"))
    monkeypatch.setattr(local, "_WEIGHTS_PACKAGE", "no_such_package")
    with pytest.raises(EndpointError, match="no weights"):
        local.find()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(local, "_SERVER_WHEELS", ("no_such_wheel",))
    with pytest.raises(EndpointError, match="llama-server is not installed") as raised:
        local.find()
    assert raised.value.advice


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-135M-Instruct"),
        ("qwen3-0.6b-iq4_xs.gguf", "qwen3-0.6b"),
        ("model-F16.gguf", "model"),
        ("plain.gguf", "plain"),
    ],
)
def test_a_model_is_called_as_its_file_without_the_quantization(file: str, name: str) -> None:
    assert LocalModel(Path("llama-server"), Path(file)).name == name


@pytest.mark.parametrize(
    ("streams", "cap", "slots"), [(1, None, 1), (4, 2, 2), (100, None, 8), (100, 50, 8), (0, 1, 1)]
)
def test_as_many_slots_as_the_run_needs_and_at_most_eight(streams: int, cap: int | None, slots: int) -> None:
    assert slots_for(streams, cap) == slots


def test_the_context_holds_the_longest_prompt_and_its_answer() -> None:
    assert context_for([stream(max_tokens=10)]) == 2048
    assert context_for([stream(max_tokens=10), stream(max_tokens=3000)]) == 4096
    assert context_for([stream(max_tokens=10, text="x" * 100_000)]) == 8192


@pytest.mark.parametrize(("script", "code"), [("exit 7", 7), ("kill -9 $$", 137), ("kill -ILL $$", 132)])
def test_the_guard_passes_on_how_its_child_ended(script: str, code: int) -> None:
    command = [sys.executable, "-I", "-S", guard.__file__, "/none/x.sock", "/bin/sh", "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        assert child.wait(PATIENCE_S) == code


@pytest.mark.parametrize("how", ["close", "term", "two signals"])
def test_the_guard_ends_a_child_that_will_not_go(how: str) -> None:
    script = "trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done"
    command = [sys.executable, "-I", "-S", guard.__file__, "/none/x.sock", "/bin/sh", "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == b"ready\n"
        if how == "close":
            child.stdin.close()
        else:
            child.send_signal(signal.SIGTERM)
            if how == "two signals":
                assert child.stdout.readline() == b"asked\n"
                child.send_signal(signal.SIGINT)
        assert child.wait(PATIENCE_S) == 137
