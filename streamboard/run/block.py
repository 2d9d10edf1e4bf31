"""A content block of a message, filled from its deltas."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

DeltaKind = Literal["text", "thinking", "tool_input", "other", "beyond"]
"""What a delta carries. `other` is no content (citations, signatures, unknown types), and `beyond` is content
of a block that is not kept because there are too many."""

_TEXT_OF: dict[str, tuple[DeltaKind, str]] = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("tool_input", "partial_json"),
}

_LOOSE = 64
"""How many small pieces of text are joined into one."""
_LARGE = 4096
"""Pieces with more characters than this are large."""


def read_delta(delta: dict[str, Any]) -> tuple[DeltaKind, str]:
    """What a `content_block_delta` carries, and its text: empty for unknown types and malformed deltas."""
    name = delta.get("type")
    kind_and_key = _TEXT_OF.get(name) if isinstance(name, str) else None
    if kind_and_key is None:
        return "other", ""
    kind, key = kind_and_key
    text = delta.get(key)
    return kind, text if isinstance(text, str) else ""


def read_start(start: dict[str, Any]) -> tuple[DeltaKind, str]:
    """Content in a block's start, in the form of `read_delta`: some servers put text or an input there."""
    thinks = start.get("type") == "thinking"
    kinds: tuple[DeltaKind, DeltaKind] = ("thinking", "text") if thinks else ("text", "thinking")
    for kind in kinds:
        text = start.get(kind)
        if isinstance(text, str) and text:
            return ("thinking" if thinks else kind), text
    given = start.get("input")
    if not given or not isinstance(given, str | dict | list):
        return "other", ""
    return "tool_input", given if isinstance(given, str) else msgspec.json.encode(given).decode()


def kind_of_start(start: dict[str, Any]) -> str:
    """The type of the block that begins; where the server gives none, what the rest implies, else empty."""
    named = start.get("type")
    if isinstance(named, str) and named:
        return named
    return "tool_use" if "name" in start or "input" in start else ""


class Block:
    """One content block of a message and the text received for it so far."""

    __slots__ = (
        "_loose",
        "_most_chars",
        "_pieces",
        "chars",
        "closed",
        "dropped",
        "given",
        "kind",
        "name",
        "notes",
    )

    def __init__(self, kind: str, name: str = "", most_chars: int | None = None) -> None:
        """Make an empty block.

        Args:
            kind: The API's block type: `text`, `thinking`, `tool_use`, ...
            name: The tool's name, for a block that calls one.
            most_chars: Keep about this many characters, the latest ones; None keeps all.
        """
        self.kind = kind
        self.name = name
        self.given: list[str] = []
        """Lines of content that its start held, such as search results."""
        self.notes: list[str] = []
        """The first citations, a line each."""
        self.closed = False
        """It is complete."""
        self.chars = 0
        """How many characters it has received."""
        self.dropped = 0
        """How many of them, from the start, are no longer kept."""
        self._most_chars = most_chars
        self._pieces: list[str] = []
        self._loose = 0
        """How many pieces at the end are not joined yet."""

    def append(self, text: str) -> None:
        """Add the next piece of text."""
        self._pieces.append(text)
        self.chars += len(text)
        self._loose += 1
        if self._loose == _LOOSE or len(text) > _LARGE:
            # Python adds fifty bytes to each string, many times the size of a token.
            self._pieces[-self._loose :] = ["".join(self._pieces[-self._loose :])]
            self._loose = 0
            if self._most_chars is not None and self.chars - self.dropped > self._most_chars:
                self._drop(self.chars - self._most_chars)

    def _drop(self, until: int) -> None:
        """Drop the text before position `until`, except for the rest of a small piece."""
        count = 0
        for piece in self._pieces:
            if self.dropped + len(piece) > until:
                break
            self.dropped += len(piece)
            count += 1
        del self._pieces[:count]
        if len(self._pieces[0]) > _LARGE:
            self._pieces[0] = self._pieces[0][until - self.dropped :]
            self.dropped = until

    def since(self, start: int) -> str:
        """The text from position `start` on, as far as it is kept; takes time proportional to its length."""
        if start >= self.chars:
            return ""
        found: list[str] = []
        begin = self.chars
        for piece in reversed(self._pieces):
            begin -= len(piece)
            found.append(piece if begin >= start else piece[start - begin :])
            if begin <= start:
                break
        return "".join(reversed(found))

    @property
    def text(self) -> str:
        """The text so far, as far as it is kept."""
        return "".join(self._pieces)
