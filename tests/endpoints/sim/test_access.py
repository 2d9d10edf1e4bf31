"""Who is answered: those who ask for this machine and have the key, and nobody can keep others waiting."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from streamboard.endpoints.sim.process import SimProcess
from streamboard.run.commands import RunAgain
from streamboard.run.events import EndpointState, Event, StreamEnded
from tests.support.engines import children_of, engine, of, only, until
from tests.support.plans import plan, stream

from .raw import request_body

KEY = "a-key-of-this-run"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def locked() -> AsyncIterator[str]:
    """The address of a server that has a key."""
    server = await SimProcess.start(KEY)
    yield server.url
    await server.stop()


async def status(url: str, **headers: str) -> int:
    async with httpx2.AsyncClient(base_url=url, trust_env=False) as client:
        return (await client.get("/v1/models", headers=headers)).status_code


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, 401),
        ({"authorization": "Bearer another"}, 401),
        ({"x-api-key": ""}, 401),
        ({"authorization": f"Bearer {KEY}"}, 200),
        ({"x-api-key": KEY}, 200),
    ],
)
async def test_only_the_key_opens(locked: str, headers: dict[str, str], code: int) -> None:
    assert await status(locked, **headers) == code


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"host": "evil.test"}, 403),
        ({"host": "127.0.0.1.evil.test:8017"}, 403),
        ({"host": "[::1"}, 403),
        ({"host": "localhost:1"}, 200),
        ({"host": "[::1]:1"}, 200),
        ({"origin": "https://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:3000"}, 200),
    ],
)
async def test_only_this_machine_is_answered_under_its_own_name(
    sim_url: str, headers: dict[str, str], code: int
) -> None:
    assert await status(sim_url, **headers) == code


async def test_a_small_request_for_a_long_answer_keeps_nobody_waiting(sim_url: str) -> None:
    long = request_body({"length": 1_000_000, "rate": 1_000_000}, stream=False, max_tokens=2_000_000)
    async with httpx2.AsyncClient(base_url=sim_url, trust_env=False) as client:
        asked = asyncio.create_task(client.post("/v1/messages", json=long, timeout=60))
        assert (await client.get("/health")).status_code == 200
        refused = await asked
    assert refused.status_code == 400
    assert "stream" in refused.json()["error"]["message"]


async def test_the_server_of_a_run_answers_that_run_only() -> None:
    events: list[Event] = []
    async with engine(plan(stream()), keep_open=True) as process:
        async for batch in process.events():
            events += batch
            if of(batch, StreamEnded):
                assert await status(of(events, EndpointState)[-1].base_url) == 401
                process.close_input()
    assert only(events, StreamEnded).outcome == "completed"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_nothing_is_sent_to_the_port_of_a_server_that_has_ended() -> None:
    events: list[Event] = []
    async with engine(plan(stream()), keep_open=True) as process:
        async for batch in process.events():
            events += batch
            if len(of(events, StreamEnded)) == 1 and of(batch, StreamEnded):
                (server,) = children_of(process.pid)
                os.kill(server, signal.SIGKILL)
                await until(lambda: not Path(f"/proc/{server}").exists(), "the server to go")  # noqa: B023
                process.send(RunAgain("s1"))
            elif of(batch, StreamEnded):
                process.close_input()
    error = of(events, StreamEnded)[-1].error
    assert error is not None
    assert error.message == "the server of sim has ended"
