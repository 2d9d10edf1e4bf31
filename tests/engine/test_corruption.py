"""Streams that are cut, swapped, doubled and garbled: no crash, no hang, no lost text."""

from __future__ import annotations

import asyncio
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from streamboard.run.events import ContentBlockDelta
from tests.support.examples import EXAMPLES
from tests.support.wrecked import EVENTS, TEXT, WORDS, check, play, play_wreck

WHOLE = b"".join(EVENTS)


def text_of(played: object) -> str:
    return "".join(
        str(event.delta["text"])
        for event in played.events  # type: ignore[attr-defined]
        if isinstance(event, ContentBlockDelta)
    )


@given(at=st.integers(0, len(WHOLE)), cuts=st.lists(st.integers(0, len(WHOLE)), max_size=20))
def test_a_stream_that_ends_anywhere_keeps_what_came(at: int, cuts: list[int]) -> None:
    edges = sorted({0, at, *(cut for cut in cuts if cut < at)})
    played = asyncio.run(play([WHOLE[begin:end] for begin, end in itertools.pairwise(edges)]))
    check(played)
    whole_events = WHOLE[:at].count(b"text_delta", 0, WHOLE[:at].rfind(b"\n\n") + 2)
    assert text_of(played) == "".join(WORDS[:whole_events])
    complete = b'"stop_reason"' in WHOLE[: WHOLE[:at].rfind(b"\n\n") + 1]
    assert (played.result.outcome == "completed") == complete


@given(at=st.integers(0, len(EVENTS)), garbage=st.binary(min_size=1, max_size=200))
def test_garbage_between_events_loses_nothing_of_what_came_before_it(at: int, garbage: bytes) -> None:
    played = asyncio.run(play([*EVENTS[:at], garbage, b"\n\n", *EVENTS[at:]]))
    check(played)
    before = "".join(WORDS[: max(at - 3, 0)])
    assert text_of(played).startswith(before)


@given(order=st.permutations(range(3, 3 + len(WORDS))))
def test_deltas_in_any_order_are_taken_as_they_come(order: list[int]) -> None:
    played = asyncio.run(play([*EVENTS[:3], *(EVENTS[place] for place in order), *EVENTS[3 + len(WORDS) :]]))
    check(played)
    assert text_of(played) == "".join(WORDS[place - 3] for place in order)
    assert played.result.outcome == "completed"


@given(seed=st.integers(0, 2**64))
@settings(max_examples=3 * EXAMPLES)
def test_wrecks(seed: int) -> None:
    play_wreck(seed)


def test_nothing_is_wrong_with_the_stream_itself() -> None:
    played = asyncio.run(play([WHOLE]))
    assert (played.result.outcome, text_of(played)) == ("completed", TEXT)
