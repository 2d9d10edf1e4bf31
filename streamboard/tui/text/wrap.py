"""Text wrapped as it grows; only the last line is wrapped again."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from streamboard.safety.sanitise import clean
from streamboard.tui.draw.canvas import Parts

TAB = "    "
_SLICE = 512
_MOST_IN_CELL = 9
"""Characters per cell, counting combining marks and joiners."""


class WrappedText:
    """Lines of at most `width` cells. Appending takes time proportional to the appended text."""

    def __init__(self, width: int, most_lines: int | None = None) -> None:
        """Keep about the latest `most_lines`; None keeps all."""
        self.width = max(width, 1)
        self._most_lines = most_lines
        self.lines: list[Parts] = []
        """The finished lines still kept."""
        self.joints: list[str] = []
        """What joins each line to the next: a newline, the space it broke at, or nothing."""
        self.dropped = 0
        """Earlier lines dropped."""
        self.tail = ""
        """The last line, which may still grow."""
        self._made: Parts | None = None
        """The last line, if from `append_lines`; it does not grow."""
        self._style = Style.null()

    def __len__(self) -> int:
        return self.dropped + len(self.lines) + 1

    def line(self, index: int) -> Parts:
        """`index` counts dropped lines; the last line is the tail."""
        place = index - self.dropped
        if place < len(self.lines):
            return self.lines[place]
        return [(self.tail, self._style)] if self._made is None else self._made

    def text(self, index: int) -> str:
        return "".join(text for text, _ in self.line(index))

    def joint(self, index: int) -> str:
        place = index - self.dropped
        return self.joints[place] if place < len(self.joints) else ""

    def append(self, text: str, style: Style) -> None:
        """Append sanitised text. A change of style begins a new line."""
        if style is not self._style or self._made is not None:
            self._begin_line()
            self._style = style
        first, *others = text.replace("\t", TAB).split("\n")
        self._extend(first)
        for paragraph in others:
            self._break()
            self._extend(paragraph)
        self._drop()

    def append_lines(self, lines: Sequence[Parts]) -> None:
        """Lines of at most `width` cells. Text after them begins a new line."""
        if lines:
            self._begin_line()
            *finished, self._made = lines
            self.lines += finished
            self.joints += ["\n"] * len(finished)
            self._drop()

    def _begin_line(self) -> None:
        if self._made is not None:
            self.lines.append(self._made)
            self.joints.append("\n")
            self._made = None
        elif self.tail or self.lines:
            self._break()

    def _drop(self) -> None:
        if self._most_lines is not None and len(self.lines) > self._most_lines * 5 // 4:
            surplus = len(self.lines) - self._most_lines
            del self.lines[:surplus], self.joints[:surplus]
            self.dropped += surplus

    def _break(self) -> None:
        self._finish(self.tail.rstrip(), "\n")
        self.tail = ""

    def _finish(self, line: str, joint: str) -> None:
        self.lines.append([(line, self._style)])
        self.joints.append(joint)

    def _extend(self, text: str) -> None:
        # In slices, to keep the tail short however much arrives at once.
        for start in range(0, len(text), _SLICE):
            tail = self.tail + text[start : start + _SLICE]
            # After a cut at a joiner, only now is it known what it joins.
            self.tail = clean(tail) if self.tail.endswith("\u200d") else tail
            while cell_len(self.tail.rstrip(" ")) > self.width:
                self._wrap_once()
            if self.tail.endswith(" ") and len(self.tail) > self.width:
                # Drop spaces beyond the width: they are invisible and vanish at the break.
                words = self.tail.rstrip(" ")
                self.tail = self.tail[: len(words) + max(self.width - cell_len(words), 1)]
            if len(self.tail) > _MOST_IN_CELL * self.width + _SLICE:
                # Endless combining marks fill no cell, and each costs a pass over the tail.
                self._finish(self.tail, "")
                self.tail = ""

    def _wrap_once(self) -> None:
        head = self.tail[: self.width + 1] if self.tail.isascii() else self._head()
        space = head.rfind(" ")
        if self.tail.startswith(" ") and not head[: space + 1].strip(" "):
            # Drop an indent with no room for a word, rather than break the word.
            self.tail = self.tail.lstrip(" ")
            return
        if space > 0:
            line, self.tail, joint = self.tail[:space], self.tail[space + 1 :].lstrip(" "), " "
        else:
            take = max(len(head) - 1, 1)
            line, self.tail, joint = self.tail[:take], self.tail[take:], ""
        self._finish(line.rstrip(" "), joint)

    def _head(self) -> str:
        """Return the characters that fill the width, plus one."""
        fitting = set_cell_size(self.tail, self.width).rstrip(" ")
        length = len(fitting) if self.tail.startswith(fitting) else len(fitting) - 1
        while self.tail[length : length + 1] == " " and cell_len(self.tail[: length + 1]) <= self.width:
            length += 1
        return self.tail[: max(length, 1) + 1]
