"""A redirect is told and not followed: prompts, keys and headers go only where they were sent."""

from __future__ import annotations

import pytest

from streamboard.run.events import StreamEnded
from streamboard.run.plan import EndpointPlan
from tests.support.engines import of, run_engine
from tests.support.plans import plan, stream
from tests.support.wire import HEAD, answer, serve


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with serve(lambda _: [HEAD, answer("caught")]) as other:
        head = f"HTTP/1.1 {status} Go\r\nlocation: {other.url}/v1/messages\r\ncontent-length: 0\r\n\r\n"
        async with serve(lambda _: [head.encode()]) as server:
            asked = plan(
                stream("s1", endpoint="mine", model="m", retries=0),
                endpoints={"mine": EndpointPlan(server.url)},
            )
            events = await run_engine(asked)
    (ended,) = of(events, StreamEnded)
    assert ended.outcome == "failed"
    assert ended.error is not None
    assert "redirects to 127.0.0.1" in ended.error.message
    assert not other.requests


@pytest.mark.parametrize("location", ["http://[::1", "http://a:b:c/", "//", "http://\x7f/"])
async def test_a_redirect_to_what_is_no_address_is_told_as_one(location: str) -> None:
    head = f"HTTP/1.1 302 Go\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
    async with serve(lambda _: [head.encode()]) as server:
        asked = plan(stream("s1", endpoint="mine", model="m"), endpoints={"mine": EndpointPlan(server.url)})
        (ended,) = of(await run_engine(asked), StreamEnded)
    assert ended.error is not None
    assert ended.error.status == 302
    assert "redirects to" in ended.error.message
