"""Marks for matches and selections: by shape, not colour."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.style import Style

from streamboard.tui.draw.canvas import Parts

MATCH = Style(underline=True, bold=True)
CHOSEN = Style(reverse=True)
"""The selection, and the current match."""


def marked(parts: Parts, start: int, end: int, mark: Style) -> Parts:
    found: Parts = []
    place = 0
    for text, style in parts:
        first, last = (min(max(edge - place, 0), len(text)) for edge in (start, end))
        pieces = ((text[:first], style), (text[first:last], style + mark), (text[last:], style))
        found += [piece for piece in pieces if piece[0]]
        place += len(text)
    return found


def hatched(parts: Parts, start: int, end: int) -> Parts:
    found: Parts = []
    place = 0
    for text, style in parts:
        first, last = (min(max(edge - place, 0), len(text)) for edge in (start, end))
        found.append((f"{text[:first]}{'▒' * (last - first)}{text[last:]}", style))
        place += len(text)
    return found


def character_at(text: str, cell: int) -> int:
    """Return an index, which is the text's length beyond its end."""
    width = 0
    for place, letter in enumerate(text):
        width += cell_len(letter)
        if width > cell:
            return place
    return len(text)


@lru_cache(maxsize=16)
def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE
    )


def matches(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return (start, end) of each occurrence of a word, ignoring case."""
    return [match.span() for match in pattern_of(tuple(words)).finditer(text)] if words else []


Place = tuple[int, int]
"""A line, and a character in it."""


class Span:
    def __init__(self, anchor: Place) -> None:
        self.anchor = self.head = anchor
        self.dragged = False
        """A click alone selects nothing."""

    def extend(self, head: Place) -> bool:
        """Return whether that changed it."""
        before, self.head = self.head, head
        self.dragged = self.dragged or head != self.anchor
        return head != before

    def on(self, line: int, length: int) -> tuple[int, int]:
        """Return the (start, end) covered on a line."""
        (first, begin), (last, end) = sorted((self.anchor, self.head))
        if not self.dragged or not first <= line <= last:
            return 0, 0
        return (begin if line == first else 0), (min(end + 1, length) if line == last else length)

    def text(self, line: Callable[[int], str], joint: Callable[[int], str]) -> str:
        first, last = sorted((self.anchor[0], self.head[0]))
        found = []
        for index in range(first, last + 1):
            words = line(index)
            begin, end = self.on(index, len(words))
            found.append(words[begin:end] + (joint(index) if index < last else ""))
        return "".join(found)
