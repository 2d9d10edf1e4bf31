"""A content block of a message as far as it has come, and what its deltas carry."""

from __future__ import annotations

from typing import Any, Literal

DeltaKind = Literal["text", "thinking", "tool_input", "other", "beyond"]
"""What a delta carries. `other` is known content that is not shown as text (citations, signatures), and
`beyond` is content of a block beyond those that are kept."""

_TEXT_OF: dict[str, tuple[DeltaKind, str]] = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "input_json_delta": ("tool_input", "partial_json"),
}

_LOOSE = 64
"""So many pieces of a text are joined into one."""
_LARGE = 4096
"""Characters from which a piece is a large one."""


def read_delta(delta: dict[str, Any]) -> tuple[DeltaKind, str]:
    """What a `content_block_delta` carries, and its text: empty for unknown types and wrong shapes."""
    name = delta.get("type")
    kind_and_key = _TEXT_OF.get(name) if isinstance(name, str) else None
    if kind_and_key is None:
        return "other", ""
    kind, key = kind_and_key
    text = delta.get(key)
    return kind, text if isinstance(text, str) else ""


def read_start(start: dict[str, Any]) -> tuple[DeltaKind, str]:
    """The content that a block's start brings, as `read_delta` gives it; some servers put words there."""
    kind: DeltaKind = "thinking" if start.get("type") == "thinking" else "text"
    text = start.get(kind)
    return (kind, text) if isinstance(text, str) and text else ("other", "")


class Block:
    """One content block of a message: its type, what names it, and the text that came for it."""

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
            most_chars: About how much of its text is kept, the latest; None keeps all.
        """
        self.kind = kind
        self.name = name
        self.given: list[str] = []
        """What it held from its start, such as what a search found, in lines."""
        self.notes: list[str] = []
        """Citations, a line each; the first of them."""
        self.closed = False
        """No more will come for it."""
        self.chars = 0
        """Characters that came for it."""
        self.dropped = 0
        """How many of them, the first ones, are not kept."""
        self._most_chars = most_chars
        self._pieces: list[str] = []
        self._loose = 0
        """Pieces at the end that are as they came."""

    def append(self, text: str) -> None:
        """Take the next piece."""
        self._pieces.append(text)
        self.chars += len(text)
        self._loose += 1
        if self._loose == _LOOSE or len(text) > _LARGE:
            # A string has fifty bytes around it, many times what a token has in it.
            self._pieces[-self._loose :] = ["".join(self._pieces[-self._loose :])]
            self._loose = 0
            if self._most_chars is not None and self.chars - self.dropped > self._most_chars:
                self._drop(self.chars - self._most_chars)

    def _drop(self, until: int) -> None:
        """Let go of what is before a character, but for what is left of a small piece."""
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
        """What came from a character on, as far as it is kept; costs what it returns."""
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
        """What the block holds so far, as far as it is kept."""
        return "".join(self._pieces)
