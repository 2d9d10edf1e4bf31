"""Folding the API's events: whatever comes, in whatever pieces, nothing raises and nothing is lost."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from streamboard.engine.attempt import LiveAttempt, Result
from streamboard.run.block import Block, read_delta
from streamboard.run.codec import api_event
from streamboard.run.message import MOST_BLOCKS, Change, Changes, Message
from streamboard.run.plan import Limits
from streamboard.wire.messages.client import MessagesClient
from streamboard.wire.response import HttpResponse
from tests.support.examples import EXAMPLES
from tests.support.wire import HEAD, response_of, serve, sse

THOUGHT = "Löwe\u2028 und \u0085 mehr"
TEXT = "Hello, wörld 🦁\n\ndata: not a field\r\n: no comment either\ttab\u2028end"
TOOL_INPUT = '{"city": "Zürich", "list": [1, 2]}'
LEGAL_BREAKS = ("\n", "\r\n", "\r")


def split(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def block(index: int, kind: str, delta_type: str, key: str, text: str, **fields: Any) -> bytes:
    """A whole block in pieces of three characters."""
    pieces = (
        sse("content_block_delta", {"index": index, "delta": {"type": delta_type, key: piece}})
        for piece in split(text, 3)
    )
    start = sse("content_block_start", {"index": index, "content_block": {"type": kind, **fields}})
    return start + b"".join(pieces) + sse("content_block_stop", {"index": index})


ANSWER = b"".join(
    [
        b": a comment\n\n",
        sse("message_start", {"message": {"model": "m-1", "usage": {"input_tokens": 5, "output_tokens": 1}}}),
        sse("ping", {}),
        block(0, "thinking", "thinking_delta", "thinking", THOUGHT),
        block(1, "text", "text_delta", "text", TEXT),
        b'event: brand_new_event\ndata: {"type":\ndata: "brand_new_event"}\n\n',
        block(2, "tool_use", "input_json_delta", "partial_json", TOOL_INPUT, name="weather"),
        sse("message_delta", {"delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 42}}),
        sse("message_stop", {}),
    ]
)


def check(result: Result) -> None:
    """The answer is whole, whatever its pieces were."""
    message = result.message
    assert result.outcome == "completed"
    assert result.error is None
    assert message.text == TEXT
    assert message.blocks[0].text == THOUGHT
    assert (message.blocks[2].name, message.blocks[2].text) == ("weather", TOOL_INPUT)
    assert message.usage == {"input_tokens": 5, "output_tokens": 42}
    assert (message.model, message.stop_reason, message.stopped) == ("m-1", "tool_use", True)


class Background:
    """Awaits what an attempt leaves behind."""

    def __init__(self) -> None:
        self.work: list[Coroutine[Any, Any, None]] = []

    async def done(self) -> None:
        for work in self.work:
            await work


async def fold(send: Any) -> Result:
    background = Background()
    clock = itertools.count()
    attempt = LiveAttempt("s1", 1, lambda event: None, lambda: next(clock))
    result = await attempt.run(
        send,
        endpoint="sim",
        model="m",
        limits=Limits(None, None, None),
        in_background=background.work.append,
    )
    await background.done()
    return result


async def fold_chunks(chunks: list[bytes]) -> Result:
    """Fold a response whose body comes in these pieces, through the decoder."""

    async def send() -> HttpResponse:
        return response_of(chunks, lambda: 0)

    return await fold(send)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted({place % len(data) for place in places}), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


@given(
    places=st.lists(st.integers(0, len(ANSWER) - 1), max_size=60), line_break=st.sampled_from(LEGAL_BREAKS)
)
@example(places=list(range(len(ANSWER))), line_break="\r\n")
@example(places=[], line_break="\n")
def test_any_split_of_the_bytes_folds_to_the_same_message(places: list[int], line_break: str) -> None:
    data = ANSWER.replace(b"\n", line_break.encode())
    check(asyncio.run(fold_chunks(cut(data, places))))


@given(places=st.lists(st.integers(0, len(ANSWER) - 1), max_size=30))
@settings(max_examples=EXAMPLES // 5)
def test_so_does_any_split_over_real_http(places: list[int]) -> None:
    async def main() -> Result:
        async with serve(lambda request: [HEAD, *cut(ANSWER, places)]) as server:
            client = MessagesClient(server.url, None, loopback=True)
            try:
                request = {"max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
                return await fold(lambda: client.send("m-1", request))
            finally:
                await client.close()

    check(asyncio.run(main()))


def folded(*events: tuple[str, dict[str, Any]]) -> Message:
    message = Message()
    for name, body in events:
        take(message, name, body)
    return message


def take(message: Message, name: str, body: dict[str, Any]) -> Changes:
    return message.fold(api_event(0, "s1", 1, name, body | {"type": name}))


def add(message: Message, text: str, index: object = 0) -> Change:
    """Fold a piece of text."""
    (change,) = take(message, *text_delta(text, index))
    return change


def text_delta(text: object, index: object = 0) -> tuple[str, dict[str, Any]]:
    return "content_block_delta", {"index": index, "delta": {"type": "text_delta", "text": text}}


def thinking(text: object, index: object = 0) -> tuple[str, dict[str, Any]]:
    return "content_block_delta", {"index": index, "delta": {"type": "thinking_delta", "thinking": text}}


def input_delta(text: object, index: object = 0) -> tuple[str, dict[str, Any]]:
    delta = {"type": "input_json_delta", "partial_json": text}
    return "content_block_delta", {"index": index, "delta": delta}


def begun(block: object, index: object = 0) -> tuple[str, dict[str, Any]]:
    return "content_block_start", {"index": index, "content_block": block}


def test_without_a_start_text_and_stop_count() -> None:
    message = folded(text_delta("a"), ("message_stop", {}))
    assert (message.text, message.model, message.outcome) == ("a", None, "completed")


def test_a_second_start_neither_clears_text_nor_usage() -> None:
    start = ("message_start", {"message": {"model": "m", "usage": {"input_tokens": 3}}})
    message = folded(start, text_delta("a"), start, text_delta("b"))
    assert (message.text, message.input_tokens) == ("ab", 3)


def test_deltas_on_blocks_that_never_began_are_kept_in_the_order_in_which_they_came() -> None:
    message = folded(text_delta("one ", 7), text_delta("two ", 2), thinking("hm", 3), text_delta("three", 7))
    assert (message.text, message.thinking) == ("one two three", "hm")


def test_deltas_after_the_stop_of_their_block_are_kept_and_after_the_message_ignored() -> None:
    message = folded(
        text_delta("a"),
        ("content_block_stop", {"index": 0}),
        text_delta("b"),
        ("message_stop", {}),
        text_delta("c"),
        ("message_delta", {"delta": {"stop_reason": "refusal"}}),
        ("message_stop", {}),
    )
    assert (message.text, message.stop_reason) == ("ab", None)


@pytest.mark.parametrize(
    "delta",
    [
        {},
        {"type": None},
        {"type": 7, "text": "x"},
        {"type": "hologram_delta", "hologram": "x"},
        {"type": "text_delta"},
        {"type": "text_delta", "text": None},
        {"type": "text_delta", "text": 7},
        {"type": "signature_delta", "signature": "c2ln"},
        {"type": "citations_delta", "citation": {}},
    ],
    ids=str,
)
def test_deltas_without_text_carry_none(delta: dict[str, Any]) -> None:
    assert read_delta(delta)[1] == ""
    message = Message()
    (change,) = take(message, "content_block_delta", {"index": 0, "delta": delta})
    assert not change.is_content
    assert message.blocks == []


def test_a_delta_whose_type_is_no_word_carries_nothing() -> None:
    assert read_delta({"type": ["text_delta"], "text": "x"}) == ("other", "")


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("message_start", {}),
        ("message_start", {"message": None}),
        ("message_start", {"message": {"model": 7, "usage": [1]}}),
        ("content_block_start", {}),
        ("content_block_start", {"index": "0", "content_block": {"type": "text"}}),
        ("content_block_start", {"index": 0, "content_block": None}),
        ("content_block_start", {"index": 0, "content_block": {"type": ["text"], "text": 7, "name": 7}}),
        ("message_delta", {}),
        ("message_delta", {"delta": None, "usage": None}),
        (
            "message_delta",
            {"delta": {"stop_reason": 7, "stop_details": "x"}, "usage": {"output_tokens": "9"}},
        ),
        ("brand_new_event", {"message": "x"}),
        ("ping", {}),
        ("error", {}),
    ],
    ids=str,
)
def test_events_of_odd_shapes_change_nothing_that_is_shown(name: str, body: dict[str, Any]) -> None:
    message = folded((name, body), text_delta("a"))
    assert "a" in "".join(part.text for part in message.blocks)
    assert (message.model, message.stop_reason, message.output_tokens, message.stopped) == (None,) * 3 + (
        False,
    )


def test_text_that_comes_with_the_start_of_its_block_is_kept() -> None:
    started = ("content_block_start", {"index": 0, "content_block": {"type": "text", "text": "Once"}})
    assert folded(started, text_delta(" upon")).text == "Once upon"


def test_a_text_delta_is_text_whatever_block_it_names() -> None:
    for block in ({"type": "hologram"}, {"type": "thinking"}, {}, None):
        message = folded(begun(block), text_delta("x"), text_delta("y", 1))
        assert message.text == "xy", block


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("end_turn", "completed"),
        ("stop_sequence", "completed"),
        ("tool_use", "completed"),
        ("max_tokens", "max_tokens"),
        ("model_context_window_exceeded", "context_window"),
        ("pause_turn", "paused"),
        ("refusal", "refused"),
        ("something_new", "completed"),
    ],
)
def test_each_stop_reason_is_an_outcome_with_or_without_its_message_stop(reason: str, outcome: str) -> None:
    message = folded(("message_delta", {"delta": {"stop_reason": reason}}))
    assert message.outcome == outcome
    take(message, "message_stop", {})
    assert message.outcome == outcome


def test_an_end_without_a_reason_is_a_cut() -> None:
    assert folded(text_delta("a")).outcome == "cut_off"


def test_why_it_was_refused_is_kept_even_without_blocks() -> None:
    details = {"stop_reason": "refusal", "stop_details": {"explanation": "policy"}}
    message = folded(("message_delta", {"delta": details}))
    assert (message.outcome, message.stop_details, message.text) == ("refused", "policy", "")


def test_usage_keeps_the_latest_value_of_each_field_and_null_takes_none_away() -> None:
    usage = {"input_tokens": 5, "cache_read_input_tokens": 7, "cache_creation_input_tokens": 1}
    message = folded(
        ("message_start", {"message": {"usage": usage | {"output_tokens": 1}}}),
        ("message_delta", {"delta": {}, "usage": {"output_tokens": 10, "input_tokens": None}}),
        ("message_delta", {"delta": {}, "usage": {"output_tokens": 20}}),
    )
    assert (message.input_tokens, message.output_tokens) == (13, 20)


@pytest.mark.parametrize("count", [None, -1, True, 1.5, "7", [7]])
def test_counts_that_are_no_counts_are_absent(count: object) -> None:
    message = folded(("message_delta", {"delta": {}, "usage": {"output_tokens": count}}))
    assert message.output_tokens is None


KEYS = st.sampled_from(
    [
        "type",
        "index",
        "delta",
        "text",
        "message",
        "usage",
        "content_block",
        "stop_reason",
        "output_tokens",
        "model",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["message_start", "content_block_start", "message_delta", "content_block_stop", "ping", "x"]
)


@given(events=st.lists(st.tuples(NAMES, st.dictionaries(KEYS, JSON, max_size=5)), max_size=8))
def test_no_body_whatsoever_raises(events: list[tuple[str, dict[str, Any]]]) -> None:
    message = Message()
    for name, body in events:
        take(message, name, body)
        take(message, "content_block_delta", {"index": 0, "delta": body})
    assert isinstance(message.text, str)
    assert message.output_tokens is None or message.output_tokens >= 0
    assert message.input_tokens is None or message.input_tokens >= 0


def test_a_count_beyond_sense_is_no_count() -> None:
    message = Message()
    take(message, "message_start", {"message": {"usage": {"input_tokens": 10**400}}})
    take(
        message, "message_delta", {"delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 10**400}}
    )
    assert (message.input_tokens, message.output_tokens) == (None, None)


def test_a_later_message_delta_without_usage_keeps_the_count() -> None:
    message = Message()
    take(message, "message_delta", {"delta": {}, "usage": {"output_tokens": 9}})
    take(message, "message_delta", {"delta": {"stop_reason": "end_turn"}})
    assert message.output_tokens == 9


@given(
    pieces=st.lists(st.text("ab ", max_size=9) | st.just("x" * 5000), max_size=300),
    most=st.integers(1, 400),
    start=st.integers(0, 3000),
)
def test_a_capped_block_keeps_the_latest_text(pieces: list[str], most: int, start: int) -> None:
    block, whole = Block("text", most_chars=most), "".join(pieces)
    for piece in pieces:
        block.append(piece)
    assert block.chars == len(whole)
    assert block.text == whole[block.dropped :]
    assert block.since(start) == whole[max(start, block.dropped) :]
    assert block.since(block.chars) == ""
    assert len(block.text) >= min(most, len(whole))
    assert len(block.text) <= most + 5000 + 65 * 9


def test_a_block_without_a_cap_keeps_all() -> None:
    message = Message()
    for _ in range(1000):
        add(message, "word ")
    assert message.text == "word " * 1000
    assert message.blocks[0].dropped == 0


def test_blocks_beyond_what_any_answer_has_are_not_kept_and_their_words_go_on_in_the_last() -> None:
    message = Message()
    for index in range(MOST_BLOCKS // 2):
        assert add(message, "a", -index - 1).kind == "text"
        take(message, *begun({"type": "tool_use", "name": "t"}, index + 1))
        take(message, *input_delta("{}", index + 1))
    take(message, *begun({"type": "tool_use"}, 2000))
    assert len(message.blocks) == MOST_BLOCKS
    (beyond,) = take(message, *input_delta("{}", 2000))
    assert (beyond.kind, beyond.text, beyond.is_content) == ("beyond", "", True)
    assert add(message, "b", 10**30).text == "b"
    (change,) = take(message, *thinking("c"))
    assert change.kind == "beyond"
    assert len(message.blocks) == MOST_BLOCKS
    assert message.text == "a" * (MOST_BLOCKS // 2) + "b"


def test_usage_is_kept_as_far_as_usage_goes() -> None:
    message = Message()
    nested: Any = "x"
    for _ in range(900):
        nested = [nested]
    strange = {"n" * 201: 1, "long": "v" * 5000, "deep": nested}
    take(message, "message_start", {"message": {"usage": {**strange, "cache": {"read": 1}}}})
    assert message.usage == {"cache": {"read": 1}}
    for number in range(500):
        take(message, "message_delta", {"usage": {f"k{number}": "v", "cache": {"read": number}}})
    assert len(message.usage) == 64
    assert message.usage["cache"] == {"read": 499}


@pytest.mark.parametrize(
    ("count", "known"), [(2**53, False), (1_000_021, False), (1_000_020, True), (7, True)]
)
def test_a_count_that_the_answer_cannot_have_is_no_count(count: int, known: bool) -> None:
    """Thinking may be hidden, so that much may be counted that did not come; not without end."""
    message = Message()
    add(message, "ab")
    take(message, "message_delta", {"delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": count}})
    assert message.output_tokens == (count if known else None)
