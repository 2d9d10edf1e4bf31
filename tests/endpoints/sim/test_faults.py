"""Every fault, as it stands on the wire."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx2
import pytest

from streamboard.endpoints.sim.faults import SPOILERS
from streamboard.endpoints.sim.whole_responses import REJECTIONS
from streamboard.run.simulated import FAULTS

from .raw import Response, exchange, posted, request_body

STATUSES = [
    ("bad_request", 400, "invalid_request_error"),
    ("unauthorized", 401, "authentication_error"),
    ("forbidden", 403, "permission_error"),
    ("not_found", 404, "not_found_error"),
    ("rate_limited", 429, "rate_limit_error"),
    ("spend_limit", 429, "rate_limit_error"),
    ("server_error", 500, "api_error"),
    ("overloaded", 529, "overloaded_error"),
]
WHOLE = "event: message_stop\ndata: {"


def fault(sim_url: str, name: str, after: int = 5, until: bytes | None = None, **fields: Any) -> Response:
    """The answer with a fault in it."""
    return exchange(sim_url, request_body({"fault": name, "after": after}, **fields), until=until)


def is_whole(response: Response) -> bool:
    """Whether the stream came to a good end."""
    return response.ended == "terminator" and response.events[-1].body == {"type": "message_stop"}


def test_every_fault_is_made_somewhere() -> None:
    elsewhere = {"bad_gateway", "dropped", "reset", "stall_headers", "html", "json_body", "bad_gzip"}
    assert set(FAULTS) == set(REJECTIONS) | set(SPOILERS) | elsewhere | {"error_event", "bare_error"}


@pytest.mark.parametrize(("name", "status", "kind"), STATUSES)
@pytest.mark.parametrize("stream", [True, False])
def test_status(sim_url: str, name: str, status: int, kind: str, stream: bool) -> None:
    response = fault(sim_url, name, stream=stream)
    body = json.loads(response.body)
    assert response.status == status
    assert body["type"] == "error"
    assert body["error"]["type"] == kind
    assert body["error"]["message"]
    assert body["request_id"] == response.headers["request-id"]


def test_retry_after_is_sent_where_it_is_set(sim_url: str) -> None:
    for name in ("rate_limited", "overloaded"):
        sent = exchange(sim_url, request_body({"fault": name, "retry_after": 0.25})).headers
        assert sent["retry-after"] == "0.25"
        assert sent["x-should-retry"] == "true"
        assert "retry-after" not in fault(sim_url, name).headers


def test_spend_limit_has_its_code(sim_url: str) -> None:
    error = json.loads(fault(sim_url, "spend_limit").body)["error"]
    assert error["details"] == {"error_code": "enforced_spend_limit_reached"}


def test_bad_gateway_is_html_with_an_escape(sim_url: str) -> None:
    response = fault(sim_url, "bad_gateway")
    assert response.status == 502
    assert response.headers["content-type"] == "text/html"
    assert b"\x1b[31m" in response.body


def test_dropped_and_reset_say_nothing(sim_url: str) -> None:
    dropped, reset = fault(sim_url, "dropped"), fault(sim_url, "reset")
    assert (dropped.head, dropped.ended) == (b"", "eof")
    assert (reset.head, reset.ended) == (b"", "reset")


def test_stall_headers_is_silent(sim_url: str) -> None:
    with posted(sim_url, request_body({"fault": "stall_headers"})) as connection:
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.recv(1)


def test_html(sim_url: str) -> None:
    response = fault(sim_url, "html")
    assert response.status == 200
    assert response.headers["content-type"].startswith("text/html")
    assert response.body.startswith(b"<!DOCTYPE html>")


def test_json_body_is_the_whole_message(sim_url: str) -> None:
    response = fault(sim_url, "json_body")
    assert response.status == 200
    assert response.headers["content-type"] == "application/json"
    assert json.loads(response.body)["content"][0]["text"]


def test_empty(sim_url: str) -> None:
    response = fault(sim_url, "empty")
    assert response.headers["content-type"].startswith("text/event-stream")
    assert (response.body, response.ended) == (b"", "terminator")


async def test_bad_gzip(http: httpx2.AsyncClient) -> None:
    with pytest.raises(httpx2.DecodingError):
        await http.post("/v1/messages", json=request_body({"fault": "bad_gzip"}))


def test_no_event_names(sim_url: str) -> None:
    response = fault(sim_url, "no_event_names")
    assert {event.name for event in response.events} == {None}
    assert is_whole(response)


@pytest.mark.parametrize(
    ("name", "ended"), [("truncated", "terminator"), ("cut", "eof"), ("reset_stream", "reset")]
)
@pytest.mark.parametrize("after", [0, 5])
def test_ends_early(sim_url: str, name: str, ended: str, after: int) -> None:
    response = fault(sim_url, name, after)
    assert response.ended == ended
    assert len(response.deltas) == after
    assert response.body.endswith(b"\n\n")
    assert b"message_stop" not in response.body


def test_a_short_answer_is_struck_before_its_end(sim_url: str) -> None:
    response = fault(sim_url, "truncated", after=1000)
    assert len(response.deltas) == 20
    assert response.names[-1] == "content_block_stop"


def test_half_event(sim_url: str) -> None:
    response = fault(sim_url, "half_event")
    assert response.ended == "terminator"
    assert len(response.deltas) == 5
    assert re.search(rb'\n\nevent: content_block_delta\ndata: \{"type[^\n]*$', response.body)


def test_close_delimited(sim_url: str) -> None:
    response = fault(sim_url, "close_delimited")
    assert response.ended == "eof"
    assert "transfer-encoding" not in response.headers
    assert response.headers["connection"] == "close"
    assert len(response.deltas) == 5


async def test_bad_chunk(http: httpx2.AsyncClient) -> None:
    with pytest.raises(httpx2.RemoteProtocolError, match="illegal chunk header"):
        await http.post("/v1/messages", json=request_body({"fault": "bad_chunk"}))


def test_cut_after_stop(sim_url: str) -> None:
    response = fault(sim_url, "cut_after_stop")
    assert response.ended == "eof"
    assert response.events[-1].body == {"type": "message_stop"}


def test_linger(sim_url: str) -> None:
    response = fault(sim_url, "linger", until=WHOLE.encode())
    assert response.ended == "silence"
    assert response.events[-1].body == {"type": "message_stop"}


def test_stall(sim_url: str) -> None:
    response = fault(sim_url, "stall", until=b"content_block_start")
    assert response.ended == "silence"
    assert len(response.deltas) == 5


def test_stall_pings(sim_url: str) -> None:
    with posted(sim_url, request_body({"fault": "stall_pings", "after": 0})) as connection:
        data = b""
        while data.count(b"event: ping") < 2:
            data += connection.recv(65536)
    assert b"content_block_start" in data
    assert b"content_block_delta" not in data


def test_drip(sim_url: str) -> None:
    with posted(sim_url, request_body({"fault": "drip", "after": 1})) as connection:
        data = b""
        while data.count(b"\r\n1\r\n") < 8:
            data += connection.recv(65536)
    assert b"\r\n1\r\ne\r\n1\r\nv\r\n1\r\ne\r\n1\r\nn\r\n1\r\nt\r\n1\r\n:\r\n" in data


def test_error_event(sim_url: str) -> None:
    response = fault(sim_url, "error_event")
    last = response.events[-1]
    assert len(response.deltas) == 5
    assert (last.name, last.body["error"]["type"]) == ("error", "overloaded_error")
    assert last.body["request_id"] == response.headers["request-id"]
    assert response.ended == "terminator"


@pytest.mark.parametrize("name", ["error_event", "bare_error"])
def test_error_event_can_be_the_first_thing(sim_url: str, name: str) -> None:
    assert fault(sim_url, name, after=0).names == ["error"]


def test_bare_error_is_no_json(sim_url: str) -> None:
    last = fault(sim_url, "bare_error").events[-1]
    assert last.name == "error"
    with pytest.raises(ValueError, match="Expecting value"):
        json.loads(last.data)


@pytest.mark.parametrize(
    ("name", "marks"),
    [
        ("malformed", [b'"text":"half a\n\n']),
        ("invalid_utf8", [b"caf\xe9 \xff\xfe"]),
        ("null_data", [b"data: null\n\n", b"data: [1,2]\n\n"]),
        ("odd_values", [b'"text":null', b'"text":7', b'"delta":null', b'data: {"index":0}\n\n']),
        ("unknown_events", [b"event: brand_new_event\n", b'"type":"hologram_delta"', b'"type":"hologram"']),
        ("surrogate", [rb"\ud83d."]),
    ],
)
def test_oddities_amid_a_good_stream(sim_url: str, name: str, marks: list[bytes]) -> None:
    good, odd = exchange(sim_url, request_body()), fault(sim_url, name)
    place = [event.name for event in odd.events].index("content_block_delta")
    assert [event.data for event in odd.events[1 : place + 5]] == [
        event.data for event in good.events[1 : place + 5]
    ]
    assert all(mark in odd.body for mark in marks)
    assert is_whole(odd)


def test_control_characters_arrive_as_text(sim_url: str) -> None:
    response = fault(sim_url, "control_characters")
    for nasty in (
        "\x1b]52;c;",
        "\x1b]0;",
        "\x1b[2J",
        "\x9b2J",
        "\x9d0;",
        "\u202e",
        "\x00",
        "[@click=",
        "[/oops]",
    ):
        assert nasty in response.text
    assert b"\x1b" not in response.body
    assert is_whole(response)


def test_disordered(sim_url: str) -> None:
    response = fault(sim_url, "disordered")
    names = response.names
    assert names[:2] == ["message_start", "message_start"]
    assert "content_block_start" not in names
    assert {event.body["index"] for event in response.events if event.name == "content_block_delta"} == {0, 7}
    assert names[-3:] == ["message_stop", "content_block_delta", "message_stop"]


def test_no_start(sim_url: str) -> None:
    response = fault(sim_url, "no_start")
    assert response.names[0] == "content_block_start"
    assert is_whole(response)


def test_no_usage(sim_url: str) -> None:
    response = fault(sim_url, "no_usage")
    assert response.events[-2].body == {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn", "stop_sequence": None},
    }


def test_times_strikes_so_often_and_starts_again_after_a_success(sim_url: str) -> None:
    body = request_body({"fault": "overloaded", "times": 2})
    statuses = [exchange(sim_url, body).status for _ in range(6)]
    assert statuses == [529, 529, 200, 529, 529, 200]


def test_times_counts_each_request_by_itself(sim_url: str) -> None:
    one, other = (request_body({"fault": "cut", "times": 1, "seed": seed}) for seed in (101, 102))
    assert [exchange(sim_url, body).ended for body in (one, other, one, other)] == ["eof"] * 2 + [
        "terminator"
    ] * 2


@pytest.mark.parametrize(("name", "ended"), [("cut", "eof"), ("reset", "reset"), ("no_usage", "terminator")])
def test_faults_of_an_answer_that_is_no_stream(sim_url: str, name: str, ended: str) -> None:
    assert fault(sim_url, name, stream=False).ended == ended


def test_error_event_without_a_stream_is_a_status(sim_url: str) -> None:
    assert fault(sim_url, "error_event", stream=False).status == 529
