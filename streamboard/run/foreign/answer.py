"""Another tool's answer, in the Messages API's or one of OpenAI's formats, as events of the former."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from streamboard.run.codec import api_event
from streamboard.run.events import Event
from streamboard.run.message import Message
from streamboard.run.outcome import Outcome
from streamboard.safety.decoding_cost import MOST_TOKENS, too_heavy
from streamboard.safety.nesting import nested_deeper

_Kind = Literal["text", "thinking"]
_STOPS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "function_call": "tool_use",
    "content_filter": "refusal",
    "max_output_tokens": "max_tokens",
}
"""OpenAI's stop reasons as the Messages API's."""
_OURS = frozenset(
    {
        *("message_start", "message_delta", "message_stop", "ping", "error"),
        *("content_block_start", "content_block_delta", "content_block_stop"),
    }
)


class ForeignAnswer:
    """Turns an answer into one attempt's events."""

    def __init__(self, stream: str) -> None:
        self.message = Message()
        self._stream = stream
        self._started = False
        self._block: tuple[int, str] | None = None
        """The open block's index, and its kind or tool call."""
        self._blocks = 0
        self._reason: str | None = None
        self._usage: dict[str, Any] = {}

    @property
    def outcome(self) -> Outcome | None:
        """None without a stop reason or an end."""
        return self.message.outcome if self.message.whole else None

    def take(self, t: int, data: str) -> Iterator[Event]:
        """Convert one stream event's data, or a whole response."""
        raw = data.encode("utf-8", "replace")
        if nested_deeper(raw) or too_heavy(raw, MOST_TOKENS):
            return
        try:
            body = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return
        if not isinstance(body, dict):
            return
        kind = body.get("type")
        if kind in _OURS:
            yield self._told(t, str(kind), body)
        elif kind == "message":
            yield from self._whole_message(t, body)
        elif isinstance(kind, str) and kind.startswith("response."):
            yield from self._response(t, kind, body)
        else:
            yield from self._chunk(t, body)

    def close(self, t: int, *, whole: bool) -> Iterator[Event]:
        """End an OpenAI answer that had a stop reason or token counts."""
        if not self._started:
            return
        yield from self._close_block(t)
        if self._reason is not None or self._usage:
            body = {"delta": {"stop_reason": self._reason}, "usage": self._usage}
            yield self._told(t, "message_delta", {"type": "message_delta", **body})
        if whole and self._reason is not None:
            yield self._told(t, "message_stop", {"type": "message_stop"})

    def _told(self, t: int, name: str, body: dict[str, Any]) -> Event:
        event = api_event(t, self._stream, 1, name, body)
        self.message.fold(event)
        return event

    # -- OpenAI's words

    def _chunk(self, t: int, body: dict[str, Any]) -> Iterator[Event]:
        """A chunk of a (chat) completion, or a whole one."""
        choices = body.get("choices")
        if not isinstance(choices, list):
            return
        yield from self._start(t, body.get("model"))
        for choice in choices[:1]:  # The first of several answers.
            if not isinstance(choice, dict):
                continue
            delta = choice.get("delta", choice.get("message"))
            delta = delta if isinstance(delta, dict) else {"content": choice.get("text")}
            yield from self._add(t, "thinking", delta.get("reasoning_content") or delta.get("reasoning"))
            yield from self._add(t, "text", delta.get("content"))
            calls = delta.get("tool_calls")
            for call in calls if isinstance(calls, list) else []:
                yield from self._call(t, call)
            self._stop_for(choice.get("finish_reason"))
        self._count(body.get("usage"))

    def _response(self, t: int, kind: str, body: dict[str, Any]) -> Iterator[Event]:
        response = body.get("response")
        response = response if isinstance(response, dict) else {}
        yield from self._start(t, response.get("model"))
        if kind == "response.output_text.delta":
            yield from self._add(t, "text", body.get("delta"))
        elif kind in ("response.reasoning_text.delta", "response.reasoning_summary_text.delta"):
            yield from self._add(t, "thinking", body.get("delta"))
        elif kind == "response.completed":
            self._stop_for("stop")
        elif kind == "response.incomplete":
            details = response.get("incomplete_details")
            self._stop_for(details.get("reason") if isinstance(details, dict) else None)
        self._count(response.get("usage"))

    def _start(self, t: int, model: object) -> Iterator[Event]:
        if not self._started:
            self._started = True
            named = {"model": model} if isinstance(model, str) else {}
            yield self._told(t, "message_start", {"type": "message_start", "message": named})

    def _add(self, t: int, kind: _Kind, words: object) -> Iterator[Event]:
        if not isinstance(words, str) or not words:
            return
        yield from self._open(t, kind, {"type": kind, kind: ""})
        yield self._delta(t, {"type": f"{kind}_delta", kind: words})

    def _call(self, t: int, call: object) -> Iterator[Event]:
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(call, dict) or not isinstance(function, dict):
            return
        start = {"type": "tool_use", "name": str(function.get("name") or ""), "input": {}}
        yield from self._open(t, f"call {call.get('index')}", start)
        if isinstance(words := function.get("arguments"), str) and words:
            yield self._delta(t, {"type": "input_json_delta", "partial_json": words})

    def _open(self, t: int, what: str, start: dict[str, Any]) -> Iterator[Event]:
        if self._block is not None and self._block[1] == what:
            return
        yield from self._close_block(t)
        self._block = self._blocks, what
        self._blocks += 1
        body = {"type": "content_block_start", "index": self._block[0], "content_block": start}
        yield self._told(t, "content_block_start", body)

    def _delta(self, t: int, delta: dict[str, Any]) -> Event:
        index = self._block[0] if self._block is not None else 0
        body = {"type": "content_block_delta", "index": index, "delta": delta}
        return self._told(t, "content_block_delta", body)

    def _close_block(self, t: int) -> Iterator[Event]:
        if self._block is not None:
            body = {"type": "content_block_stop", "index": self._block[0]}
            self._block = None
            yield self._told(t, "content_block_stop", body)

    def _stop_for(self, reason: object) -> None:
        if isinstance(reason, str):
            self._reason = _STOPS.get(reason, reason)

    def _count(self, usage: object) -> None:
        if not isinstance(usage, dict):
            return
        for ours, theirs in (("input_tokens", "prompt_tokens"), ("output_tokens", "completion_tokens")):
            count = usage.get(theirs, usage.get(ours))
            if isinstance(count, int) and not isinstance(count, bool):
                self._usage[ours] = count

    # -- a whole response of the Messages API

    def _whole_message(self, t: int, body: dict[str, Any]) -> Iterator[Event]:
        content = body.get("content")
        yield self._told(t, "message_start", {"type": "message_start", "message": body | {"content": []}})
        for place, block in enumerate(content if isinstance(content, list) else []):
            begin = {"type": "content_block_start", "index": place, "content_block": block}
            yield self._told(t, "content_block_start", begin)
        end = {"delta": {"stop_reason": body.get("stop_reason")}, "usage": body.get("usage") or {}}
        yield self._told(t, "message_delta", {"type": "message_delta", **end})
        yield self._told(t, "message_stop", {"type": "message_stop"})
