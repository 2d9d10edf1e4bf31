"""Server-sent events, against the SDK's own decoder."""

from __future__ import annotations

from itertools import pairwise

import pytest
from anthropic._streaming import SSEDecoder
from hypothesis import given
from hypothesis import strategies as st

from streamboard.safety.decoding_cost import TooHeavyError
from streamboard.wire.sse import SseDecoder, WireEvent

LINE = st.one_of(
    st.sampled_from(
        ["event: a", "event:b", "event: ", "data: 1", "data:2", "data:", "data", ": note", "id: 7", ""]
    ),
    st.text(st.characters(exclude_characters="\ufeff", exclude_categories=["Cs"]), max_size=6).map(
        "data: {}".format
    ),
    st.text(st.sampled_from("aetdvn: \u2028\x85\x0b"), max_size=8),
)
BODY = st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r\n", "\r"])), max_size=20).map(
    lambda lines: "".join(line + end for line, end in lines).encode()
)
Told = list[tuple[str | None, str]]


def told(chunks: list[bytes]) -> Told:
    decoder = SseDecoder(10_000)
    events = [event for chunk in chunks for event in decoder.feed(chunk)]
    return [(event.name, event.data.decode()) for event in events if event.name or event.data]


def told_by_the_sdk(body: bytes) -> Told:
    events = SSEDecoder().iter_bytes(iter([body]))
    return [(event.event, event.data) for event in events if event.event or event.data]


@given(BODY, st.lists(st.integers(0, 400)))
def test_any_bytes_in_any_pieces_are_what_the_sdk_takes_them_for(body: bytes, cuts: list[int]) -> None:
    bounds = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    pieces = [body[start:end] for start, end in pairwise(bounds)]
    assert told(pieces) == told_by_the_sdk(body)
    assert told([bytes([byte]) for byte in body]) == told_by_the_sdk(body)


def test_a_line_end_over_two_chunks_is_one() -> None:
    assert told([b"data: 1\r", b"\ndata: 2\r\n\r", b"", b"\ndata: 3\r", b"\r"]) == [
        (None, "1\n2"),
        (None, "3"),
    ]


def test_a_byte_order_mark_hides_nothing() -> None:
    assert told([b"\xef\xbb\xbfevent: a\ndata: 1\n\n"]) == [("a", "1")]


@pytest.mark.parametrize(
    "mark", [[b"\xef", b"\xbb\xbf"], [b"\xef\xbb", b"\xbf"], [b"\xef", b"", b"\xbb", b"\xbf"]]
)
def test_a_byte_order_mark_over_several_chunks_hides_nothing(mark: list[bytes]) -> None:
    assert told([*mark, b"event: a\ndata: 1\n\n"]) == [("a", "1")]


def test_data_is_handed_over_as_it_came() -> None:
    decoder = SseDecoder(10_000)
    assert decoder.feed(b"event: a\ndata: \xff\n\n") == [WireEvent("a", b"\xff")]


def test_an_event_without_an_end_is_refused() -> None:
    decoder = SseDecoder(100)
    decoder.feed(b"data: " + b"x" * 60)
    with pytest.raises(TooHeavyError):
        decoder.feed(b"x" * 60)


def test_an_event_of_very_many_short_lines_is_read() -> None:
    decoder = SseDecoder(1 << 30)
    for _ in range(200):
        assert not decoder.feed(b": x\ndata: y\n" * 100)
    assert decoder.feed(b"event: a\n\n") == [WireEvent("a", b"\n".join([b"y"] * 20_000))]


@pytest.mark.parametrize("line", [b"data: x\n", b": x\n", b"x\n", b": x\n\n", b"\n"])
def test_a_hundred_thousand_lines_without_an_event_are_refused(line: bytes) -> None:
    decoder = SseDecoder(1 << 30)
    for _ in range(50):
        assert not decoder.feed(line * (1_000 // line.count(b"\n")))
    with pytest.raises(TooHeavyError, match="50,000 lines"):
        decoder.feed(line)


def test_comments_between_events_are_no_part_of_either() -> None:
    decoder = SseDecoder(10_000)
    for _ in range(100):
        assert not decoder.feed(b": x\n\n" * 100)
        assert decoder.feed(b"data: 1\n\n") == [WireEvent(None, b"1")]


@pytest.mark.parametrize(
    ("last", "rest"),
    [
        (b": error: OOM\n\n", b": error: OOM"),
        (b": error: OOM\n\n: ping\n\n", b": error: OOM"),
        (b": error: OOM\n\n: pi", b": error: OOM"),
        (b": error: OOM\n", b": error: OOM\n"),
        (b": worker failed\n: out of memory\n\n", b": worker failed\n: out of memory"),
        (b": ping\n\n: keep-alive\n\n", b""),
        (b": error: retried\n\ndata: 2\n\n", b""),
        (b": error: OOM" + b"x" * 3_000 + b"\n\n", b""),
        (b'{"a": 1}\n\n: error: OOM\n\n', b'{"a": 1}'),
    ],
)
def test_a_comment_about_a_failure_is_kept_if_nothing_comes_after_it(last: bytes, rest: bytes) -> None:
    for cut in range(len(last)):
        decoder = SseDecoder(10_000)
        decoder.feed(b"data: 1\n\n")
        decoder.feed(last[:cut])
        decoder.feed(last[cut:])
        assert decoder.rest == rest


def test_comments_without_end_are_refused_by_their_bytes() -> None:
    decoder = SseDecoder(10_000)
    for _ in range(9):
        assert not decoder.feed(b":" + b"x" * 1_000 + b"\n\n")
    with pytest.raises(TooHeavyError, match=r"0\.01 MB"):
        decoder.feed(b":" + b"x" * 1_000 + b"\n\n")
