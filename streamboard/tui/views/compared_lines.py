"""Compared text as lines; runs of words that the other text lacks are underlined."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from rich.style import Style

from streamboard.board.word_diff import Word
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette
from streamboard.tui.text.wrap import TAB


@dataclass(frozen=True)
class WordStyles:
    """They differ not only in colour."""

    shared: Style
    own: Style
    """A word that the other text lacks."""
    parting: Style
    """The first different word."""
    ahead: Style
    """A word beyond what the other text has reached so far."""

    @classmethod
    def of(cls, palette: Palette, *, marked: bool = True) -> WordStyles:
        live = palette.live
        if not marked:
            return cls(palette.text, palette.text, palette.text, palette.dim)
        return cls(
            shared=palette.text,
            own=live + Style(underline=True),
            parting=live + Style(reverse=True, bold=True),
            ahead=palette.dim,
        )

    def of_word(self, index: int, *, shared: bool, parts_at: int, ahead: int) -> Style:
        if shared:
            return self.shared
        if index >= ahead:
            return self.ahead
        return self.parting if index == parts_at else self.own


def lines_of(
    words: list[Word], shared: bytearray, parts_at: int, ahead: int, width: int, styles: WordStyles
) -> list[Parts]:
    """Wrap sanitised words.

    Args:
        shared: For each word, whether the other text has it.
        parts_at: The index of the first different word.
        ahead: The index of the first word beyond what the other text has reached.
        width: In cells, at least 1.
    """
    lines: list[Parts] = []
    line: Parts = []
    used = 0
    before: Style | None = None
    for index, (space, text) in enumerate(words):
        style = styles.of_word(index, shared=bool(shared[index]), parts_at=parts_at, ahead=ahead)
        size = len(text) if text.isascii() else cell_len(text)
        breaks = space.count("\n") if index else 0
        gap = space.replace("\t", TAB)
        if breaks:
            lines += [line, *([[]] if breaks > 1 else [])]
            gap = gap.rpartition("\n")[2][: width // 2]
            line, used, before = [], 0, None
        elif used and used + len(gap) + size > width:
            lines.append(line)
            line, used, before, gap = [], 0, None, ""
        if gap and index:
            _add(line, gap, style if before is style is styles.own else styles.shared)
            used += len(gap)
        if used + size > width:
            *whole, text = chop_cells(text, max(width - used, 1))
            for piece in whole:
                _add(line, piece, style)
                lines.append(line)
                line, used = [], 0
            size = cell_len(text)
        _add(line, text, style)
        used += size
        before = styles.own if style is styles.parting else style
    return [*lines, line] if line else lines


def _add(line: Parts, text: str, style: Style) -> None:
    if line and line[-1][1] is style:
        line[-1] = (line[-1][0] + text, style)
    else:
        line.append((text, style))
