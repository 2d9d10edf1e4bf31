"""Run files whose every text is an attack made up by chance: sequences, controls, pieces of them."""

from __future__ import annotations

import random

from streamboard.run.codec import api_event, encode
from streamboard.run.events import (
    AttemptEnded,
    AttemptStarted,
    EndpointState,
    Event,
    ResponseStarted,
    RunEnded,
    RunStarted,
    StreamEnded,
    StreamQueued,
)
from streamboard.run.plan import RunPlan, StreamPlan

SEQUENCES = (
    "\x1b[2J",
    "\x1b[31m",
    "\x1b[8m",
    "\x1b[6n",
    "\x1b[c",
    "\x1b[201~",
    "\x1b[?1049l",
    "\x1b]0;title\x07",
    "\x1b]52;c;SEFDS0VE\x1b\\",
    "\x1b]8;;http://example.invalid/\x07",
    "\x1bP1$r\x1b\\",
    "\x1bc",
    "\x1b_x\x1b\\",
    "\x9b31m",
    "\x9d0;t\x9c",
    "\x90x\x9c",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\U000e0041",
    "\u2028",
    "\r",
    "\b\b",
    "\x00",
    "\x7f",
    "\x0e",
    "[@click=app.quit]x[/]",
    "[/oops]",
    "[link='http://example.invalid/']l[/link]",
    "👩\u200d👩\u200d👧",
    "a" + "\u0301" * 30,
    "漢字",
)


def text(chance: random.Random) -> str:
    """Some words, some sequences, whole or broken off, and some characters of any kind."""
    parts = []
    for _ in range(chance.randrange(1, 9)):
        match chance.randrange(4):
            case 0:
                parts.append(chance.choice(SEQUENCES))
            case 1:
                sequence = chance.choice(SEQUENCES)
                parts.append(sequence[: chance.randrange(len(sequence) + 1)])
            case 2:
                parts.append(chr(chance.choice((chance.randrange(0x300), chance.randrange(0x110000)))))
            case _:
                parts.append(chance.choice(("rain ", "and\n", "sea\t", " ")))
    return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def hostile_run_file(seed: int, *, streams: int, texts: int) -> bytes:
    """A run of so many streams, each with so many texts in pieces cut anywhere."""
    chance = random.Random(seed)
    plans = [
        StreamPlan(
            id=f"s{number}",
            name=f"n{number} {text(chance)}",
            prompt=text(chance),
            endpoint="sim",
            model=text(chance),
            request={"max_tokens": 9, "messages": [{"role": "user", "content": text(chance)}]},
        )
        for number in range(1, streams + 1)
    ]
    events: list[Event] = [
        RunStarted(
            t=0,
            version=1,
            monotonic_ns=0,
            started_at=text(chance),
            plan=RunPlan(text(chance), plans),
            versions={text(chance): text(chance)},
        ),
        EndpointState(t=1, endpoint="sim", state="ready", detail=text(chance), reason=text(chance)),
    ]
    for plan in plans:
        events += _stream(plan.id, chance, texts)
    events.append(RunEnded(t=9, reason="finished", outcomes={"completed": streams}))
    return b"".join(map(encode, events))


def _stream(name: str, chance: random.Random, texts: int) -> list[Event]:
    events: list[Event] = [
        StreamQueued(t=2, stream=name, attempt=1),
        AttemptStarted(t=2, stream=name, attempt=1, endpoint="sim", model=text(chance)),
        ResponseStarted(t=3, stream=name, attempt=1, status=200, request_id=text(chance)),
        api_event(3, name, 1, "message_start", {"message": {"model": text(chance)}}),
    ]
    kinds = (
        ("text", "text_delta", "text"),
        ("thinking", "thinking_delta", "thinking"),
        ("tool_use", "input_json_delta", "partial_json"),
        (text(chance), "text_delta", "text"),
    )
    for index, (kind, delta, key) in enumerate(kinds):
        block = {
            "type": kind,
            "name": text(chance),
            "content": [{"title": text(chance), "url": text(chance)}],
        }
        events.append(api_event(4, name, 1, "content_block_start", {"index": index, "content_block": block}))
        whole = "".join(text(chance) for _ in range(texts))
        while whole:
            size = chance.randrange(1, 12)
            body = {"index": index, "delta": {"type": delta, key: whole[:size]}, "type": "x"}
            events.append(api_event(5, name, 1, "content_block_delta", body))
            whole = whole[size:]
        citation = {"type": "x", "title": text(chance), "url": text(chance), "cited_text": text(chance)}
        noted = {"index": index, "delta": {"type": "citations_delta", "citation": citation}}
        events.append(api_event(5, name, 1, "content_block_delta", noted))
        events.append(api_event(6, name, 1, "content_block_stop", {"index": index}))
        events.append(api_event(6, name, 1, text(chance) or "x", {text(chance): text(chance)}))
    reason = {"delta": {"stop_reason": text(chance) or "x"}, "usage": {"output_tokens": 9}}
    events += [
        api_event(7, name, 1, "message_delta", reason),
        AttemptEnded(t=8, stream=name, attempt=1, outcome="completed"),
        StreamEnded(t=8, stream=name, attempt=1, outcome="completed", stop_reason=text(chance) or "x"),
    ]
    return events
