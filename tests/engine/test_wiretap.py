"""What is told of the wire beside the events of an attempt."""

from __future__ import annotations

import pytest

from streamboard.engine.wiretap import MOST_OF_ONE, WireTap, as_text
from streamboard.run.codec import decode, encode
from streamboard.run.events import Event, ResponseStarted, WireBytes
from streamboard.safety.redaction import keep_secret
from streamboard.wire.messages.decoder import MessagesDecoder
from streamboard.wire.protocol import Delta, Head
from tests.support.scripted import ScriptedResponse

DELTA = (
    b"event: content_block_delta\n"
    b'data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}'
)
PING = b'event: ping\ndata: {"type":"ping"}'


class Bytes(ScriptedResponse):
    """A response whose body is given to the decoder."""

    def __init__(self) -> None:
        super().__init__([])
        self.decoder = MessagesDecoder(Head(200, 0, None, "text/event-stream"))
        self.keep_raw = self.decoder.keep_raw  # type: ignore[method-assign]


def told_of(*pieces: bytes) -> list[WireBytes | str]:
    """What is told, in order: bytes, and `event` for each event. The pieces come at 1, 2, 3 ..."""
    told: list[WireBytes | str] = []

    def emit(event: Event) -> None:
        if isinstance(event, ResponseStarted):
            return
        assert isinstance(event, WireBytes)
        assert decode(encode(event)) == event
        told.append(event)

    response = Bytes()
    tap = WireTap("s1", 1, emit)
    tap.open(response)
    for stamp, piece in enumerate(pieces, 1):
        told += ("event" for _ in tap.tells(stamp, response.decoder.feed(piece)))
    tap.tell_rest(99, response.decoder.pending)
    return told


async def test_bytes_come_right_before_their_event() -> None:
    told = told_of(PING + b"\n\n" + DELTA + b"\n\n")
    ping, first, delta, second = told
    assert isinstance(ping, WireBytes)
    assert isinstance(delta, WireBytes)
    assert (first, second) == ("event", "event")
    assert (ping.text, delta.text) == (PING.decode(), DELTA.decode())
    assert (ping.part, ping.t, ping.reads, ping.cut) == ("event", 1, 1, 0)


async def test_an_event_in_many_reads_says_so() -> None:
    *_, told, event = told_of(PING + b"\n\n" + DELTA[:9], DELTA[9:40], DELTA[40:], b"\n\n")
    assert event == "event"
    assert isinstance(told, WireBytes)
    assert (told.text, told.began_ns, told.t, told.reads) == (DELTA.decode(), 1, 4, 4)


async def test_comments_and_half_an_event_are_told_as_what_they_are() -> None:
    comment, rest = told_of(b": keep-alive\n\n" + DELTA[:30])
    assert isinstance(comment, WireBytes)
    assert isinstance(rest, WireBytes)
    assert (comment.part, comment.text) == ("aside", ": keep-alive")
    assert (rest.part, rest.text, rest.t) == ("rest", DELTA[:30].decode(), 99)


def test_bytes_that_are_not_utf_8_are_spelled() -> None:
    assert as_text(b"data: \xff\xc3") == ("data: \\xff\\xc3", 0)


def test_a_long_one_is_cut_and_says_by_how_much() -> None:
    text, cut = as_text(b"data: " + b"x" * 10_000)
    assert len(text) == MOST_OF_ONE
    assert cut == 10_006 - MOST_OF_ONE


@pytest.mark.parametrize("written", ["opensesame-1234", "opensesame\\u002d1234", "\\u006fpensesame-1234"])
def test_a_key_in_use_is_not_told_however_it_is_written(written: str) -> None:
    keep_secret("opensesame-1234")
    text, _ = as_text(f'data: {{"echo":"{written}"}}'.encode())
    assert "[redacted]" in text
    assert "sesame" not in text


async def test_events_of_the_decoder_are_untouched_by_the_tap() -> None:
    response = Bytes()
    tap = WireTap("s1", 1, lambda event: None)
    tap.open(response)
    (delta,) = tap.tells(1, response.decoder.feed(DELTA + b"\n\n"))
    assert delta == Delta(0, {"type": "text_delta", "text": "Hi"})
