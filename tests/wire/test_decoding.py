"""JSON from a server that is not quite what JSON is."""

from __future__ import annotations

import pytest

from streamboard.wire.decoding import decode_json


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ('"half \\ud83d."', "half \ufffd."),
        ('{"a": NaN, "b": Infinity}', {"a": None, "b": None}),
        ('"\\u0000\\u001b"', "\x00\x1b"),
        ('{"\\ud83d": 1}', {"\ufffd": 1}),
    ],
)
def test_what_a_run_file_cannot_hold_is_replaced(data: str, value: object) -> None:
    assert decode_json(data.encode()) == (value, "")


def test_an_event_without_data_says_what_its_name_says() -> None:
    assert decode_json(b"") == ({}, "")


@pytest.mark.parametrize("data", ["{", "{'a': 1}", "nul", '{"a": 1,}'])
def test_what_is_no_json_is_kept_as_it_came_with_the_reason(data: str) -> None:
    kept, problem = decode_json(data.encode())
    assert kept == data
    assert problem


@pytest.mark.parametrize("data", [b'{"text": "\xff"}', b"[" * 200 + b"]" * 200])
def test_what_no_run_file_could_hold_is_kept_as_text_with_the_reason(data: bytes) -> None:
    kept, problem = decode_json(data)
    assert kept == data.decode("utf-8", "replace")
    assert problem


def test_a_long_event_is_read_only_if_it_is_strictly_json() -> None:
    half = '"half \\ud83d.' + "x" * 5_000_000 + '"'
    kept, problem = decode_json(half.encode())
    assert kept == half
    assert problem
