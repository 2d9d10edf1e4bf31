"""What servers say about failures, in the forms that they say it in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.run.server_words import Said, said_in
from streamboard.wire.body_failure import said_by

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "message", "detail", "x", "loc"]), inner, max_size=3)
    ),
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"error": {"type": "overloaded_error", "message": "busy"}}, "busy"),
        ({"error": {"message": ["one", "two"]}}, "one; two"),
        ({"error": {"message": {"text": "busy"}}}, '{"text":"busy"}'),
        ({"error": {"type": 7, "message": None}}, '{"type":7,"message":null}'),
        ({"error": "busy"}, "busy"),
        ({"error": "Not Found", "message": "no such model"}, "no such model"),
        ({"error": True, "msg": "busy"}, "busy"),
        ({"Message": "busy"}, "busy"),
        ({"detail": "busy"}, "busy"),
        (
            {"detail": [{"loc": ["body", "messages", 0], "msg": "field required"}]},
            "body.messages.0: field required",
        ),
        ({"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}, "insufficient balance"),
        ({"errors": [{"code": 1, "message": "a"}, {"code": 2, "message": "b"}]}, "a; b"),
        ([{"error": {"code": 400, "message": "busy"}}], "busy"),
        ({"ok": False}, '{"ok":false}'),
        ({"error": {"message": '{"type":"error","error":{"message":"busy"}}'}}, "busy"),
        ({"error": '{"message":"busy"}'}, "busy"),
        ({"error": "[DONE]"}, "[DONE]"),
        ({"errorMessage": "busy", "errorType": "Runtime.ExitError"}, "busy"),
        ({"Error-Message": "busy"}, "busy"),
        ({"fault": {"faultstring": "busy", "detail": {"errorcode": "policies.ratelimit"}}}, "busy"),
        ({"message": "{not JSON"}, "{not JSON"),
        ("busy", "busy"),
        (7, "7"),
        ({}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_words_are_found_where_servers_put_them(value: object, words: str) -> None:
    assert said_in(value).words == words
    assert said_by(json.dumps(value).encode()).words == words


def test_the_type_and_the_code_of_the_api_are_kept() -> None:
    error = {"type": "rate_limit_error", "message": "m", "details": {"error_code": "c"}}
    assert said_in({"error": error}) == Said("m", "rate_limit_error", "c")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'event: error\ndata: {"type":"error","error":{"type":"t","message":"busy"}}', "busy"),
        (b': hello\n\ndata: {"msg":"busy"}\n\ndata: [DONE]\n\n', "busy"),
        (b"data: busy\n\n", "busy"),
        (
            b"<html><head><title>T</title><style>x{}</style></head><body><h1>Please sign&nbsp;in</h1>",
            "Please sign in",
        ),
        (b"<title>502 Bad Gateway</title>", "502 Bad Gateway"),
        (b"upstream\n  went away", "upstream went away"),
        (b"\xff\xff busy", "\ufffd\ufffd busy"),
        (b"{broken", "{broken"),
        (b'\xef\xbb\xbf{"msg":"busy"}', "busy"),
        ('{"msg":"busy"}'.encode("utf-16"), "busy"),
        (b"", ""),
    ],
)
def test_a_body_in_any_form_has_words(body: bytes, words: str) -> None:
    assert said_by(body).words == words


def test_a_key_at_the_cut_is_redacted() -> None:
    assert "sk-ant" not in said_by(b"x" * 290 + b" sk-ant-" + b"k" * 40).words


@given(JSON)
def test_json_of_any_shape_says_something_short(value: object) -> None:
    words = said_in(value).words
    assert isinstance(words, str)
    assert len(words) < 2000
    if value not in (None, False, 0, "", [], {}) and not isinstance(value, str | list):
        assert words


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"data:", b"event: a", b"\n", b"{}", b"<", b"x"])).map(b"".join)
)
def test_no_body_breaks_it(body: bytes) -> None:
    assert len(said_by(body).words) < 2000
