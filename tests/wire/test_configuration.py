"""Configurations that cannot work: each is a sentence on its streams, with advice, and shows no secret."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import pytest

import streamboard
from streamboard.run.events import Event, StreamEnded
from streamboard.run.plan import SECOND, EndpointPlan, Limits
from tests.support.engines import only, run_engine
from tests.support.plans import plan, stream

KEY = "sk-ant-" + "configured-0123456789"
SECRET = "hunter2-in-a-proxy"


class Case(NamedTuple):
    """An environment, and what is said of it."""

    environment: dict[str, str]
    kind: str
    words: str = ""
    """Stands in what is said."""


CASES = {
    "no credentials": Case({}, "endpoint", "no credentials"),
    "a key with a line break": Case({"ANTHROPIC_API_KEY": KEY + "\n"}, "credentials", "line break"),
    "a key of spaces": Case({"ANTHROPIC_API_KEY": "   "}, "endpoint", "no credentials"),
    "a key with a space within": Case({"ANTHROPIC_API_KEY": KEY + " x"}, "credentials"),
    "a profile that is not there": Case({"ANTHROPIC_PROFILE": "nowhere"}, "credentials"),
    "a broken address": Case(
        {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://[::1"}, "configuration"
    ),
    "an address without a scheme": Case(
        {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "localhost:8080"}, "configuration", "http://"
    ),
    "a key within the address": Case(
        {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": f"http://user:{SECRET}@127.0.0.1:1"},
        "configuration",
        "user name",
    ),
    "a proxy that is not there": Case(
        {
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
            "HTTP_PROXY": f"http://user:{SECRET}@127.0.0.1:1",
        },
        "proxy",
        "proxy",
    ),
    "a proxy that does not speak HTTP": Case(
        {
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
            "ALL_PROXY": f"socks5://user:{SECRET}@127.0.0.1:1",
        },
        "configuration",
        "socks5",
    ),
}


async def run_in(case: Case) -> list[Event]:
    asked = plan(stream("s1", endpoint="anthropic", model="m"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in case.environment.items():
            patch.setenv(name, value)
        return await run_engine(asked)


@pytest.mark.parametrize("name", CASES)
async def test_a_configuration_that_cannot_work(name: str) -> None:
    case = CASES[name]
    events = await run_in(case)
    ended = only(events, StreamEnded)
    assert ended.outcome == "failed"
    assert ended.error is not None
    assert ended.error.type == case.kind, ended.error
    assert ended.error.message.strip()
    assert ended.error.advice.strip()
    assert case.words in f"{ended.error.message} {ended.error.advice}"
    told = repr(events)
    assert KEY not in told
    assert SECRET not in told


async def test_a_prompt_that_no_request_can_hold_fails_alone() -> None:
    """A lone surrogate cannot be written as UTF-8; prompt sets refuse it, a caller of the library may not."""
    asked = plan(stream("s1"), stream("s2", text="half a pair: \ud83d"))
    whole, broken = (await streamboard.collect(asked)).streams
    assert whole.outcome == "completed"
    assert broken.outcome == "failed"
    assert broken.error is not None
    assert broken.error.message
    assert broken.error.advice


async def test_a_port_that_answers_nothing_is_given_up_by_the_limit() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        asked = plan(
            stream("s1", endpoint="mine", model="m", limits=Limits(SECOND // 2, None, None)),
            endpoints={"mine": EndpointPlan(url)},
        )
        ended = only(await run_engine(asked), StreamEnded)
    assert ended.outcome == "stalled"
