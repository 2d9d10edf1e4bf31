"""Keys go where they belong and nowhere else: seen from a server that records what it is sent."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from streamboard.run.codec import decode
from streamboard.run.commands import StartRun, encode_command
from streamboard.run.events import EndpointState, ErrorInfo, Event, StreamEnded
from streamboard.run.plan import EndpointPlan
from tests.support.engines import PATIENCE_S, of, only
from tests.support.plans import plan, stream
from tests.support.wire import HEAD, Request, answer, serve

pytestmark = pytest.mark.slow

KEY = "sk-ant-" + "test-0123456789abcdef"
OWN_KEY = "sk-ant-the-users-own-key"
TOKEN = "the-users-own-token"
SECRETS = (KEY, OWN_KEY, TOKEN, "secret-header-value", "evil-key")


class Ran(NamedTuple):
    events: list[Event]
    requests: dict[str, Request]
    """By the model asked for."""
    written: str
    """Everything that the engine wrote anywhere."""


@pytest.fixture(scope="module")
def ran(clean_session: None, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One run of four streams: with a key, without one, with a broken one, with a missing one."""
    record = tmp_path_factory.mktemp("keys") / "run.jsonl"
    ran = asyncio.run(_run(record))
    return ran._replace(written=ran.written + record.read_text())


async def _run(record: Path) -> Ran:
    async with serve(lambda request: [HEAD, answer("hello")]) as server:
        variables = {"keyed": "MY_KEY", "open": None, "broken": "BROKEN_KEY", "missing": "MISSING_KEY"}
        endpoints = {name: EndpointPlan(server.url, variable) for name, variable in variables.items()}
        streams = [stream(name, endpoint=name, model=name) for name in endpoints]
        start = StartRun(plan(*streams, endpoints=endpoints), str(record))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MY_KEY", KEY)
            patch.setenv("BROKEN_KEY", "evil-key\n")
            patch.setenv("ANTHROPIC_API_KEY", OWN_KEY)
            patch.setenv("ANTHROPIC_AUTH_TOKEN", TOKEN)
            patch.setenv("ANTHROPIC_CUSTOM_HEADERS", "X-Secret: secret-header-value")
            patch.setenv("ANTHROPIC_LOG", "debug")
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "streamboard.engine"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                limit=2**22,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(encode_command(start))
        # Not closed: the engine would take that for an order to stop.
        out, err = await asyncio.wait_for(
            asyncio.gather(process.stdout.read(), process.stderr.read()), PATIENCE_S
        )
        process.stdin.close()
        await asyncio.wait_for(process.wait(), PATIENCE_S)
        requests = {
            next(name for name in endpoints if f'"model":"{name}"' in request.body.decode()): request
            for request in server.requests
        }
    return Ran([decode(line) for line in out.splitlines()], requests, out.decode() + err.decode())


def error_of(ran: Ran, name: str) -> ErrorInfo:
    error = only(ran.events, StreamEnded, name).error
    assert error is not None
    return error


def test_the_key_goes_out_as_a_bearer_token(ran: Ran) -> None:
    assert ran.requests["keyed"].headers["authorization"] == f"Bearer {KEY}"
    assert only(ran.events, StreamEnded, "keyed").outcome == "completed"


def test_without_a_key_no_credentials_are_sent(ran: Ran) -> None:
    headers = ran.requests["open"].headers
    assert "authorization" not in headers
    assert "x-api-key" not in headers
    assert only(ran.events, StreamEnded, "open").outcome == "completed"


def test_the_users_own_credentials_and_headers_never_go_to_another_server(ran: Ran) -> None:
    for request in ran.requests.values():
        sent = request.head + request.body.decode()
        assert OWN_KEY not in sent
        assert TOKEN not in sent
        assert "secret-header-value" not in sent


def test_a_key_that_no_header_can_carry_is_a_clean_error(ran: Ran) -> None:
    error = error_of(ran, "broken")
    assert error.type == "credentials"
    assert "line breaks" in error.message
    assert "broken" not in ran.requests


def test_a_missing_variable_is_named(ran: Ran) -> None:
    assert "MISSING_KEY is not set" in error_of(ran, "missing").message
    assert "missing" not in ran.requests


def test_no_secret_is_written_anywhere(ran: Ran) -> None:
    for secret in SECRETS:
        assert secret not in ran.written


def test_the_endpoints_that_cannot_be_used_are_told(ran: Ran) -> None:
    states = {event.endpoint: event.state for event in of(ran.events, EndpointState)}
    assert states == {"keyed": "ready", "open": "ready", "broken": "failed", "missing": "failed"}
