"""Answers as loose and hostile servers give them, made up by chance, over real HTTP."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import random
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from streamboard.engine.attempt import LiveAttempt
from streamboard.run.events import Event
from streamboard.run.plan import SECOND, Limits
from streamboard.wire.messages.client import MessagesClient
from streamboard.wire.protocol import Response
from tests.support.wire import Request, raw_sse, serve
from tests.support.wrecked import Played, check, cut_up

_ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    2**70,
    1e300,
    "",
    "x",
    "\x1b[2J",
    [],
    {},
    [[["x"]]],
    {"type": "x"},
)
_NAMES = (
    "message_start",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
    "message_delta",
    "message_stop",
    "ping",
    "error",
    "queued",
    "message",
    "",
)
_WORDS = ("error", "message", "msg", "status_msg", "detail", "base_resp", "code", "type", "usage", "data")
_REQUEST = {"max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
_LIMITS = Limits(5 * SECOND, 5 * SECOND, 10 * SECOND)


def _value(chance: random.Random, depth: int = 0) -> object:
    if depth > 3 or chance.random() < 0.4:
        return chance.choice(_ODD)
    if chance.random() < 0.2:
        return [_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(_WORDS): _value(chance, depth + 1) for _ in range(chance.randrange(4))}


def _body(chance: random.Random, name: str) -> dict[str, Any]:
    """An event's body: what the API has there, now and then with something else in its place."""
    kind = chance.choice(("text", "thinking", "input_json"))
    text = {"text": "text", "thinking": "thinking", "input_json": "partial_json"}[kind]
    usual: dict[str, dict[str, Any]] = {
        "message_start": {"message": {"model": "m", "usage": {"input_tokens": 3}}},
        "content_block_start": {"index": 0, "content_block": {"type": kind, text: "Here"}},
        "content_block_delta": {"index": 0, "delta": {"type": f"{kind}_delta", text: "word "}},
        "content_block_stop": {"index": 0},
        "message_delta": {"delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 2}},
        "error": {"error": {"type": "overloaded_error", "message": "busy"}},
    }
    body: dict[str, Any] = {"type": name, **usual.get(name, {})}
    for key in list(body):
        if chance.random() < 0.1:
            body[key] = _value(chance)
        elif chance.random() < 0.05:
            del body[key]
    return body


def _event(chance: random.Random) -> bytes:
    name = chance.choice(_NAMES)
    match chance.randrange(12):
        case 0:
            data = chance.choice(
                (b"", b"[DONE]", b"null", b"NaN", b"{", b'"\\ud800"', b"\xff", name.encode())
            )
        case 1:
            data = b"[" * chance.randrange(300) + b"]" * chance.randrange(300)
        case 2:
            data = b'{"a":[' + b"[]," * chance.choice((10, 9_000, 30_000)) + b"1]}"
        case 3:
            return chance.choice((b": note\n\n", b"\n\n\n", b"id: 7\nretry: 1\n\n", b": \n" * 60_000))
        case _:
            data = json.dumps(_body(chance, name)).encode()
    if not name or chance.random() < 0.1:
        return b"data: %b\n\n" % data
    return raw_sse(name, data)


def _events(chance: random.Random) -> bytes:
    """Some events, and often the end that the API has."""
    events = [_event(chance) for _ in range(chance.randrange(12))]
    if chance.random() < 0.6:
        events += [raw_sse(name, json.dumps(_body(chance, name)).encode()) for name in _NAMES[4:6]]
    mark = b"\xef\xbb\xbf" if chance.random() < 0.1 else b""
    return mark + b"".join(events).replace(b"\n", chance.choice((b"\n", b"\n", b"\r\n", b"\r")))


def loose_answer(seed: int) -> list[bytes]:
    """An answer with its head, in pieces."""
    chance = random.Random(seed)
    status = chance.choice((200, 200, 200, 200, 204, 302, 400, 401, 404, 429, 500, 529))
    body = chance.choice((_events, _events, _events, _failure))(chance)
    lines = [
        f"HTTP/1.1 {status} X",
        f"content-type: {chance.choice(('text/event-stream', 'application/json', 'text/html', ''))}",
        f"x-long: {'x' * chance.choice((1, 9_000))}",
        "connection: close",
    ]
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        lines.append("content-encoding: gzip")
        body = gzip.compress(body, 1)
    if chance.random() < 0.3:
        lines.append(f"content-length: {len(body) + chance.choice((0, 0, 7, -3))}")
    interim = b"HTTP/1.1 103 Early Hints\r\n\r\n" * chance.choice((0, 0, 0, 3, 300))
    pieces = cut_up(body, chance, chance.choice((1, 2, 9)))
    return [interim + "\r\n".join(lines).encode() + b"\r\n\r\n", *pieces]


def _failure(chance: random.Random) -> bytes:
    """What servers say about a failure."""
    said = json.dumps(_value(chance)).encode()
    page = b"<html><title>502</title><body>Bad <b>gateway</b></body></html>"
    return chance.choice((said, page, b"plain words", b"", said * 2_000, b"[" * 5_000))


async def play_loose(seeds: Iterable[int]) -> list[Played]:
    """Play an answer for each seed, and check what came of it."""
    answers = {str(seed): loose_answer(seed) for seed in seeds}

    def script(request: Request) -> Iterable[bytes]:
        return answers[json.loads(request.body)["model"]]

    played = []
    async with serve(script) as server:
        client = MessagesClient(server.url, None, loopback=True)
        for name in answers:
            played.append(await _play(lambda name=name: client.send(name, _REQUEST)))  # type: ignore[misc]
            try:
                check(played[-1])
            except AssertionError as error:
                raise AssertionError(f"the loose answer {name}") from error
        await client.close()
    return played


async def _play(send: Callable[[], Coroutine[Any, Any, Response]]) -> Played:
    events: list[Event] = []
    background: list[Coroutine[Any, Any, None]] = []
    clock = itertools.count()
    attempt = LiveAttempt("s1", 1, events.append, lambda: next(clock))
    result = await asyncio.wait_for(
        attempt.run(send, endpoint="e", model="m", limits=_LIMITS, in_background=background.append), 60
    )
    for work in background:
        await work
    return Played(result, events)
