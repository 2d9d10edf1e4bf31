"""Whatever a server sends, in whatever order and pieces: every surface has the same answer."""

from __future__ import annotations

import asyncio
import csv
import io
import itertools
import json
from collections import Counter
from collections.abc import Coroutine, Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import streamboard
from streamboard.board.state import BoardState
from streamboard.engine.attempt import LiveAttempt
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.table import table
from streamboard.library import result_of
from streamboard.report import answers
from streamboard.report.export import as_csv, as_json
from streamboard.report.live.lines import LinePrinter
from streamboard.report.live.plain_teller import PlainTeller
from streamboard.report.reported import report_of_table
from streamboard.run.codec import decode, encode
from streamboard.run.events import Event
from streamboard.run.plan import EndpointPlan, Limits
from streamboard.wire.response import HttpResponse
from tests.support.plans import plan, stream
from tests.support.told import Told
from tests.support.wire import HEAD, response_of, serve, sse

GREEK, CYRILLIC, GEORGIAN = "αβγδε", "жзийк", "აბგდე"
"""Of text, of thinking and of tool input: so each is found in whatever is printed."""
NOTHING = ""


class Sent(NamedTuple):
    """An event, and what of it is content."""

    name: str
    body: dict[str, Any]
    text: str = NOTHING
    thinking: str = NOTHING
    tool: str = NOTHING


def delta(kind: str, **fields: Any) -> Sent:
    key, name = {
        "text": ("text", "text_delta"),
        "thinking": ("thinking", "thinking_delta"),
        "tool": ("partial_json", "input_json_delta"),
    }[kind]
    words = fields.pop("words")
    return Sent(
        "content_block_delta",
        {**fields, "delta": {"type": name, key: words}},
        **{kind: words},
    )


def begin(block: dict[str, Any], **fields: Any) -> Sent:
    body = {**fields, "content_block": block}
    thinks = block.get("type") == "thinking"
    text, thinking = block.get("text") or "", block.get("thinking") or ""
    if thinks and (thinking or text):
        return Sent("content_block_start", body, thinking=thinking or text)
    if text or thinking:
        return Sent("content_block_start", body, text, NOTHING if text else thinking)
    given = block.get("input")
    return Sent("content_block_start", body, tool=json.dumps(given, ensure_ascii=False) if given else "")


def count(tokens: object, reason: str | None) -> Sent:
    return Sent("message_delta", {"delta": {"stop_reason": reason}, "usage": {"output_tokens": tokens}})


INDEX: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [{"index": index} for index in (0, 0, 0, 1, 2, -1, 10**30, "1", 1.0, None, True)]
) | st.just({})


def words(letters: str) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=1, max_size=6)


KIND = st.sampled_from([("text", GREEK), ("thinking", CYRILLIC), ("tool", GEORGIAN)])
DELTAS = st.builds(
    lambda kind, index: kind.flatmap(lambda k: words(k[1]).map(lambda w: delta(k[0], words=w, **index))),
    st.just(KIND),
    INDEX,
).flatmap(lambda drawn: drawn)
BLOCKS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["text", "thinking", "tool_use", "hologram", "redacted_thinking", None, 7]),
        "text": words(GREEK) | st.none() | st.just(""),
        "thinking": words(CYRILLIC),
        "name": st.just("t"),
        "input": st.dictionaries(st.just("k"), words(GEORGIAN), max_size=1),
    },
).filter(lambda block: not (block.get("type") == "thinking" and "text" in block))
STARTS = st.builds(lambda block, index: begin(block, **index), BLOCKS, INDEX)
STOPS = st.builds(lambda index: Sent("content_block_stop", index), INDEX)
COUNTS = st.builds(
    count,
    st.sampled_from([0, 1, 5, 42, 10**6, 10**9, -3, "7", 1.5, True, None]),
    st.sampled_from([None, "end_turn", "tool_use"]),
)
AGAIN = Sent("message_start", {"message": {"model": "m", "usage": {"input_tokens": 3, "output_tokens": 1}}})
OTHERS = st.sampled_from(
    [
        AGAIN,
        Sent("ping", {}),
        Sent("queued", {"note": "x"}),
        Sent("message_stop", {}),
    ]
)
EVENTS = st.lists(
    st.one_of(DELTAS, DELTAS, DELTAS, STARTS, STARTS, STOPS, COUNTS, OTHERS), min_size=1, max_size=25
)
CUTS = st.lists(st.integers(0, 4000), max_size=8)


async def ran(sent: Sequence[Sent], cuts: Sequence[int]) -> list[Event]:
    """The run events of an engine that is sent these, cut into these pieces."""
    data = b"".join(sse(one.name, one.body) for one in sent)
    edges = [0, *sorted({cut % len(data) for cut in cuts}), len(data)]
    pieces = [data[begin:end] for begin, end in itertools.pairwise(edges)]
    clock = itertools.count(1_000_000, 1_000_000)
    told: list[Event] = [Told().queued(0)]
    later: list[Coroutine[Any, Any, None]] = []
    attempt = LiveAttempt("s1", 1, told.append, lambda: next(clock))

    async def send() -> HttpResponse:
        return response_of(pieces, lambda: next(clock))

    none = Limits(None, None, None)
    await attempt.run(send, endpoint="sim", model="m", limits=none, in_background=later.append)
    for work in later:
        await work
    ended = told[-1]
    return [*told, Told().over(ended.t / 1e6, ended.outcome)]  # type: ignore[union-attr]


def printed(events: Sequence[Event], by: type[LinePrinter] | type[PlainTeller]) -> str:
    lines: list[str] = []
    board = BoardState(plan(stream("s1")))
    by(board, lines.append).take(board.fold_all(events))
    return "\n".join(lines)


def only(letters: str, words: str) -> str:
    return "".join(letter for letter in words if letter in letters)


def seen_by_reader(sent: Sequence[Sent]) -> list[Sent]:
    """What comes before the end."""
    return list(itertools.takewhile(lambda one: one.name != "message_stop", sent))


@example([count(0, "end_turn"), AGAIN], [])  # A count of the beginning that comes behind that of the end.
@given(EVENTS, CUTS)
def test_every_surface_has_the_same_answer(sent: list[Sent], cuts: list[int]) -> None:
    events = asyncio.run(ran(sent, cuts))
    board, replayed = BoardState(plan(stream("s1"))), BoardState(plan(stream("s1")))
    board.apply_all(events)
    replayed.apply_all(decode(encode(event)) for event in events)
    came = seen_by_reader(sent)
    text, thinking = ("".join(getattr(one, kind) for one in came) for kind in ("text", "thinking"))
    for state in (board, replayed):
        shown = state.streams["s1"].shown
        assert shown is not None
        assert (shown.message.text, shown.message.thinking) == (text, thinking)
        tools = "".join(
            block.text for block in shown.message.blocks if block.kind not in ("text", "thinking")
        )
        assert Counter(only(GEORGIAN, tools)) == Counter(only(GEORGIAN, "".join(one.tool for one in came)))
    result = result_of(board.streams["s1"], board)
    assert (result.text, result.thinking) == (text, thinking)
    assert not text or f"\n{text}\n" in answers.as_markdown(board.streams["s1"], board)
    for by in (LinePrinter, PlainTeller):
        said = printed(events, by)
        assert only(GREEK, said) == text
        assert Counter(only(GEORGIAN, said)) == Counter(only(GEORGIAN, tools))
        assert ("thought" in said) == bool(thinking)
    _figures_agree(board, replayed, result)


def _figures_agree(board: BoardState, replayed: BoardState, result: streamboard.StreamResult) -> None:
    """Counts and times are the same in library, replay and exports; what is no estimate can be right."""
    one, other = board.streams["s1"], replayed.streams["s1"]
    found = table(board, [one], board.now)
    row = next(csv.DictReader(io.StringIO(as_csv.text(report_of_table(board, found)))))
    exported = json.loads(as_json.text(report_of_table(board, found)))["streams"][0]
    for tag in ("ttft", "ttfo", "output_tokens", "input_tokens"):
        figure = FIGURE[tag]
        reading = figure.of(one, board.now)
        assert figure.of(other, replayed.now) == result.readings[tag] == reading
        if reading.settled is not None and figure.named in exported:
            assert float(row[figure.named]) == exported[figure.named] == figure.unit.number(reading.settled)
            assert (tag in exported["estimated"]) == (tag in row["estimated"].split()) == reading.estimated
    tokens, shown = FIGURE["output_tokens"].of(one, board.now), one.shown
    assert shown is not None
    if tokens.value is not None and not tokens.estimated:
        chars = sum(block.chars for block in shown.message.blocks)
        assert chars / 16 <= tokens.value <= 400_000 + 10 * chars
        assert tokens.value == result.usage["output_tokens"]


LOOSE: dict[str, tuple[list[Sent], tuple[str, str]]] = {
    "a used index": (
        [
            begin({"type": "thinking", "thinking": ""}, index=0),
            delta("thinking", words="let me see", index=0),
            Sent("content_block_stop", {"index": 0}),
            begin({"type": "text", "text": ""}, index=0),
            delta("text", words="Answer is 4", index=0),
        ],
        ("Answer is 4", "let me see"),
    ),
    "a used index without stops": (
        [
            begin({"type": "thinking"}, index=0),
            delta("thinking", words="hm", index=0),
            begin({"type": "text"}, index=0),
            delta("text", words="yes", index=0),
        ],
        ("yes", "hm"),
    ),
    "one index for all and no starts": (
        [
            delta("thinking", words="h", index=0),
            delta("text", words="y", index=0),
            delta("thinking", words="m", index=0),
            delta("text", words="es", index=0),
        ],
        ("yes", "hm"),
    ),
    "no index at all": (
        [
            begin({"type": "thinking"}),
            delta("thinking", words="hm"),
            begin({"type": "text"}),
            delta("text", words="yes"),
        ],
        ("yes", "hm"),
    ),
    "words in the start": (
        [begin({"type": "text", "text": "Here"}, index=0), delta("text", words="'s it", index=0)],
        ("Here's it", ""),
    ),
    "a start for each word": (
        [begin({"type": "text", "text": f"{number} "}, index=number) for number in range(2_000)],
        ("".join(f"{number} " for number in range(2_000)), ""),
    ),
    "a whole answer in message_start": (
        [Sent("message_start", {"message": {"content": [{"type": "text", "text": "All of it."}]}})],
        ("All of it.", ""),
    ),
}


@pytest.mark.parametrize("name", LOOSE)
async def test_over_http_to_the_library(name: str) -> None:
    sent, (text, thinking) = LOOSE[name]
    whole = [*sent, count(9_000, None), Sent("message_stop", {})]
    body = b"".join(sse(one.name, one.body) for one in whole)
    async with serve(lambda request: [HEAD, body]) as server:
        endpoint = {"loose": EndpointPlan(base_url=server.url)}
        result = await streamboard.collect(
            plan(stream("s1", endpoint="loose", model="m"), endpoints=endpoint)
        )
    (one,) = result.streams
    assert (one.outcome, one.text, one.thinking) == ("completed", text, thinking)
    assert one.ttft_ns is not None
    assert one.readings["output_tokens"].value == 9_000
    assert not one.readings["output_tokens"].estimated
