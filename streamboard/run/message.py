"""Folds the events of the Messages API into a message, with a state machine that tolerates anything.

Real servers leave out `message_start`, repeat it, skip indices, send deltas of unknown types, `null` in place
of text, and events after the end. None of this raises an error: anything that can be understood is kept. The
engine folds events to learn when a stream is over and how it ended; the board folds them to show the message.
"""

from __future__ import annotations

from typing import Any

import msgspec

from streamboard.run import content
from streamboard.run.block import Block, DeltaKind, read_delta, read_start
from streamboard.run.events import Outcome
from streamboard.safety.nesting import too_deep

_MOST_TOKENS = 2**53
"""A larger count is nonsense, and would overflow in computations."""
_MOST_HIDDEN = 1_000_000
"""Allowance of tokens for content that is not sent, such as thinking: more than any answer has."""
_MOST_PER_CHAR = 10
"""Allowance of tokens for each character received; a count above both allowances together is not believed."""
MOST_BLOCKS = 1_000
"""How many content blocks of a message are kept; only a malicious answer has more."""
_MOST_USAGE, _MOST_USAGE_CHARS, _MOST_USAGE_DEPTH = 64, 2_000, 10
"""How many usage fields are kept, and the most characters and nesting of a field's value."""
_MOST_NOTES = 50
"""How many citations of a block are kept."""
_MOST_NAME, _MOST_DETAILS = 200, 1000
"""How many characters of a name and of an explanation are kept; the run file has them in full."""

_OUTCOMES: dict[str, Outcome] = {
    "end_turn": "completed",
    "stop_sequence": "completed",
    "tool_use": "completed",
    "max_tokens": "max_tokens",
    "model_context_window_exceeded": "context_window",
    "pause_turn": "paused",
    "refusal": "refused",
}


def outcome_of(stop_reason: str) -> Outcome | None:
    """How an answer with this stop reason ended; None if the reason is unknown."""
    return _OUTCOMES.get(stop_reason)


class Message:
    """A message as received so far."""

    def __init__(self, most_chars: int | None = None) -> None:
        """Make an empty message.

        Args:
            most_chars: Keep about this many characters of each block, the latest ones; None keeps all.
        """
        self._most_chars = most_chars
        self.model: str | None = None
        """The model's name as the server reported it."""
        self.blocks: dict[int, Block] = {}
        """The first `MOST_BLOCKS` blocks, by their index."""
        self.stop_reason: str | None = None
        self.stop_details: str = ""
        """The server's explanation of why it stopped, if any."""
        self._output_tokens: int | None = None
        self._chars = 0
        """Characters received, including those of blocks that are not kept."""
        self.usage: dict[str, Any] = {}
        """The latest value of each usage field, for the first `_MOST_USAGE` fields."""
        self.stopped = False
        """`message_stop` was seen: the message is complete, whatever follows."""

    @property
    def text(self) -> str:
        """The visible text of all text blocks, in order."""
        return self._text_of("text")

    @property
    def thinking(self) -> str:
        """The text of all thinking blocks, in order."""
        return self._text_of("thinking")

    def _text_of(self, kind: str) -> str:
        return "".join(block.text for _, block in sorted(self.blocks.items()) if block.kind == kind)

    @property
    def output_tokens(self) -> int | None:
        """The server's token count of the answer, including thinking, from `message_delta`.

        `message_start` has a count too, but not of the whole answer. None without a count, or if it cannot be
        right: 0 although there is text, or far too high for the characters received.
        """
        most = _MOST_HIDDEN + _MOST_PER_CHAR * self._chars
        if self._output_tokens is None or self._output_tokens > most:
            return None
        return self._output_tokens if self._output_tokens or not self._chars else None

    @property
    def input_tokens(self) -> int | None:
        """The server's count of the prompt's tokens, including cached ones; None if it gave none."""
        counts = [
            _count(self.usage, name)
            for name in ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
        ]
        return sum(count for count in counts if count is not None) if counts[0] is not None else None

    @property
    def outcome(self) -> Outcome:
        """How the message ended; `cut_off` unless there was a `message_stop` or a stop reason."""
        if self.stopped or self.stop_reason is not None:
            return outcome_of(self.stop_reason or "") or "completed"
        return "cut_off"

    def add_delta(self, index: int, delta: dict[str, Any]) -> tuple[DeltaKind, str]:
        """Fold a `content_block_delta`; returns what was kept of it, in the form of `read_delta`."""
        kind, text = read_delta(delta)
        if text and not self.stopped:
            self._chars += len(text)
            block = self.blocks.get(index)
            if block is None:
                if len(self.blocks) >= MOST_BLOCKS:
                    return "beyond", ""
                block = self._add_block(index, {"tool_input": "tool_use"}.get(kind, kind))
            block.append(text)
        elif kind == "other" and delta.get("type") == "citations_delta":
            self._note(index, content.citation(delta.get("citation")))
        return kind, text

    def apply(self, name: str, body: dict[str, Any]) -> tuple[DeltaKind, str] | None:
        """Fold any other event of the API; unknown ones change nothing.

        Returns:
            The content that it brought, in the form of `read_delta`: a block's start may hold text.
        """
        if self.stopped:
            return None
        if name == "message_start":
            self._start(_mapping(body.get("message")))
        elif name == "content_block_start":
            return self._start_block(body.get("index"), _mapping(body.get("content_block")))
        elif name == "content_block_stop":
            index = body.get("index")
            if isinstance(index, int) and index in self.blocks:
                self.blocks[index].closed = True
        elif name == "message_delta":
            self._finish(_mapping(body.get("delta")), _mapping(body.get("usage")))
        elif name == "message_stop":
            self.stopped = True
        return None

    def _start(self, message: dict[str, Any]) -> None:
        model = message.get("model")
        if isinstance(model, str):
            self.model = model[:_MOST_NAME]
        self._take_usage(_mapping(message.get("usage")))

    def _start_block(self, index: object, start: dict[str, Any]) -> tuple[DeltaKind, str] | None:
        if not isinstance(index, int) or index in self.blocks or len(self.blocks) >= MOST_BLOCKS:
            return None
        named, name = start.get("type"), start.get("name")
        block = self._add_block(
            index,
            named[:_MOST_NAME] if isinstance(named, str) else "unknown",
            name[:_MOST_NAME] if isinstance(name, str) else "",
        )
        block.given = content.lines_of(start)
        kind, text = read_start(start)
        if not text:
            return None
        block.append(text)
        self._chars += len(text)
        return kind, text

    def _note(self, index: int, words: str) -> None:
        block = self.blocks.get(index)
        if words and block is not None and len(block.notes) < _MOST_NOTES and not self.stopped:
            block.notes.append(words)

    def _add_block(self, index: int, kind: str, name: str = "") -> Block:
        block = self.blocks[index] = Block(kind, name, self._most_chars)
        return block

    def _finish(self, delta: dict[str, Any], usage: dict[str, Any]) -> None:
        reason = delta.get("stop_reason")
        if isinstance(reason, str):
            self.stop_reason = reason[:_MOST_NAME]
        explanation = _mapping(delta.get("stop_details")).get("explanation")
        if isinstance(explanation, str):
            self.stop_details = explanation[:_MOST_DETAILS]
        self._take_usage({key: value for key, value in usage.items() if value is not None})
        count = _count(usage, "output_tokens")
        if count is not None:
            self._output_tokens = count

    def _take_usage(self, usage: dict[str, Any]) -> None:
        for key, value in usage.items():
            known = key in self.usage or (len(self.usage) < _MOST_USAGE and len(key) <= _MOST_NAME)
            if known and _is_short(value):
                self.usage[key] = value


def _is_short(value: object) -> bool:
    """Whether the value of a usage field is small enough to keep; most are counts or small mappings."""
    return not too_deep(value, _MOST_USAGE_DEPTH) and len(msgspec.json.encode(value)) <= _MOST_USAGE_CHARS


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(usage: dict[str, Any], name: str) -> int | None:
    value = usage.get(name)
    return (
        value
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_TOKENS
        else None
    )
