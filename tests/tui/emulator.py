"""A terminal's screen, as pyte has it, in less time: what a board writes most goes by a shorter way."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pyte
from pyte import modes
from pyte.screens import Char
from wcwidth import wcwidth

_STYLE_OR_PLACE = re.compile(r"\x1b\[([0-9;]*)([mH])")


@cache
def width_of(character: str) -> int:
    """The cells that a character takes; -1 if it is none to be shown."""
    return wcwidth(character)


@lru_cache(10_000)
def _cell(look: Char, character: str) -> Char:
    return look._replace(data=character)


class Screen(pyte.Screen):
    """Cells by rows and columns."""

    def draw(self, data: str) -> None:
        """Write a text at the cursor; at once if it is of narrow characters and has room in the row."""
        x, y = self.cursor.x, self.cursor.y
        narrow = (data.isascii() and data.isprintable()) or all(width_of(one) == 1 for one in data)
        if not narrow or x + len(data) > self.columns or modes.IRM in self.mode or self.charset:
            super().draw(data)
            return
        row, look = self.buffer[y], self.cursor.attrs
        for column, character in enumerate(data, x):
            row[column] = _cell(look, character)
        self.cursor.x += len(data)
        self.dirty.add(y)


class Stream(pyte.ByteStream):
    """Reads bytes for a screen."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._screen = screen
        self._styles: dict[tuple[Char, str], Char] = {}

    def feed(self, data: bytes) -> None:  # type: ignore[override]
        """Have the screen do what the bytes say."""
        if not self.use_utf8:
            super().feed(data)
            return
        end = 0
        text = self.utf8_decoder.decode(data)
        # What pyte reads letter by letter, unless it has begun a sequence.
        while self._taking_plain_text and (found := _STYLE_OR_PLACE.search(text, end)):
            pyte.Stream.feed(self, text[end : found.start()])
            end = found.start()
            if not self._taking_plain_text:
                break
            if found[2] == "m":
                self._style(found[1])
            else:
                self._screen.cursor_position(*_numbers(found[1]))
            end = found.end()
        pyte.Stream.feed(self, text[end:])

    def _style(self, numbers: str) -> None:
        cursor = self._screen.cursor
        asked = cursor.attrs, numbers
        if asked not in self._styles:
            self._screen.select_graphic_rendition(*_numbers(numbers))
            self._styles[asked] = cursor.attrs
        cursor.attrs = self._styles[asked]


def _numbers(text: str) -> list[int]:
    return [min(int(number or 0), 9999) for number in text.split(";")]
