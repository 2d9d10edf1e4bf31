"""Small answers that would cost much: each is cut with a name for what it has too much of, or read whole."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterable, Iterator
from itertools import pairwise, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streamboard.run.events import Event, StreamEnded
from streamboard.run.plan import EndpointPlan
from streamboard.safety.decoding_cost import MOST_TOKENS, TooHeavyError, Weight
from streamboard.wire.unfinished import MOST_IN_ALL, Unfinished
from tests.support.engines import only, run_engine, text_of
from tests.support.plans import plan, stream
from tests.support.wire import HEAD, Request, answer, delta, raw_sse, serve, start, stop

PACKED = HEAD.replace(b"connection: close", b"content-encoding: gzip\r\nconnection: close")
TWICE = HEAD.replace(b"connection: close", b"content-encoding: gzip, gzip\r\nconnection: close")
REFUSED = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n"
BEGUN = start() + delta("ab")
ERROR = json.dumps({"type": "error", "error": {"type": "x", "message": "as told"}}).encode()


def values(data: bytes) -> Iterable[bytes]:
    return [HEAD, BEGUN + raw_sse("content_block_start", data) + stop()]


def results(count: int) -> Iterable[bytes]:
    found = [{"type": "web_search_result", "title": "T", "url": "http://x.invalid"}] * count
    block = {"type": "web_search_tool_result", "content": found}
    return values(json.dumps({"type": "content_block_start", "index": 1, "content_block": block}).encode())


def endless(*pieces: bytes) -> Iterator[bytes]:
    yield from pieces[:-1]
    yield from repeat(pieces[-1])


ROWS: dict[str, tuple[Iterable[bytes], str, str]] = {
    # the answer, its outcome or the type of its error, and words of the error or the text
    "packed": ([PACKED, gzip.compress(answer("ab"))], "completed", "ab"),
    "packed twice": ([TWICE, gzip.compress(gzip.compress(answer("ab")))], "protocol", "be decompressed"),
    "comments, packed": (
        [PACKED, gzip.compress(BEGUN + b":\n\n" * 30_000_000, 1)],
        "protocol",
        "too long: more than 50,000 lines",
    ),
    "comments of many bytes": (endless(HEAD, BEGUN, b":" + b"x" * 99_999 + b"\n\n"), "protocol", "12 MB"),
    "an event without an end": (
        endless(HEAD, BEGUN, b'event: ping\ndata: {"a":"', b"x" * 100_000),
        "protocol",
        "12 MB",
    ),
    "error, packed": (
        [REFUSED + b"content-encoding: gzip\r\n\r\n", gzip.compress(ERROR)],
        "x",
        "as told",
    ),
    "error, packed twice": (
        [REFUSED + b"content-encoding: gzip, gzip\r\n\r\n", gzip.compress(gzip.compress(bytes(10_000_000)))],
        "http_400",
        "content-encoding is 'gzip, gzip'",
    ),
    "error, packed small": (
        [REFUSED + b"content-encoding: gzip\r\n\r\n", gzip.compress(bytes(50_000_000))],
        "http_400",
        "HTTP 400",
    ),
    "error of values": ([REFUSED + b"\r\n", b"[" + b"[]," * 200_000 + b"1]"], "http_400", "HTTP 400: [[]"),
    "error of nested values": ([REFUSED + b"\r\n", b"[" * 9_000 + b"]" * 9_000], "http_400", "HTTP 400: [["),
    "values": (values(b'{"a":[' + b"[]," * 300_000 + b"1]}"), "protocol", "more than 20,000 values"),
    "values and NaN": (values(b'{"a":[NaN,' + b"[]," * 300_000 + b"1]}"), "protocol", "20,000 values"),
    "lists, nested": (
        values(b'{"a":[' + (b"[" * 95 + b"]" * 95 + b",") * 3_000 + b"1]}"),
        "protocol",
        "20,000 values",
    ),
    "quotes": (values(b'"' * 300_000), "protocol", "20,000 values"),
    "numbers": (values(b'{"a":[' + b"1" * 1_100_000 + b"]}"), "protocol", "1 MB of numbers"),
    "escapes": (values(b'{"a":"' + b"\\n" * 2_100_000 + b'"}'), "protocol", "escaped characters"),
    "results": (results(20_000), "protocol", "20,000 values"),
    "some results": (results(300), "completed", "ab"),
    "marks in a text": (
        values(json.dumps({"index": 1, "content_block": {"type": "x", "a": '[{,"\n' * 100_000}}).encode()),
        "completed",
        "ab",
    ),
    "interim heads without end": (
        endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
        "protocol",
        "more than 100 interim responses",
    ),
    "some interim heads": (
        [b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20, HEAD + answer("ab")],
        "completed",
        "ab",
    ),
}


@pytest.fixture(scope="module")
def events(clean_session: None) -> list[Event]:
    """One run with a stream for each row, a few at a time."""

    def row_of(request: Request) -> Iterable[bytes]:
        return ROWS[json.loads(request.body)["model"]][0]

    async def main() -> list[Event]:
        async with serve(row_of) as server:
            streams = [stream(name, endpoint="mine", model=name) for name in ROWS]
            asked = plan(*streams, endpoints={"mine": EndpointPlan(server.url)}, concurrency=4)
            return await run_engine(asked)

    return asyncio.run(main())


@pytest.mark.parametrize("name", ROWS)
def test_row(events: list[Event], name: str) -> None:
    _, end, words = ROWS[name]
    ended = only(events, StreamEnded, name)
    if ended.error is None:
        assert (ended.outcome, text_of(events, name)) == (end, words)
    else:
        assert ended.error.type == end, ended.error
        assert words in ended.error.message + ended.error.cause
        assert len(ended.error.message) < 3_000
    if end == "protocol" and "interim" not in words and "decompressed" not in words:
        assert text_of(events, name) == "ab", "what came before is kept"


JSON = st.recursive(
    st.none() | st.integers() | st.text(st.sampled_from('a"\\[{,é\n'), max_size=9),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.sampled_from('a"\\[{,é')), inner),
    max_leaves=8,
)


def tokens_of(value: object) -> int:
    """Commas, opening brackets and texts."""
    if isinstance(value, str):
        return 1
    if isinstance(value, list):
        return 1 + max(len(value) - 1, 0) + sum(map(tokens_of, value))
    if isinstance(value, dict):
        return 1 + max(len(value) - 1, 0) + len(value) + sum(map(tokens_of, value.values()))
    return 0


@given(JSON, st.booleans(), st.lists(st.integers(0, 60), max_size=9))
def test_a_weight_is_that_of_the_values_however_they_are_cut(
    value: object, ascii_only: bool, cuts: list[int]
) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode()
    bounds = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    weight = Weight()
    for begin, end in pairwise(bounds):
        weight.add(data[begin:end])
    assert weight.tokens == tokens_of(value)


def test_no_comment_hides_what_is_in_the_next_line() -> None:
    weight = Weight()
    weight.add(b': "\ndata: ')
    weight.add(b"[]," * MOST_TOKENS)
    with pytest.raises(TooHeavyError):
        weight.check()


def test_all_streams_have_one_budget_and_those_that_hold_little_are_left_alone() -> None:
    greedy, small = [Unfinished() for _ in range(10)], Unfinished()
    for held in greedy:
        held.add(MOST_IN_ALL // 10)
    small.add(50_000)
    with pytest.raises(TooHeavyError, match="of all streams together"):
        greedy[0].add(1)
    for held in greedy:
        held.clear()
    small.add(10_000_000)
    small.clear()
