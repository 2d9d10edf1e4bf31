"""The one fold of the Messages API's events into an answer; servers omit, repeat and misnumber them."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from streamboard.run import content
from streamboard.run.block import Block, DeltaKind, kind_of_start, read_delta, read_start
from streamboard.run.events import ApiEvent, ContentBlockDelta, Outcome
from streamboard.run.server_words import failure_in
from streamboard.run.usage import Usage

MOST_BLOCKS = 1_000
"""Only a malicious answer has more."""
_MOST_NOTES = 50
"""Citations kept per block."""
_MOST_NAME, _MOST_DETAILS = 200, 1000
"""Characters; the run file has all."""

_OUTCOMES: dict[str, Outcome] = {
    "end_turn": "completed",
    "stop_sequence": "completed",
    "tool_use": "completed",
    "max_tokens": "max_tokens",
    "model_context_window_exceeded": "context_window",
    "pause_turn": "paused",
    "refusal": "refused",
}


STOP_REASONS = tuple(_OUTCOMES)


def outcome_of(stop_reason: str) -> Outcome | None:
    return _OUTCOMES.get(stop_reason)


class Change(msgspec.Struct, frozen=True, gc=False):
    """What an event added or closed."""

    kind: DeltaKind
    text: str = ""
    place: int = -1
    """Index in `Message.blocks`; -1 for none."""
    closed: Block | None = None

    @property
    def is_content(self) -> bool:
        """Whether the server said something, for TTFT, watchdog and all other clocks."""
        return bool(self.text) or self.kind == "beyond"


Changes: TypeAlias = tuple[Change, ...]
_Key: TypeAlias = int | str | None
"""A server's label for a block, mostly its index from 0."""
_TAKES = ("text", "thinking", "tool_input", "nothing")


class Message:
    def __init__(self, most_chars: int | None = None, most_tokens: int | None = None) -> None:
        """Keep about the last `most_chars` of each block; `most_tokens` is the longest answer asked for."""
        self._most_chars = most_chars
        self.model: str | None = None
        self.blocks: list[Block] = []
        """The first `MOST_BLOCKS`, in order of their start."""
        self.stop_reason: str | None = None
        self.stop_details: str = ""
        self.stopped = False
        """`message_stop` came: complete, whatever follows."""
        self.said_aside = self.said_after = ""
        """What the server said of a failure: last before the end, and first after it."""
        self._usage = Usage(most_tokens)
        self._chars = 0
        """Characters received, including those not kept."""
        self._open: dict[tuple[_Key, str], int] = {}
        """Index of the latest block under a key, by what it takes."""
        self._latest: dict[str, int] = {}
        """Index of the latest block, by what it takes."""
        self._reached = {"text": 0, "thinking": 0}
        """Index of the latest block with such content; earlier ones no longer grow, to keep the order."""
        self._going_on: tuple[int, DeltaKind, int] | None = None
        """Server's index, kind and place of the latest delta, as a shortcut for the next."""

    @property
    def text(self) -> str:
        return self._text_of("text")

    @property
    def thinking(self) -> str:
        return self._text_of("thinking")

    def _text_of(self, kind: str) -> str:
        return "".join(block.text for block in self.blocks if block.kind == kind)

    @property
    def usage(self) -> dict[str, Any]:
        return self._usage.fields

    @property
    def output_tokens(self) -> int | None:
        return self._usage.output_tokens(self._chars)

    @property
    def input_tokens(self) -> int | None:
        return self._usage.input_tokens

    @property
    def whole(self) -> bool:
        return self.stopped or self.stop_reason is not None

    @property
    def outcome(self) -> Outcome:
        return (outcome_of(self.stop_reason or "") or "completed") if self.whole else "cut_off"

    def fold(self, event: ContentBlockDelta | ApiEvent) -> Changes:
        """Fold an event; unknown ones, and those after `message_stop`, change nothing. Nothing raises."""
        if isinstance(event, ContentBlockDelta):
            return self._fold_delta(event.index, event.delta)
        body = event.body
        if event.name == "content_block_delta":
            return self._fold_delta(body.get("index"), _mapping(body.get("delta")))
        changes = () if self.stopped else self._fold_event(event.name, body)
        if said := failure_in(event.name, body)[:_MOST_DETAILS]:
            if not self.whole:
                self.said_aside = said
            elif not self.said_after:
                self.said_after = said
        return changes

    def _fold_event(self, name: str, body: dict[str, Any]) -> Changes:
        match name:
            case "message_start":
                return self._start(_mapping(body.get("message")))
            case "content_block_start":
                return self._start_block(body.get("index"), _mapping(body.get("content_block")))
            case "content_block_stop":
                return self._stop_block(_key(body.get("index")))
            case "message_delta":
                self._finish(_mapping(body.get("delta")), _mapping(body.get("usage")))
            case "message_stop":
                self.stopped = True
                return self.close()
        return ()

    def close(self) -> Changes:
        """Close blocks that the server left open."""
        self._open.clear()
        return tuple(self._close(place) for place, block in enumerate(self.blocks) if not block.closed)

    # -- content

    def _fold_delta(self, index: object, delta: dict[str, Any]) -> Changes:
        kind, text = read_delta(delta)
        if not text or self.stopped:
            if delta.get("type") == "citations_delta":
                self._note(_key(index), content.citation(delta.get("citation")))
            return (Change(kind),)
        going_on = self._going_on
        if going_on is not None and index == going_on[0] and kind == going_on[1] and index is not True:
            self._chars += len(text)
            self.blocks[going_on[2]].append(text)
            return (Change(kind, text, going_on[2]),)
        change = self._add(_key(index), kind, text)
        if type(index) is int and change.text:
            self._going_on = index, kind, change.place
        return (change,)

    def _add(self, key: _Key, kind: DeltaKind, text: str) -> Change:
        self._going_on = None
        self._chars += len(text)
        takes = _takes(kind)
        place = self._place_of(key, takes)
        if place is None:
            if len(self.blocks) >= MOST_BLOCKS:
                return Change("beyond")
            place = self._begin(key, "tool_use" if kind == "tool_input" else kind)
        if takes in self._reached:
            self._reached[takes] = place
        block = self.blocks[place]
        block.closed = False
        block.append(text)
        return Change(kind, text, place)

    def _place_of(self, key: _Key, takes: str) -> int | None:
        """Find the block to grow; None if a new one must begin."""
        blocks = self.blocks
        place = self._open.get((key, takes)) if key is not None else None
        if place is not None and self._grows(place, takes):
            return place
        latest = self._latest.get(takes)
        if latest is None:
            return None
        # Without a key, or with an unknown one, only the latest block can be meant, unless its input is
        # complete: some servers number deltas differently from blocks.
        block = blocks[latest]
        if self._grows(latest, takes) and (key is None or (takes == "tool_input" and not block.chars)):
            if key is not None:
                self._open[key, takes] = latest
            return latest
        if latest == len(blocks) - 1 and self._goes_on(block):
            return latest
        # Beyond the block limit, what people read goes into the latest.
        return latest if takes in self._reached and len(blocks) >= MOST_BLOCKS else None

    def _grows(self, place: int, takes: str) -> bool:
        return not self.blocks[place].closed and place >= self._reached.get(takes, 0)

    @staticmethod
    def _goes_on(block: Block) -> bool:
        """Whether following text continues it, whatever its index."""
        return block.kind == "text" and not block.notes

    def _begin(self, key: _Key, kind: str, name: str = "") -> int:
        self.blocks.append(Block(kind, name, self._most_chars))
        place, takes = len(self.blocks) - 1, _takes(kind)
        self._latest[takes] = place
        if key is not None:
            self._open[key, takes] = place
        return place

    # -- blocks

    def _start_block(self, index: object, start: dict[str, Any]) -> Changes:
        self._going_on = None
        key, kind = _key(index), kind_of_start(start)
        changes = self._stop_block(key) if key is None else self._close_all(key)
        if kind == "text" and self.blocks and self._goes_on(self.blocks[-1]):
            self.blocks[-1].closed = False
        elif kind and len(self.blocks) < MOST_BLOCKS:
            name = start.get("name")
            place = self._begin(key, kind[:_MOST_NAME], name[:_MOST_NAME] if isinstance(name, str) else "")
            self.blocks[place].given = content.lines_of(start)
        brought, text = read_start(start)
        return (*changes, self._add(key, brought, text)) if text else changes

    def _stop_block(self, key: _Key) -> Changes:
        if changes := self._close_all(key):
            return changes
        # Its text continued the block before, or it has no key.
        last = len(self.blocks) - 1
        if last >= 0 and not self.blocks[last].closed and (key is None or self.blocks[last].kind == "text"):
            return (self._close(last),)
        return ()

    def _close_all(self, key: _Key) -> Changes:
        places = [place for takes in _TAKES if (place := self._open.pop((key, takes), None)) is not None]
        return tuple(self._close(place) for place in places if not self.blocks[place].closed)

    def _close(self, place: int) -> Change:
        self._going_on = None
        block = self.blocks[place]
        block.closed = True
        return Change("other", "", place, block)

    def _note(self, key: _Key, words: str) -> None:
        self._going_on = None
        place = self._open.get((key, "text"), self._latest.get("text"))
        if words and place is not None and not self.stopped:
            block = self.blocks[place]
            if not block.closed and len(block.notes) < _MOST_NOTES:
                block.notes.append(words)

    # -- the message

    def _start(self, message: dict[str, Any]) -> Changes:
        model = message.get("model")
        if isinstance(model, str):
            self.model = model[:_MOST_NAME]
        self._usage.take(_mapping(message.get("usage")))
        given = message.get("content")
        if self.blocks or not isinstance(given, list):
            return ()
        # Some servers put the answer's beginning, or all of it, there.
        return tuple(change for block in given for change in self._start_block(None, _mapping(block)))

    def _finish(self, delta: dict[str, Any], usage: dict[str, Any]) -> None:
        reason = delta.get("stop_reason")
        if isinstance(reason, str):
            self.stop_reason = reason[:_MOST_NAME]
        explanation = _mapping(delta.get("stop_details")).get("explanation")
        if isinstance(explanation, str):
            self.stop_details = explanation[:_MOST_DETAILS]
        self._usage.take_so_far(usage, self._chars)


def _takes(block: str) -> str:
    """Return what a block type receives; unknown types may be tools."""
    if block == "text" or block == "thinking":
        return block
    return "nothing" if block == "redacted_thinking" or block.endswith("_result") else "tool_input"


def _key(index: object) -> _Key:
    if type(index) is int:
        return index
    if isinstance(index, float) and index.is_integer():
        return int(index)
    if isinstance(index, str) and len(index) <= _MOST_NAME:
        return int(index) if index.isascii() and index.isdecimal() else index
    return None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
