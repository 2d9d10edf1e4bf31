"""Configurations that cannot work: each is a sentence on its streams, with advice, and shows no secret."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest

import streamboard
from streamboard.run.events import Event, StreamEnded
from streamboard.run.plan import SECOND, EndpointPlan, Limits
from tests.support.engines import only, run_engine
from tests.support.plans import PATIENT, plan, stream
from tests.support.wire import HEAD, HOLD, Request, answer, serve

KEY = "sk-ant-" + "configured-0123456789"
SECRET = "hunter2-in-a-proxy"


class Case(NamedTuple):
    """An environment, and what is said of it."""

    environment: dict[str, str]
    kind: str
    words: str = ""
    """Stands in what is said."""


FEDERATION = {
    "ANTHROPIC_FEDERATION_RULE_ID": "rule",
    "ANTHROPIC_ORGANIZATION_ID": "organization",
    "ANTHROPIC_IDENTITY_TOKEN": KEY,
}

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
    "a proxy of a kind that nobody knows": Case(
        {
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
            "HTTP_PROXY": f"gopher://user:{SECRET}@127.0.0.1:1",
        },
        "configuration",
        "gopher://",
    ),
    "a proxy without a host": Case(
        {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "HTTP_PROXY": "http://"},
        "configuration",
        "address is not valid",
    ),
    "a proxy at a port that cannot be": Case(
        {
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
            "HTTP_PROXY": f"http://user:{SECRET}@127.0.0.1:99999",
        },
        "configuration",
        "address is not valid",
    ),
    "a token that is fetched through a proxy of such a kind": Case(
        FEDERATION | {"ALL_PROXY": f"socks5://user:{SECRET}@127.0.0.1:1"}, "configuration", "socks5"
    ),
    "a token that is fetched through a proxy that nobody knows": Case(
        FEDERATION | {"ALL_PROXY": f"gopher://user:{SECRET}@127.0.0.1:1"}, "configuration", "gopher"
    ),
    "a token that nobody hands out": Case(
        FEDERATION | {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}, "credentials", "no token"
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
    assert "URL(" not in told
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


TOKEN = "sk-ant-" + "oat-handed-out-0123456789"


async def with_a_token(reply: Callable[[Request], Iterable[bytes]], limits: Limits) -> StreamEnded:
    asked = plan(stream("s1", endpoint="anthropic", model="m", limits=limits))
    async with serve(reply) as server:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in (FEDERATION | {"ANTHROPIC_BASE_URL": server.url}).items():
                patch.setenv(name, value)
            return only(await run_engine(asked), StreamEnded)


async def test_a_token_that_is_not_handed_out_in_time_is_given_up_by_the_limit() -> None:
    ended = await with_a_token(lambda _: [HOLD], Limits(SECOND // 2, None, None))
    assert ended.outcome == "stalled"


async def test_a_token_that_is_handed_out_is_sent() -> None:
    sent: list[str] = []

    def reply(request: Request) -> list[bytes]:
        if "/oauth/token" in request.head:
            token = json.dumps({"access_token": TOKEN, "token_type": "bearer", "expires_in": 3600})
            return [head("application/json"), token.encode()]
        sent.append(request.headers["authorization"])
        return [HEAD, answer("a")]

    assert (await with_a_token(reply, PATIENT)).outcome == "completed"
    assert sent == [f"Bearer {TOKEN}"]


def head(content_type: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\nconnection: close\r\n\r\n".encode()
