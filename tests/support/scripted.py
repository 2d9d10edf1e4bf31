"""Endpoints that answer as a test says, without a network."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any, ClassVar, TypeAlias

import msgspec

from streamboard.run.plan import StreamPlan
from streamboard.wire.failures import AttemptFailure
from streamboard.wire.messages.decoder import MessagesDecoder
from streamboard.wire.protocol import Decoded, Delta, Head, Raw, ServerEvent
from tests.support.virtual_time import now_ns

Act: TypeAlias = tuple[str, dict[str, Any]] | AttemptFailure | Exception | float
"""An event, an error, or seconds of silence."""

START: Act = ("message_start", {"message": {"model": "scripted", "usage": {"input_tokens": 3}}})
STOP: Act = ("message_stop", {})
FOREVER: Act = 1e9


def text(words: str, index: int = 0) -> Act:
    """A text delta."""
    return "content_block_delta", {"index": index, "delta": {"type": "text_delta", "text": words}}


def end(reason: str = "end_turn", tokens: int = 4) -> Act:
    """A `message_delta`."""
    return "message_delta", {"delta": {"stop_reason": reason}, "usage": {"output_tokens": tokens}}


def whole(*words: str) -> list[Act]:
    """A whole answer, all at once."""
    return [START, *(text(word) for word in words), end(), STOP]


class ScriptedResponse:
    """A response that plays its acts."""

    def __init__(self, acts: list[Act]) -> None:
        self.head = Head(200, now_ns(), "req_1", "text/event-stream")
        self.decoder = MessagesDecoder(self.head)
        self._acts = acts
        self.closed = False
        self.drained = False

    headers: ClassVar[list[tuple[str, str]]] = []

    def keep_raw(self) -> deque[Raw]:
        return deque()  # There are no bytes in a script.

    async def events(self) -> AsyncIterator[tuple[int, int, list[Decoded]]]:
        for act in self._acts:
            if isinstance(act, float):
                await asyncio.sleep(act)
            elif isinstance(act, Exception):
                raise act
            else:
                name, body = act
                event = Delta(**body) if name == "content_block_delta" else ServerEvent(name, body)
                yield now_ns(), len(msgspec.json.encode(body)), [event]

    async def drain(self, take: Callable[[int, Iterable[Decoded]], None]) -> str:
        self.drained = True
        return self.decoder.said()

    async def close(self) -> None:
        self.closed = True


class ScriptedEndpoint:
    """An endpoint; each request of a stream takes the next of its scripts, or the last again."""

    def __init__(
        self, scripts: dict[str, list[list[Act]]], *, slots: int | None = None, name: str = "sim"
    ) -> None:
        self.name = name
        self.slots = slots
        self._scripts = scripts
        self.sent: list[tuple[int, str]] = []
        """When each request was sent, and of which stream."""
        self.plans: list[StreamPlan] = []
        """What was sent."""
        self.responses: list[ScriptedResponse] = []

    def model_for(self, plan: StreamPlan) -> str:
        return plan.model or "scripted"

    async def send(self, plan: StreamPlan) -> ScriptedResponse:
        self.sent.append((now_ns(), plan.id))
        self.plans.append(plan)
        scripts = self._scripts[plan.id]
        acts = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        if acts and isinstance(acts[0], Exception):
            raise acts[0]
        response = ScriptedResponse(acts)
        self.responses.append(response)
        return response
