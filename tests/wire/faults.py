"""What a server may answer, and what is to come of it: a row each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from tests.support.wire import HEAD, answer, delta, raw_sse, sse, start, stop

START = start() + sse("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}})


REASON = sse("message_delta", {"delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}})


LONG = "x" * 10_000_000


WHOLE = HEAD.replace(b"connection: close", b"content-length: %d" % len(answer("ab"))) + answer("ab")


CHUNKED = HEAD.replace(b"connection: close", b"transfer-encoding: chunked")


class Row(NamedTuple):
    """An answer, and what is to come of it."""

    answer: Iterable[bytes]
    outcome: str
    error: str | None = None
    text: str = ""
    words: str = ""
    """Stands in the message."""


def status(code: int, body: bytes | None = None, *headers: str) -> list[bytes]:
    kind = {400: "invalid_request_error", 429: "rate_limit_error", 529: "overloaded_error"}.get(code, "")
    data = (
        json.dumps({"type": "error", "error": {"type": kind, "message": "as told"}}).encode()
        if body is None
        else body
    )
    lines = [f"HTTP/1.1 {code} Status", f"content-length: {len(data)}", "connection: close", *headers]
    return ["\r\n".join(lines).encode() + b"\r\n\r\n" + data]


def stream_of(*pieces: bytes) -> list[bytes]:
    return [HEAD, *pieces]


def other_head(content_type: str, code: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {code}\r\ncontent-type: {content_type}\r\nconnection: close\r\n\r\n".encode()


def lines_of_one_event(count: int) -> bytes:
    return b"event: content_block_delta\n" + b": x\n" * count


ROWS: dict[str, Row] = {
    # ends of the stream
    "whole": Row(stream_of(answer("a", "b")), "completed", None, "ab"),
    "ends early": Row(stream_of(START, delta("ab")), "cut_off", "cut_off", "ab", "without its message_stop"),
    "reason, no stop": Row(stream_of(START, delta("ab"), REASON), "completed", None, "ab"),
    "stop without its blank line": Row(
        stream_of(START, delta("ab"), REASON, b'event: message_stop\ndata: {"type":"message_stop"}\n'),
        "completed",
        None,
        "ab",
    ),
    "half an event": Row(stream_of(START, delta("ab"), delta("cd")[:40]), "cut_off", "cut_off", "ab"),
    "error first": Row(
        stream_of(
            sse("error", {"error": {"type": "overloaded_error", "message": "busy"}}), START, delta("ab")
        ),
        "failed",
        "overloaded_error",
        "",
        "busy",
    ),
    "error without JSON": Row(
        stream_of(START, delta("ab"), raw_sse("error", b"oh no")), "failed", "error", "ab", "oh no"
    ),
    "error without a name": Row(
        stream_of(
            START, delta("ab"), b'data: {"type":"error","error":{"type":"api_error","message":"fire"}}\n\n'
        ),
        "failed",
        "api_error",
        "ab",
        "fire",
    ),
    "error of another API": Row(
        stream_of(b'data: {"error":{"message":"fire","code":500}}\n\n'), "failed", "error", "", "fire"
    ),
    "error whose message is a list": Row(
        stream_of(START, sse("error", {"error": {"type": "x", "message": ["one", "two"]}})),
        "failed",
        "x",
        "",
        "one; two",
    ),
    "error whose message is a mapping": Row(
        stream_of(START, sse("error", {"error": {"type": "x", "message": {"text": "fire"}}})),
        "failed",
        "x",
        "",
        "fire",
    ),
    "error in a status of another name, then nothing": Row(
        stream_of(START, sse("vendor.status", {"error": {"message": "fire"}})),
        "cut_off",
        "cut_off",
        "",
        "fire",
    ),
    "error written after the events": Row(
        stream_of(START, delta("ab"), b'{"error":{"message":"fire"}}\n'),
        "cut_off",
        "cut_off",
        "ab",
        "the server said: fire",
    ),
    "error after the reason": Row(
        stream_of(START, delta("ab"), REASON, sse("error", {"error": {"message": "late"}})),
        "completed",
        None,
        "ab",
    ),
    "error after the end": Row(
        stream_of(answer("ab"), sse("error", {"error": {"message": "late"}})), "completed", None, "ab"
    ),
    "reason, then broken": Row(
        [CHUNKED + b"%x\r\n%s\r\n" % (len(START + delta("ab") + REASON), START + delta("ab") + REASON)],
        "completed",
        None,
        "ab",
    ),
    "error of null": Row(stream_of(START, delta("ab"), raw_sse("error", b"null")), "failed", "error", "ab"),
    # how a message may end
    "refusal without a word": Row(stream_of(start(), stop("refusal")), "refused"),
    "max_tokens": Row(stream_of(START, delta("ab"), stop("max_tokens")), "max_tokens", None, "ab"),
    "pause": Row(stream_of(START, delta("ab"), stop("pause_turn")), "paused", None, "ab"),
    "window": Row(
        stream_of(START, delta("ab"), stop("model_context_window_exceeded")), "context_window", None, "ab"
    ),
    "tool": Row(stream_of(START, delta("ab"), stop("tool_use")), "completed", None, "ab"),
    "unknown reason": Row(stream_of(START, delta("ab"), stop("brand_new")), "completed", None, "ab"),
    # events of odd shapes
    "no start": Row(stream_of(delta("ab"), stop()), "completed", None, "ab"),
    "no type": Row(
        stream_of(START, raw_sse("content_block_delta", b'{"index":0}'), delta("ab"), stop()),
        "completed",
        None,
        "ab",
    ),
    "not a number": Row(
        stream_of(
            START,
            delta("ab"),
            raw_sse("message_delta", b'{"type":"message_delta","delta":{},"usage":{"output_tokens":NaN}}'),
            stop(),
        ),
        "completed",
        None,
        "ab",
    ),
    "unknown delta": Row(
        stream_of(
            START,
            sse("content_block_delta", {"index": 0, "delta": {"type": "new_delta", "x": 1}}),
            delta("ab"),
            stop(),
        ),
        "completed",
        None,
        "ab",
    ),
    "index gap": Row(stream_of(start(), delta("a", 5), delta("b", 9), stop()), "completed", None, "ab"),
    "broken tool input": Row(
        stream_of(
            start(),
            sse(
                "content_block_start",
                {"index": 0, "content_block": {"type": "tool_use", "name": "t", "input": {}}},
            ),
            sse(
                "content_block_delta",
                {"index": 0, "delta": {"type": "input_json_delta", "partial_json": '{"a": '}},
            ),
            sse("content_block_stop", {"index": 0}),
            stop("tool_use"),
        ),
        "completed",
    ),
    "null text": Row(
        stream_of(
            START,
            sse("content_block_delta", {"index": 0, "delta": {"type": "text_delta", "text": None}}),
            delta("ab"),
            stop(),
        ),
        "completed",
        None,
        "ab",
    ),
    **{
        f"not JSON: {name}": Row(
            stream_of(START, delta("ab"), raw_sse(name, data), delta("cd"), stop()), "completed", None, "abcd"
        )
        for name in ("ping", "vendor.thing", "message_start", "content_block_stop")
        for data in (b"{oh", b"\xff", b"[" * 500 + b"]" * 500)
    },
    "not JSON: message_stop": Row(
        stream_of(START, delta("ab"), raw_sse("message_stop", b"[DONE]")), "completed", None, "ab"
    ),
    "not JSON: message_delta": Row(
        stream_of(START, delta("ab"), raw_sse("message_delta", b"{oh"), stop()), "failed", "protocol", "ab"
    ),
    "not an event": Row(
        stream_of(START, delta("ab"), b"data: [DONE]\n\n: x\n\nevent: x\n\ndata\n\n", delta("cd"), stop()),
        "completed",
        None,
        "abcd",
    ),
    "not JSON": Row(
        stream_of(START, delta("ab"), raw_sse("content_block_delta", b"{oh"), delta("cd")),
        "failed",
        "protocol",
        "ab",
    ),
    "not UTF-8": Row(
        stream_of(START, delta("ab"), raw_sse("content_block_delta", b'{"a":"\xff"}')),
        "failed",
        "protocol",
        "ab",
    ),
    # how bytes may come
    "CR LF": Row(stream_of(answer("a", "b").replace(b"\n", b"\r\n")), "completed", None, "ab"),
    "CR": Row(stream_of(answer("a", "b").replace(b"\n", b"\r")), "completed", None, "ab"),
    "a mark of byte order": Row(stream_of(b"\xef\xbb\xbf" + answer("a", "b")), "completed", None, "ab"),
    "a byte at a time": Row([HEAD, *(bytes([byte]) for byte in answer("a", "b"))], "completed", None, "ab"),
    "data in two lines": Row(
        stream_of(
            START,
            b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,\n'
            b'data: "delta":{"type":"text_delta","text":"ab"}}\n\n',
            stop(),
        ),
        "completed",
        None,
        "ab",
    ),
    "no names": Row(
        stream_of(re.sub(rb"event: \w+\n", b"", answer("a"))), "failed", "not_a_stream", "", "event"
    ),
    # very much of something
    "a long event": Row(stream_of(START, delta(LONG), stop()), "completed", None, LONG),
    "a longer event": Row(stream_of(START, delta("ab"), delta(LONG + LONG)), "failed", "protocol", "ab"),
    "many lines": Row(
        stream_of(START, delta("ab"), lines_of_one_event(40_000), b"\n", delta("cd"), stop()),
        "completed",
        None,
        "abcd",
    ),
    "a million lines": Row(
        stream_of(START, delta("ab"), lines_of_one_event(1_000_000), b"\n", delta("cd"), stop()),
        "failed",
        "protocol",
        "ab",
        "too long",
    ),
    "very many at once": Row(
        stream_of(START, delta("ab") * 30_000, stop()), "completed", None, "ab" * 30_000
    ),
    # a success that is no stream
    "a page": Row([other_head("text/html"), b"<h1>Sign in</h1>"], "failed", "not_a_stream", "", "text/html"),
    "JSON": Row([other_head("application/json"), b'{"a": 1}'], "failed", "not_a_stream", "", '{"a":1}'),
    "a failure of another API": Row(
        [
            other_head("application/json"),
            b'{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}',
        ],
        "failed",
        "not_a_stream",
        "",
        "application/json in place of a stream of events: insufficient balance",
    ),
    "a failure of the API": Row(
        [other_head("application/json"), b'{"error":{"type":"overloaded_error","message":"busy"}}'],
        "failed",
        "overloaded_error",
        "",
        "busy",
    ),
    "a failure said to be a stream": Row([HEAD, b'{"message":"busy"}'], "failed", "not_a_stream", "", "busy"),
    "a text": Row(
        [other_head("text/plain"), b"quota used up"], "failed", "not_a_stream", "", "quota used up"
    ),
    "nothing": Row([HEAD], "failed", "not_a_stream", "", "without events"),
    "no content": Row([b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n"], "failed", "not_a_stream"),
    # no success
    "400": Row(status(400), "failed", "invalid_request_error", "", "as told"),
    **{
        str(code): Row(status(code), "failed", f"http_{code}", "", "as told")
        for code in (401, 402, 403, 404, 405, 408, 409, 413, 418, 422, 500, 502, 503, 504)
    },
    "400, as a stream": Row(
        [
            other_head("text/event-stream", "400 Bad Request"),
            sse("error", {"error": {"type": "invalid_request_error", "message": "as told"}}),
        ],
        "failed",
        "invalid_request_error",
        "",
        "as told",
    ),
    "404 elsewhere": Row(
        status(404, b'{"detail":"Not Found"}'), "failed", "http_404", "", "/v1/messages: Not Found"
    ),
    "422 of FastAPI": Row(
        status(422, b'{"detail":[{"loc":["body","x"],"msg":"field required"}]}'),
        "failed",
        "http_422",
        "",
        "HTTP 422: body.x: field required",
    ),
    "400 in an older encoding": Row(
        status(
            400,
            '{"error":{"message":"余额不足"}}'.encode("gbk"),
            "content-type: application/json; charset=gbk",
        ),
        "failed",
        "http_400",
        "",
        "余额不足",
    ),
    "500 as text": Row(status(500, b"upstream went away"), "failed", "http_500", "", "upstream went away"),
    "429": Row(status(429), "failed", "rate_limit_error"),
    "529": Row(status(529), "failed", "overloaded_error"),
    "a page of a gateway": Row(
        status(502, b"<h1>\x1b[31mBad Gateway</h1>"), "failed", "http_502", "", "Bad Gateway"
    ),
    "an empty error": Row(status(500, b""), "failed", "http_500", "", "500"),
    "a long error": Row(status(500, b"x" * 3_000_000), "failed", "http_500"),
    "an error of any shape": Row(status(400, b'{"error": [1, null]}'), "failed", "http_400"),
    "an error that breaks off": Row([status(500)[0][:-9]], "failed", "http_500", "", "500"),
    "an error in broken chunks": Row(
        [b"HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\nno size\r\n"], "failed", "http_500", "", "500"
    ),
    # what is not HTTP, and what is good before it
    "not HTTP": Row([b"SSH-2.0-OpenSSH_9.6\r\n"], "failed", "protocol", "", "is not valid HTTP"),
    "two lengths": Row(
        [b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"],
        "failed",
        "protocol",
        "",
        "is not valid HTTP",
    ),
    "a long header": Row(
        [HEAD[:-2] + b"x: " + b"y" * 20_000 + b"\r\n\r\n", answer("ab")], "completed", None, "ab"
    ),
    "many long headers": Row(
        [HEAD[:-2] + b"".join(b"x%d: %s\r\n" % (n, b"y" * 300) for n in range(300)) + b"\r\n", answer("ab")],
        "completed",
        None,
        "ab",
    ),
    "a header without end": Row(
        [HEAD[:-2] + b"x: " + b"y" * 1_000_000],
        "failed",
        "protocol",
        "",
        "the head of the answer is too long",
    ),
    "headers without end": Row(
        [HEAD[:-2] + b"x: y\r\n" * 100_000], "failed", "protocol", "", "the head of the answer is too long"
    ),
    "a head of very many long headers": Row(
        [HEAD[:-2] + b"".join(b"x%d: %s\r\n" % (n, b"y" * 60_000) for n in range(30))],
        "failed",
        "protocol",
        "",
        "the head of the answer is too long",
    ),
    "TLS": Row([b"\x15\x03\x01\x00\x02\x02\x16"], "failed", "protocol", "", "is not valid HTTP"),
    "announced twice": Row(
        [b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + HEAD + answer("ab")],
        "completed",
        None,
        "ab",
    ),
    "more than was asked for": Row([WHOLE, b"what is this?\r\n\r\n"], "completed", None, "ab"),
    "more than was asked for, at once": Row([WHOLE + b"what is this?\r\n\r\n"], "completed", None, "ab"),
    "another answer": Row([WHOLE + WHOLE], "completed", None, "ab"),
    "a broken chunk": Row(
        [CHUNKED + b"%x\r\n%s\r\nno size\r\n" % (len(START + delta("ab")), START + delta("ab"))],
        "failed",
        "protocol",
        "ab",
        "stops being valid HTTP",
    ),
    "bad packing": Row(
        [HEAD[:-2] + b"content-encoding: gzip\r\n\r\n", b"no gzip"], "failed", "protocol", "", "decompress"
    ),
}
