"""A stream without faults, byte by byte."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .raw import Response, exchange, request_body

GOOD = [
    "message_start",
    "content_block_start",
    "ping",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
]


def find(response: Response, name: str) -> Any:
    """The body of the only event of a name."""
    (event,) = [event for event in response.events if event.name == name]
    return event.body


def test_events_come_in_the_order_of_the_api(sim_url: str) -> None:
    response = exchange(sim_url, request_body())
    assert response.status == 200
    assert response.ended == "terminator"
    assert response.names == GOOD
    assert all(event.body["type"] == event.name for event in response.events)
    assert len(response.deltas) == 20
    assert all(delta["text"] for delta in response.deltas)


def test_headers_are_those_of_the_api(sim_url: str) -> None:
    headers = exchange(sim_url, request_body()).headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["request-id"].startswith("req_sim_")
    assert headers["x-streamboard-simulated"] == "true"


def test_usage_counts_tokens_rather_than_deltas(sim_url: str) -> None:
    response = exchange(sim_url, request_body())
    start = find(response, "message_start")["message"]
    end = find(response, "message_delta")
    assert start["usage"]["input_tokens"] > 0
    assert start["usage"]["output_tokens"] == 1
    assert end["usage"]["input_tokens"] == start["usage"]["input_tokens"]
    assert end["usage"]["output_tokens"] >= len(response.deltas)
    assert end["delta"] == {"stop_reason": "end_turn", "stop_sequence": None}


@pytest.mark.parametrize(
    ("asked", "reported"),
    [
        ("sim", "sim"),
        ("sim-fast", "sim-fast"),
        ("sim-fast:rate=9000", "sim-fast"),
        ("claude-haiku-5-5", "sim"),
        ("claude:rate=oops", "sim"),
        ("simple", "sim"),
    ],
)
def test_the_model_reported_is_honest(sim_url: str, asked: str, reported: str) -> None:
    response = exchange(sim_url, request_body(model=asked))
    assert find(response, "message_start")["message"]["model"] == reported


def test_same_request_same_text(sim_url: str) -> None:
    first, second = (exchange(sim_url, request_body({"length": 60})) for _ in range(2))
    assert first.deltas == second.deltas
    assert first.headers["request-id"] != second.headers["request-id"]


def test_other_conversation_or_model_other_text(sim_url: str) -> None:
    prompt = [{"role": "user", "content": "Tell me a story about snow."}]
    texts = {
        exchange(sim_url, request_body()).text,
        exchange(sim_url, request_body(messages=prompt)).text,
        exchange(sim_url, request_body(model="sim-fast")).text,
        exchange(sim_url, request_body(system="Be brief.")).text,
    }
    assert len(texts) == 4


def test_seed_decides_the_text(sim_url: str) -> None:
    one, same = (
        exchange(sim_url, request_body({"seed": 1}, model=model)).text for model in ("sim", "sim-fast")
    )
    other = exchange(sim_url, request_body({"seed": 2})).text
    assert one == same != other


def test_length_leaves_the_end_to_the_text(sim_url: str) -> None:
    response = exchange(sim_url, request_body({"length": None, "rate": 1e6}))
    assert response.text.endswith(".")
    assert "rain" in response.text
    assert "\n\n" in response.text


@pytest.mark.parametrize("length", [12, 41, 150])
def test_an_answer_of_a_set_length_ends_with_a_sentence(sim_url: str, length: int) -> None:
    for seed in range(3):
        response = exchange(sim_url, request_body({"length": length, "rate": 1e6, "seed": seed}))
        assert len(response.deltas) == length
        assert response.text.rstrip("\"'”’)").endswith((".", "!", "?")), response.text[-80:]


def test_max_tokens_cuts(sim_url: str) -> None:
    end = find(exchange(sim_url, request_body(max_tokens=7)), "message_delta")
    assert end["delta"]["stop_reason"] == "max_tokens"
    assert end["usage"]["output_tokens"] == 7


def test_max_tokens_may_end_the_thinking(sim_url: str) -> None:
    response = exchange(sim_url, request_body({"thinking": 30}, max_tokens=5))
    assert {delta["type"] for delta in response.deltas} == {"thinking_delta", "signature_delta"}
    assert find(response, "message_delta")["usage"]["output_tokens_details"] == {"thinking_tokens": 5}


def test_stop_sequence_ends_the_text_before_it(sim_url: str) -> None:
    whole = exchange(sim_url, request_body()).text
    stop = whole[25:32]
    response = exchange(sim_url, request_body(stop_sequences=["never written", stop]))
    assert response.text == whole[: whole.index(stop)]
    assert find(response, "message_delta")["delta"] == {"stop_reason": "stop_sequence", "stop_sequence": stop}


def test_pings_come_while_the_answer_waits(sim_url: str) -> None:
    names = exchange(sim_url, request_body({"pings": 0.02, "ttft": 0.3})).names
    before = names[: names.index("content_block_delta")]
    assert before.count("ping") > 5


def test_thinking_asked_for_by_the_request_comes_unasked_by_the_settings(sim_url: str) -> None:
    response = exchange(sim_url, request_body(thinking={"type": "adaptive"}))
    assert response.deltas[0]["type"] == "thinking_delta"
    none = exchange(sim_url, request_body({"thinking": 0}, thinking={"type": "adaptive"}))
    assert none.deltas[0]["type"] == "text_delta"


def test_http_1_0_gets_a_body_that_the_close_ends(sim_url: str) -> None:
    response = exchange(sim_url, request_body(), version="1.0")
    assert response.ended == "eof"
    assert response.names == GOOD


def test_a_burst_is_paced_by_nothing(sim_url: str) -> None:
    response = exchange(sim_url, request_body({"length": 20_000, "rate": 1e6}, max_tokens=10**6))
    assert len(response.deltas) == 20_000
    assert json.loads(response.events[-1].data) == {"type": "message_stop"}
