"""Growing text as whole sentences, for reading aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 600
"""Characters; longer sentences are cut at a space, or in a word without one."""
PARAGRAPH = ""
"""The end of a paragraph, among sentences."""
_END = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s)|[。！？]+[”’）」』]*|\n")

_NUMBER = re.compile(r"\s*\d{1,3}\.")
"""A list item's number does not end a sentence."""


class Sentences:
    def __init__(self) -> None:
        self._open = ""

    def add(self, text: str) -> Iterator[str]:
        """Finished sentences, each on one line, and `PARAGRAPH` where one ends."""
        self._open += text
        begin = 0
        for match in _END.finditer(self._open):
            if _NUMBER.fullmatch(self._open, begin, match.end()):
                continue
            yield from self._line(self._open[begin : match.end()])
            if match[0] == "\n" and self._open[max(match.start() - 1, 0) : match.start()] == "\n":
                yield PARAGRAPH
            begin = match.end()
        # Keep the newline: with the next one it ends a paragraph.
        if begin and self._open[begin - 1] == "\n":
            begin -= 1
        self._open = self._open[begin:]
        while len(self._open) > LONGEST:
            space = self._open.rfind(" ", 1, LONGEST)
            cut = space if space > 0 else LONGEST
            yield from self._line(self._open[:cut])
            self._open = self._open[cut:]

    def rest(self) -> Iterator[str]:
        rest, self._open = self._open, ""
        yield from self._line(rest)

    @staticmethod
    def _line(text: str) -> Iterator[str]:
        words = " ".join(text.split())
        if words:
            yield words
