"""A content block, filled from its deltas."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

DeltaKind = Literal["text", "thinking", "tool_input", "other", "beyond"]
"""`other` is no content (citations, signatures, unknown types); `beyond` is of a block over the limit."""

_TEXT_OF: dict[str, tuple[DeltaKind, str]] = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("tool_input", "partial_json"),
}

_LOOSE = 64
"""How many small pieces are joined."""
_LARGE = 4096
"""Characters; longer pieces are large."""


def read_delta(delta: dict[str, Any]) -> tuple[DeltaKind, str]:
    name = delta.get("type")
    kind_and_key = _TEXT_OF.get(name) if isinstance(name, str) else None
    if kind_and_key is None:
        return "other", ""
    kind, key = kind_and_key
    text = delta.get(key)
    return kind, text if isinstance(text, str) else ""


def read_start(start: dict[str, Any]) -> tuple[DeltaKind, str]:
    """Like `read_delta`, for content that some servers put into a block's start."""
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
    named = start.get("type")
    if isinstance(named, str) and named:
        return named
    return "tool_use" if "name" in start or "input" in start else ""


class Block:
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
        """Keep about the last `most_chars`, or all; `kind` is the API's, `name` the called tool's."""
        self.kind = kind
        self.name = name
        self.given: list[str] = []
        """Content lines from its start, such as search results."""
        self.notes: list[str] = []
        """The first citations, a line each."""
        self.closed = False
        self.chars = 0
        """Characters received, including those dropped."""
        self.dropped = 0
        """Characters dropped from the start."""
        self._most_chars = most_chars
        self._pieces: list[str] = []
        self._loose = 0
        """Trailing pieces, not joined yet."""

    def append(self, text: str) -> None:
        self._pieces.append(text)
        self.chars += len(text)
        self._loose += 1
        if self._loose == _LOOSE or len(text) > _LARGE:
            # Each Python string costs fifty bytes more, many times a token's size.
            self._pieces[-self._loose :] = ["".join(self._pieces[-self._loose :])]
            self._loose = 0
            if self._most_chars is not None and self.chars - self.dropped > self._most_chars:
                self._drop(self.chars - self._most_chars)

    def _drop(self, until: int) -> None:
        """Drop the text before `until`; small pieces are not split."""
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
        """Return the kept text from `start` on, in time proportional to its length."""
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
        return "".join(self._pieces)
