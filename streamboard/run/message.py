"""The one fold of the Messages API's events: what an answer says, whatever its server makes of the API.

Real servers leave out `message_start`, repeat it, number blocks as they like or not at all, send deltas of
unknown types, `null` in place of text, and events after the end. None of this raises an error: anything that
can be understood is kept. Engine, board, reports and library all read this fold, so that they agree.

A block's index is the server's name for it and not its identity. Text and thinking are kept in the order in
which they came: nothing that comes later stands before it, so that a printed answer and a drawn one agree.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec

from streamboard.run import content
from streamboard.run.block import Block, DeltaKind, kind_of_start, read_delta, read_start
from streamboard.run.events import ApiEvent, ContentBlockDelta, Outcome
from streamboard.run.said import failure_in
from streamboard.run.usage import Usage

MOST_BLOCKS = 1_000
"""How many content blocks of a message are kept; only a malicious answer has more."""
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


STOP_REASONS = tuple(_OUTCOMES)
"""Those of the Messages API."""


def outcome_of(stop_reason: str) -> Outcome | None:
    """How an answer with this stop reason ended; None if the reason is unknown."""
    return _OUTCOMES.get(stop_reason)


class Change(msgspec.Struct, frozen=True, gc=False):
    """What an event did to an answer: it added content to a block, or closed one."""

    kind: DeltaKind
    text: str = ""
    """The content that it added."""
    place: int = -1
    """The block's place in `Message.blocks`; -1 for none."""
    closed: Block | None = None
    """The block, if nothing more will be added to it."""

    @property
    def is_content(self) -> bool:
        """Whether the server said something, for TTFT, the watchdog and every other clock."""
        return bool(self.text) or self.kind == "beyond"


Changes: TypeAlias = tuple[Change, ...]
_Key: TypeAlias = int | str | None
"""What a server calls a block: mostly its index, from 0; None where it gives none."""
_TAKES = ("text", "thinking", "tool_input", "nothing")
"""What may be added to a block."""


class Message:
    """A message as received so far."""

    def __init__(self, most_chars: int | None = None, most_tokens: int | None = None) -> None:
        """Make an empty message.

        Args:
            most_chars: Keep about this many characters of each block, the latest ones; None keeps all.
            most_tokens: The longest answer asked for; None if that is not known.
        """
        self._most_chars = most_chars
        self.model: str | None = None
        """The model's name as the server reported it."""
        self.blocks: list[Block] = []
        """The first `MOST_BLOCKS` blocks, in the order in which they began."""
        self.stop_reason: str | None = None
        self.stop_details: str = ""
        """The server's explanation of why it stopped, if any."""
        self.stopped = False
        """`message_stop` was seen: the message is complete, whatever follows."""
        self.said_aside = self.said_after = ""
        """What the server said about a failure: last before the answer was whole, and first after it."""
        self._usage = Usage(most_tokens)
        self._chars = 0
        """Characters received, including those of blocks that are not kept."""
        self._open: dict[tuple[_Key, str], int] = {}
        """The place of the block that began last under a server's key, by what it takes."""
        self._latest: dict[str, int] = {}
        """The place of the block that began last, by what it takes."""
        self._reached = {"text": 0, "thinking": 0}
        """The place of the latest block with such content: none before it may grow any more."""
        self._going_on: tuple[int, DeltaKind, int] | None = None
        """Index, kind and place of the latest delta, if the next one like it belongs there, too."""

    @property
    def text(self) -> str:
        """The visible text, in the order in which it came."""
        return self._text_of("text")

    @property
    def thinking(self) -> str:
        """The thinking, in the order in which it came."""
        return self._text_of("thinking")

    def _text_of(self, kind: str) -> str:
        return "".join(block.text for block in self.blocks if block.kind == kind)

    @property
    def usage(self) -> dict[str, Any]:
        """The latest value of each field of the server's usage."""
        return self._usage.fields

    @property
    def output_tokens(self) -> int | None:
        """See `Usage.output_tokens`; `message_start` has such a count too, but not of the whole answer."""
        return self._usage.output_tokens(self._chars)

    @property
    def input_tokens(self) -> int | None:
        """See `Usage.input_tokens`."""
        return self._usage.input_tokens

    @property
    def whole(self) -> bool:
        """Whether the server ended it, with a stop reason or with `message_stop`."""
        return self.stopped or self.stop_reason is not None

    @property
    def outcome(self) -> Outcome:
        """How the message ended; `cut_off` unless it is whole."""
        return (outcome_of(self.stop_reason or "") or "completed") if self.whole else "cut_off"

    def fold(self, event: ContentBlockDelta | ApiEvent) -> Changes:
        """Fold an event; unknown ones change nothing, nor does any that follows `message_stop`."""
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
        """Close the blocks that the server left open: no more events come."""
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
        """Add content to the block that it belongs to, or to a new one."""
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
        """The place of the block that takes content under a server's key; None if a new one has to begin."""
        blocks = self.blocks
        place = self._open.get((key, takes)) if key is not None else None
        if place is not None and self._grows(place, takes):
            return place
        latest = self._latest.get(takes)
        if latest is None:
            return None
        # Without a key, or under one that no block has, it can only be for the latest block, unless that has
        # a whole input: some servers number deltas otherwise than blocks.
        block = blocks[latest]
        if self._grows(latest, takes) and (key is None or (takes == "tool_input" and not block.chars)):
            if key is not None:
                self._open[key, takes] = latest
            return latest
        if latest == len(blocks) - 1 and self._goes_on(block):
            return latest
        # Where there are too many blocks, what people read goes on in the latest.
        return latest if takes in self._reached and len(blocks) >= MOST_BLOCKS else None

    def _grows(self, place: int, takes: str) -> bool:
        return not self.blocks[place].closed and place >= self._reached.get(takes, 0)

    @staticmethod
    def _goes_on(block: Block) -> bool:
        """Whether text that follows this block continues it, whatever index it has."""
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
        # It is of text that went on in the block before it, or has no key.
        last = len(self.blocks) - 1
        if last >= 0 and not self.blocks[last].closed and (key is None or self.blocks[last].kind == "text"):
            return (self._close(last),)
        return ()

    def _close_all(self, key: _Key) -> Changes:
        """Close the blocks that are open under a server's key."""
        places = [place for takes in _TAKES if (place := self._open.pop((key, takes), None)) is not None]
        return tuple(self._close(place) for place in places if not self.blocks[place].closed)

    def _close(self, place: int) -> Change:
        self._going_on = None
        block = self.blocks[place]
        block.closed = True
        return Change("other", "", place, block)

    def _note(self, key: _Key, words: str) -> None:
        """Add a citation to the text that it belongs to."""
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
        # Some servers put the beginning of the answer there, or all of it.
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
    """What is added to a block of this type. Unknown types may be tools."""
    if block == "text" or block == "thinking":
        return block
    return "nothing" if block == "redacted_thinking" or block.endswith("_result") else "tool_input"


def _key(index: object) -> _Key:
    """A server's key for a block, however it is written; None for anything that cannot be one."""
    if type(index) is int:
        return index
    if isinstance(index, float) and index.is_integer():
        return int(index)
    if isinstance(index, str) and len(index) <= _MOST_NAME:
        return int(index) if index.isascii() and index.isdecimal() else index
    return None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
