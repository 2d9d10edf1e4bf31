"""What is asked wrongly, and what else the server answers."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from .raw import request_body

MESSAGES = "/v1/messages"


def complaint(response: httpx2.Response, status: int = 400, kind: str = "invalid_request_error") -> str:
    """The message of an error in the API's shape."""
    body = response.json()
    assert response.status_code == status
    assert body["type"] == "error"
    assert body["error"]["type"] == kind
    assert body["request_id"] == response.headers["request-id"]
    message: str = body["error"]["message"]
    return message


@pytest.mark.parametrize(
    ("sim", "words"),
    [
        ({"ratee": 5}, ["ratee", "the settings are ttft, rate"]),
        ({"rate": 0}, ["> 0.0", "$.rate"]),
        ({"rate": "80"}, ["float", "$.rate"]),
        ({"length": 1.5}, ["int", "$.length"]),
        ({"ttft": -1}, [">= 0", "$.ttft"]),
        ({"fault": "oops"}, ["oops", "the faults are bad_request"]),
        ({"after": -1}, ["$.after"]),
    ],
)
async def test_wrong_setting(http: httpx2.AsyncClient, sim: dict[str, Any], words: list[str]) -> None:
    message = complaint(await http.post(MESSAGES, json=request_body(sim)))
    assert message.startswith("sim: ")
    assert all(word in message for word in words)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("sim:rate", ["'rate' is not a setting"]),
        ("sim:rate=fast", ["float", "$.rate"]),
        ("sim:speed=1", ["speed", "the settings are"]),
        ("sim:fault=oops", ["the faults are"]),
    ],
)
async def test_wrong_setting_in_the_model(http: httpx2.AsyncClient, model: str, words: list[str]) -> None:
    message = complaint(await http.post(MESSAGES, json=request_body(model=model)))
    assert all(word in message for word in words)


async def test_unknown_preset(http: httpx2.AsyncClient) -> None:
    message = complaint(
        await http.post(MESSAGES, json=request_body(model="sim-fats")), 404, "not_found_error"
    )
    assert "sim-fast" in message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"max_tokens": 0}, "$.max_tokens"),
        ({"max_tokens": None}, "$.max_tokens"),
        ({"messages": []}, "$.messages"),
        ({"messages": [{"role": "user"}]}, "content"),
        ({"model": 5}, "$.model"),
        ({"sim": 5}, "$.sim"),
    ],
)
async def test_wrong_request(http: httpx2.AsyncClient, change: dict[str, Any], words: str) -> None:
    assert words in complaint(await http.post(MESSAGES, json=request_body() | change))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"model":"\xff"}', b'{"model":"\\ud83d"}'])
async def test_no_request(http: httpx2.AsyncClient, content: bytes) -> None:
    assert complaint(await http.post(MESSAGES, content=content))


async def test_too_large(http: httpx2.AsyncClient) -> None:
    response = await http.post(MESSAGES, content=b" " * (33 * 1024 * 1024))
    assert complaint(response, 413, "request_too_large")


async def test_settings_in_the_model_and_in_the_body(http: httpx2.AsyncClient) -> None:
    """The body wins over the name, and both over the preset."""
    body = request_body(model="sim-slow:ttft=0,rate=5000,length=9,jitter=0", stream=False)
    for settings, deltas in (({}, 9), ({"length": 4}, 4)):
        response = await http.post(MESSAGES, json=body | {"sim": settings, "stream": True})
        assert response.text.count("event: content_block_delta") == deltas


async def test_blocks_of_content_are_read(http: httpx2.AsyncClient) -> None:
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
    content = [{"type": "text", "text": "Write a haiku about snow."}, image]
    body = request_body({"length": None}, stream=False, messages=[{"role": "user", "content": content}])
    message = (await http.post(MESSAGES, json=body)).json()
    assert "snow" in message["content"][0]["text"].lower()
    assert message["usage"]["input_tokens"] > 1000


async def test_health(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/health")).json() == {"status": "ok", "simulated": True}


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/complete", "/v1/models/gpt"])
async def test_not_found(http: httpx2.AsyncClient, path: str) -> None:
    assert complaint(await http.get(path), 404, "not_found_error")


async def test_wrong_method(http: httpx2.AsyncClient) -> None:
    response = await http.get(MESSAGES)
    assert complaint(response, 405)
    assert response.headers["allow"] == "POST"


async def test_a_connection_serves_many_requests(http: httpx2.AsyncClient) -> None:
    for _ in range(3):
        response = await http.post(MESSAGES, content=json.dumps(request_body()))
        assert response.text.endswith('data: {"type":"message_stop"}\n\n')
