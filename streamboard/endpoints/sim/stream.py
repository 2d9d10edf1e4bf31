"""A simulated answer as timed events, or as one message."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import random
import uuid
from collections.abc import Callable
from typing import Any

import msgspec

from streamboard.endpoints.sim.content import Kind, Writing
from streamboard.endpoints.sim.request import BadRequest, SimRequest
from streamboard.endpoints.sim.sse import PING, Step, Steps, delta_body, sse
from streamboard.run.simulated import SimBehaviour

MOST_AT_ONCE = 20_000
"""Deltas in an answer that is not streamed, but made as a whole first."""
_TURN = 200
SHORTEST_PING = 0.01
"""Seconds; shorter intervals are raised to this."""

DELTAS: dict[Kind, tuple[str, str]] = {
    "thinking": ("thinking_delta", "thinking"),
    "text": ("text_delta", "text"),
    "tool_use": ("input_json_delta", "partial_json"),
}
"""Type of the deltas, and field with the content."""


def stream_steps(request: SimRequest) -> Steps:
    """The whole stream, without faults or timed pings."""
    writing = Writing(request)
    gap = gaps(request)
    wait = next_gap = gap()
    yield Step(0.0, "message_start", sse("message_start", {"message": _message_start(request)}))
    index, kind = -1, None
    for piece in writing:
        if piece.kind != kind:
            if kind is not None:
                yield from _close_block(kind, index, request)
            index, kind = index + 1, piece.kind
            start = {"index": index, "content_block": empty_block(kind, writing.tool_name)}
            yield Step(0.0, "content_block_start", sse("content_block_start", start))
            if index == 0:
                yield Step(0.0, "ping", PING)
        body = delta_body(index, *DELTAS[kind], piece.text)
        yield Step(next_gap, "content_block_delta", sse("content_block_delta", body))
        wait, next_gap = 0.0, gap()
    if kind is None:
        yield Step(0.0, "ping", PING)
    else:
        yield from _close_block(kind, index, request)
    yield Step(wait, "message_delta", sse("message_delta", _message_delta(request, writing)))
    yield Step(0.0, "message_stop", sse("message_stop", {}), "finish")


async def whole_message(request: SimRequest) -> tuple[dict[str, Any], float]:
    """Return a message, and the seconds until it is sent.

    Raises:
        BadRequest: It would be too long.
    """
    writing = Writing(request)
    gap = gaps(request)
    contents: list[tuple[Kind, list[str]]] = []
    seconds = 0.0
    for number, piece in enumerate(writing):
        if number == MOST_AT_ONCE:
            raise BadRequest(f"simulated: answers of more than {MOST_AT_ONCE} deltas need `stream: true`")
        if number % _TURN == 0:
            await asyncio.sleep(0)  # Other streams go on in the meantime.
        seconds += gap()
        if not contents or contents[-1][0] != piece.kind:
            contents.append((piece.kind, []))
        contents[-1][1].append(piece.text)
    blocks = [_block(kind, "".join(pieces), writing, request) for kind, pieces in contents]
    end = _message_delta(request, writing)
    message = _message_start(request) | end["delta"] | {"content": blocks}
    message["usage"] |= end["usage"]
    return message, seconds or request.behaviour.ttft


def _block(kind: Kind, content: str, writing: Writing, request: SimRequest) -> dict[str, Any]:
    block = empty_block(kind, writing.tool_name)
    if kind == "tool_use":
        return block | {"input": _parsed(content)}
    if kind == "thinking":
        block["signature"] = signature(request)
    return block | {kind: content}


def with_pings(steps: Steps, interval: float) -> Steps:
    """Ping whenever `interval` seconds pass without one."""
    interval = max(interval, SHORTEST_PING)
    since = 0.0
    for step in steps:
        gap = step.gap
        while since + gap >= interval:
            yield Step(interval - since, "ping", PING)
            gap -= interval - since
            since = 0.0
        since += gap
        yield step._replace(gap=gap)


def gaps(request: SimRequest) -> Callable[[], float]:
    """Give the seconds before each next delta; the first is the TTFT."""
    behaviour: SimBehaviour = request.behaviour
    rng = random.Random(f"gaps {request.seed}")
    mean = 1 / behaviour.rate
    # Gamma: has this mean and deviation, never negative.
    shape = 1 / behaviour.jitter**2 if behaviour.jitter > 0.01 else 0.0
    first = [behaviour.ttft]

    def gap() -> float:
        if first:
            return first.pop()
        return rng.gammavariate(shape, mean / shape) if shape else mean

    return gap


def empty_block(kind: Kind, tool_name: str | None) -> dict[str, Any]:
    if kind == "thinking":
        return {"type": "thinking", "thinking": "", "signature": ""}
    if kind == "tool_use":
        return {
            "type": "tool_use",
            "id": f"toolu_sim_{uuid.uuid4().hex[:20]}",
            "name": tool_name,
            "input": {},
        }
    return {"type": "text", "text": ""}


def signature(request: SimRequest) -> str:
    digest = hashlib.blake2b(f"simulated {request.seed}".encode("utf-8", "replace"), digest_size=48).digest()
    return base64.b64encode(b"simulated" + digest).decode()


def _close_block(kind: Kind, index: int, request: SimRequest) -> Steps:
    if kind == "thinking":
        body = delta_body(index, "signature_delta", "signature", signature(request))
        yield Step(0.0, "signature_delta", sse("content_block_delta", body))
    yield Step(0.0, "content_block_stop", sse("content_block_stop", {"index": index}))


def _message_start(request: SimRequest) -> dict[str, Any]:
    return {
        "id": f"msg_sim_{uuid.uuid4().hex[:20]}",
        "type": "message",
        "role": "assistant",
        "model": request.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": _input_usage(request) | {"output_tokens": 1, "service_tier": "standard"},
    }


def _input_usage(request: SimRequest) -> dict[str, Any]:
    return {
        "input_tokens": request.input_tokens,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
    }


def _message_delta(request: SimRequest, writing: Writing) -> dict[str, Any]:
    delta: dict[str, Any] = {"stop_reason": writing.stop_reason, "stop_sequence": writing.stop_sequence}
    if writing.stop_reason == "refusal":
        explanation = "Simulated: the settings of this stream ask for a refusal."
        delta["stop_details"] = {"type": "refusal", "category": None, "explanation": explanation}
    usage = _input_usage(request) | {"output_tokens": writing.output_tokens}
    if writing.thinking_tokens:
        usage["output_tokens_details"] = {"thinking_tokens": writing.thinking_tokens}
    return {"delta": delta, "usage": usage}


def _parsed(text: str) -> Any:
    """A tool's input; empty if `max_tokens` cut it."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return {}
