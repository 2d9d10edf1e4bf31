"""The engine as a process: how it begins, obeys, ends, and what it leaves behind (nothing)."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from streamboard.common.errors import EngineError
from streamboard.feeds.process import EngineProcess
from streamboard.run import runfile
from streamboard.run.codec import encode
from streamboard.run.commands import (
    ListModels,
    PlanStream,
    RemoveStream,
    RunAgain,
    RunAllAgain,
    StopAll,
    StopStream,
    Vote,
)
from streamboard.run.events import (
    AttemptStarted,
    ContentBlockDelta,
    EndpointModels,
    EndpointState,
    Event,
    PassStarted,
    RecordingFailed,
    RetryScheduled,
    RunEnded,
    RunStarted,
    StreamEnded,
    StreamQueued,
    StreamRemoved,
    VoteCast,
)
from streamboard.run.plan import EndpointPlan
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
from tests.support.plans import SLOW, plan, stream
from tests.support.wire import HEAD, answer, serve


class Watcher:
    """Collects an engine's events and does something when one comes that is waited for."""

    def __init__(self, process: EngineProcess) -> None:
        self.events: list[Event] = []
        self._batches = process.events()

    async def until(self, kind: type[Event], count: int = 1, stream: str | None = None) -> None:
        """Read until so many events of a type are here."""
        while len(of(self.events, kind, stream)) < count:
            self.events += await anext(self._batches)

    async def rest(self) -> None:
        """Read to the end."""
        async for batch in self._batches:
            self.events += batch


async def test_a_run_from_its_first_line_to_its_last(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    whole = plan(
        stream("s1"),
        stream("s2", sim={"thinking": 5}),
        stream("s3", sim={"fault": "overloaded", "times": 1, "retry_after": 0.01, "seed": 3}, retries=1),
    )
    events = await run_engine(whole, record=path)
    first, last = events[0], events[-1]
    assert isinstance(first, RunStarted)
    assert (first.t, first.plan, first.version) == (0, whole, 1)
    assert {"streamboard", "anthropic", "python"} <= first.versions.keys()
    assert isinstance(last, RunEnded)
    assert (last.reason, last.outcomes) == ("finished", {"completed": 3})
    assert path.read_bytes() == b"".join(map(encode, events))
    assert path.stat().st_mode & 0o777 == 0o600
    retry = only(events, RetryScheduled)
    assert (retry.stream, retry.delay_ns, retry.reason) == ("s3", 10_000_000, "overloaded_error")
    states = [(event.endpoint, event.state, event.simulated) for event in of(events, EndpointState)]
    assert states == [("sim", "starting", True), ("sim", "ready", True)]


async def test_closing_its_input_cancels_the_streams_and_finishes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    streams = [stream("s1", sim=SLOW), stream("s2", sim=SLOW), stream("s3", sim=SLOW)]
    async with engine(plan(*streams, concurrency=2), record=path) as process:
        watcher = Watcher(process)
        await watcher.until(ContentBlockDelta, stream="s1")
        process.close_input()
        await watcher.rest()
    last = watcher.events[-1]
    assert isinstance(last, RunEnded)
    assert (last.reason, last.outcomes) == ("input_closed", {"cancelled": 3})
    assert text_of(watcher.events, "s1")
    assert runfile.read(path).events == watcher.events


async def test_sigterm_ends_it_in_order(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    async with engine(plan(stream(sim=SLOW)), record=path) as process:
        watcher = Watcher(process)
        await watcher.until(ContentBlockDelta)
        os.kill(process.pid, signal.SIGTERM)
        await watcher.rest()
    last = watcher.events[-1]
    assert isinstance(last, RunEnded)
    assert (last.reason, last.outcomes) == ("stopped", {"cancelled": 1})
    assert runfile.read(path).complete


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_a_killed_engine_is_told_after_all_its_events_and_leaves_no_server(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    async with engine(plan(stream(sim=SLOW)), record=path) as process:
        watcher = Watcher(process)
        await watcher.until(ContentBlockDelta, 3)
        servers = children_of(process.pid)
        assert servers
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(EngineError, match="killed by signal 9"):
            await watcher.rest()
        await until(lambda: not any(map(is_alive, servers)), "the simulated server to go")
    recorded = runfile.read(path)
    assert not recorded.complete
    assert recorded.warning
    # What was read is in the file, but for what waited in memory for its batch.
    common = min(len(recorded.events), len(watcher.events))
    assert recorded.events[:common] == watcher.events[:common]
    assert len(of(recorded.events, ContentBlockDelta)) >= 2


@pytest.mark.parametrize("moment", range(3))
async def test_a_killed_engine_has_recorded_all_that_it_showed(tmp_path: Path, moment: int) -> None:
    path = tmp_path / "run.jsonl"
    busy = plan(*(stream(f"s{number}", sim=SLOW | {"rate": 500, "seed": number}) for number in range(8)))
    async with engine(busy, record=path) as process:
        seen = Watcher(process)
        await seen.until(ContentBlockDelta, 300 + 411 * moment)
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(EngineError):
            await seen.rest()
    recorded = runfile.read(path)
    assert recorded.bad_lines == ()
    assert recorded.events[: len(seen.events)] == seen.events


async def test_commands_stop_streams_and_run_them_again() -> None:
    streams = [stream("s1", sim=SLOW), stream("s2", sim=SLOW), stream("s3")]
    async with engine(plan(*streams), keep_open=True) as process:
        watcher = Watcher(process)
        await watcher.until(ContentBlockDelta, stream="s1")
        await watcher.until(StreamEnded, stream="s3")
        process.send(StopStream("s1"))
        await watcher.until(StreamEnded, stream="s1")
        process.send(RunAgain("s1"))
        await watcher.until(AttemptStarted, 2, stream="s1")
        process.send(RunAllAgain())
        await watcher.until(StreamEnded, 2, stream="s3")
        await watcher.until(AttemptStarted, 3, stream="s1")
        process.send(StopAll())
        await watcher.until(StreamEnded, 3, stream="s1")
        await watcher.until(StreamEnded, 2, stream="s2")
        process.close_input()
        await watcher.rest()
    last = only(watcher.events, RunEnded)
    assert (last.reason, last.outcomes) == ("input_closed", {"cancelled": 2, "completed": 1})
    assert [event.attempt for event in of(watcher.events, StreamQueued, "s1")] == [1, 2, 3]


async def test_kept_open_it_outlives_its_streams_and_obeys_on() -> None:
    async with engine(plan(stream("s1"), stream("s2")), keep_open=True) as process:
        watcher = Watcher(process)
        await watcher.until(StreamEnded, 2)
        process.send(RunAgain("s2"))
        process.send(StopStream("no such stream"))
        await watcher.until(StreamEnded, 2, stream="s2")
        process.close_input()
        await watcher.rest()
    assert only(watcher.events, RunEnded).outcomes == {"completed": 2}


async def test_again_and_stop_in_one_breath_do_not_hang_it() -> None:
    async with engine(plan(stream("s1")), keep_open=True) as process:
        watcher = Watcher(process)
        await watcher.until(StreamEnded)
        process.send(RunAgain("s1"))
        process.send(StopStream("s1"))
        process.close_input()
        await asyncio.wait_for(watcher.rest(), PATIENCE_S / 4)
    assert isinstance(watcher.events[-1], RunEnded)


async def test_a_file_that_cannot_be_made_does_not_stop_the_run(tmp_path: Path) -> None:
    path = tmp_path / "taken.jsonl"
    path.write_text("mine")
    events = await run_engine(plan(), record=path)
    assert "exists already" in only(events, RecordingFailed).message
    assert isinstance(events[0], RunStarted)
    assert only(events, RunEnded).outcomes == {"completed": 1}
    assert path.read_text() == "mine"


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    "line", [b"", b"\n", b"nonsense\n", b'{"command": "stop_all"}\n', b'{"command": "start"}\n']
)
def test_a_first_line_that_is_no_start_is_a_mistake_of_the_caller(line: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamboard.engine"],
        input=line,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"first line must be a start command" in done.stderr
    assert b"Traceback" not in done.stderr


async def test_an_engine_that_cannot_start_is_an_error_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'no such luck sk-ant-secret' >&2\nexit 7\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(EngineError, match="exit code 7") as raised:
        await run_engine(plan())
    assert "no such luck" in str(raised.value)
    assert "sk-ant-secret" not in str(raised.value)


async def test_an_event_that_cannot_be_read_is_no_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stray print is passed over; an event that is lost could leave a stream without its end."""
    good, bad = encode(PassStarted(t=1, number=2)).decode(), '{"event":"stream_ended","t":-1}'
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat <<'END'\nstray print\n{good}{bad}\n{good}END\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    async with engine(plan()) as process:
        seen = Watcher(process)
        with pytest.raises(EngineError, match="event that cannot be read"):
            await seen.rest()
    assert seen.events == [PassStarted(t=1, number=2)]


async def test_closing_twice_and_sending_to_an_engine_that_is_gone_do_no_harm() -> None:
    async with engine(plan()) as process:
        events = [event async for batch in process.events() for event in batch]
        process.send(StopAll())
        process.close()
        process.close()
        process.send(StopAll())
    assert isinstance(events[-1], RunEnded)


async def test_streams_are_added_changed_and_removed_while_the_engine_runs() -> None:
    async with engine(plan(stream("s1")), keep_open=True) as process:
        seen = Watcher(process)
        await seen.until(StreamEnded)
        process.send(PlanStream(stream("s2", text="Another one.")))
        await seen.until(StreamEnded, stream="s2")
        process.send(PlanStream(stream("s1", text="And now?", sim={"seed": 9})))
        await seen.until(StreamEnded, 2, stream="s1")
        process.send(RemoveStream("s2"))
        await seen.until(StreamRemoved)
        process.send(Vote(["s1", "s2"], "s1"))
        await seen.until(VoteCast)
        process.close_input()
        await seen.rest()
    assert text_of(seen.events, "s1", attempt=1) != text_of(seen.events, "s1", attempt=2)
    assert only(seen.events, VoteCast).winner == "s1"


async def test_an_endpoint_is_opened_for_the_first_stream_that_needs_it() -> None:
    async with serve(lambda _: [HEAD, answer("from afar")]) as server:
        asked = plan(stream("s1"), endpoints={"mine": EndpointPlan(server.url)})
        async with engine(asked, keep_open=True) as process:
            seen = Watcher(process)
            await seen.until(StreamEnded)
            process.send(PlanStream(stream("s2", endpoint="mine", model="m")))
            process.send(PlanStream(stream("s3", endpoint="nowhere", model="m")))
            await seen.until(StreamEnded, stream="s2")
            await seen.until(StreamEnded, stream="s3")
    assert text_of(seen.events, "s2") == "from afar"
    error = only(seen.events, StreamEnded, "s3").error
    assert error is not None
    assert "no endpoint named nowhere" in error.message


async def test_every_endpoint_that_answers_tells_its_models(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    page = b'{"data":[{"id":"two\\u001b[2J"},{"x":1}]}'
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n"
    good = b'{"data":[{"id":"one"},{"id":"two"}]}'
    async with serve(lambda _: [head, good]) as fine, serve(lambda _: [head, page]) as odd:
        endpoints = {"fine": EndpointPlan(fine.url), "odd": EndpointPlan(odd.url)}
        async with engine(plan(stream("s1"), endpoints=endpoints), keep_open=True) as process:
            seen = Watcher(process)
            process.send(ListModels())
            await seen.until(EndpointModels, 5)
    models = {event.endpoint: event for event in of(seen.events, EndpointModels)}
    assert models["fine"].models == ["one", "two"]
    assert models["sim"].models[:2] == ["sim", "sim-fast"]
    assert models["anthropic"].problem
    assert models["local"].models or models["local"].problem
    assert models["odd"].problem
