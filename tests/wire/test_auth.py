"""A key goes out in the header that its endpoint reads, and a refusal says how to change that."""

from __future__ import annotations

import pytest

from streamboard import promptset
from streamboard.run.events import ErrorInfo, StreamEnded
from streamboard.run.plan import EndpointPlan
from tests.support.engines import only, run_engine
from tests.support.plans import plan, stream
from tests.support.wire import HEAD, Request, answer, serve

KEY = "key-of-a-gateway-0123"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_KEY", KEY)


async def asked_of(
    *, named: str | None = "GATEWAY_KEY", auth: str = "bearer", path: str = ""
) -> tuple[Request, ErrorInfo | None]:
    """The request that a gateway gets, and what comes of it; it takes only `X-Api-Key`."""

    def reply(request: Request) -> list[bytes]:
        if not request.head.startswith("POST /v1/messages "):
            return [b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"]
        if request.headers.get("x-api-key") == KEY:
            return [HEAD, answer("a")]
        return [b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n"]

    async with serve(reply) as server:
        endpoint = EndpointPlan(server.url + path, named, auth=auth)
        events = await run_engine(
            plan(stream("s1", endpoint="mine", model="m"), endpoints={"mine": endpoint})
        )
    (request,) = server.requests
    return request, only(events, StreamEnded).error


async def test_a_key_goes_where_the_endpoint_says() -> None:
    request, error = await asked_of(auth="x-api-key")
    assert error is None
    assert "authorization" not in request.headers


async def test_a_refused_key_comes_with_the_other_header() -> None:
    request, error = await asked_of()
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert "x-api-key" not in request.headers
    assert error is not None
    assert "auth: x-api-key" in error.advice


async def test_a_refusal_without_a_key_says_where_to_name_it() -> None:
    request, error = await asked_of(named=None)
    assert not {"authorization", "x-api-key"} & {*request.headers}
    assert error is not None
    assert "api_key_env" in error.advice


@pytest.mark.parametrize("path", ["/v1", "/v1/", "/proxy/v1/messages"])
async def test_an_address_that_holds_what_is_added_to_it_is_named_as_it_was_asked_for(path: str) -> None:
    _, error = await asked_of(path=path)
    assert error is not None
    assert f"{path.rstrip('/')}/v1/messages" in error.message
    assert f"Remove {path.removeprefix('/proxy')} " in error.advice


def test_a_way_that_is_none_is_a_mistake_with_the_one_that_was_meant() -> None:
    text = "endpoints: {mine: {base_url: 'http://a.example', auth: x-apikey}}\nprompts: [Hi]\n"
    with pytest.raises(promptset.MistakesError, match="x-api-key"):
        promptset.parse(text)
