"""Cuts a growing text into whole sentences, to be read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 600
"""Characters without an end after which a sentence is cut at a space, or where there is none."""
PARAGRAPH = ""
"""Stands for the end of a paragraph among sentences."""
_END = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s)|[。！？]+[”’）」』]*|\n")

_NUMBER = re.compile(r"\s*\d{1,3}\.")
"""What begins a point of a list ends no sentence."""


class Sentences:
    """What came of one text and was not taken yet."""

    def __init__(self) -> None:
        self._open = ""

    def add(self, text: str) -> Iterator[str]:
        """Add what came; the sentences that are whole now, each on one line, and ends of paragraphs."""
        self._open += text
        begin = 0
        for match in _END.finditer(self._open):
            if _NUMBER.fullmatch(self._open, begin, match.end()):
                continue
            yield from self._line(self._open[begin : match.end()])
            if match[0] == "\n" and self._open[max(match.start() - 1, 0) : match.start()] == "\n":
                yield PARAGRAPH
            begin = match.end()
        # A newline is kept: with the next one it ends a paragraph.
        if begin and self._open[begin - 1] == "\n":
            begin -= 1
        self._open = self._open[begin:]
        while len(self._open) > LONGEST:
            space = self._open.rfind(" ", 1, LONGEST)
            cut = space if space > 0 else LONGEST
            yield from self._line(self._open[:cut])
            self._open = self._open[cut:]

    def rest(self) -> Iterator[str]:
        """What is left when the text is over."""
        rest, self._open = self._open, ""
        yield from self._line(rest)

    @staticmethod
    def _line(text: str) -> Iterator[str]:
        words = " ".join(text.split())
        if words:
            yield words
