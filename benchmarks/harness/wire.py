"""How an answer looks on the wire, in the two dialects that the sides of a comparison speak."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec


class Dialect(Protocol):
    """An API's events, as chunks of a chunked body."""

    def begin(self, model: str) -> bytes:
        """What comes before the first delta."""
        ...

    def delta(self, text: str) -> bytes:
        """A piece of text, of letters, digits, spaces and `@` alone."""
        ...

    def end(self, deltas: int) -> bytes:
        """What comes after the last delta."""
        ...


def _chunk(event: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(event), event)


class Messages:
    """The Messages API."""

    def begin(self, model: str) -> bytes:
        message: dict[str, Any] = {
            "id": "msg_bench",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 10, "output_tokens": 1},
        }
        block = {"index": 0, "content_block": {"type": "text", "text": ""}}
        return self._event("message_start", {"message": message}) + self._event("content_block_start", block)

    def delta(self, text: str) -> bytes:
        return _chunk(
            b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,'
            b'"delta":{"type":"text_delta","text":"%b"}}\n\n' % text.encode()
        )

    def end(self, deltas: int) -> bytes:
        usage = {"input_tokens": 10, "output_tokens": deltas}
        final = {"delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": usage}
        return (
            self._event("content_block_stop", {"index": 0})
            + self._event("message_delta", final)
            + self._event("message_stop", {})
            + b"0\r\n\r\n"
        )

    def _event(self, name: str, body: dict[str, Any]) -> bytes:
        data = msgspec.json.encode({"type": name, **body})
        return _chunk(b"event: %b\ndata: %b\n\n" % (name.encode(), data))


class ChatCompletions:
    """The chat completions that load testers know."""

    def begin(self, model: str) -> bytes:
        self._model = model.encode()
        return b""

    def delta(self, text: str) -> bytes:
        return _chunk(
            b'data: {"id":"c","object":"chat.completion.chunk","created":0,"model":"%b","choices":'
            b'[{"index":0,"delta":{"content":"%b"},"finish_reason":null}]}\n\n' % (self._model, text.encode())
        )

    def end(self, deltas: int) -> bytes:
        final = (
            b'data: {"id":"c","object":"chat.completion.chunk","created":0,"model":"%b","choices":'
            b'[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n' % self._model
        )
        usage = (
            b'data: {"id":"c","object":"chat.completion.chunk","created":0,"model":"%b","choices":[],'
            b'"usage":{"prompt_tokens":10,"completion_tokens":%d,"total_tokens":%d}}\n\n'
            % (self._model, deltas, 10 + deltas)
        )
        return _chunk(final) + _chunk(usage) + _chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n"


def dialect_for(head: bytes) -> Dialect:
    """The dialect that a request's head asks for."""
    return ChatCompletions() if b"/chat/completions" in head.partition(b"\r\n")[0] else Messages()
