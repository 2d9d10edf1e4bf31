"""Two texts compared and wrapped, ready to be drawn side by side."""

from __future__ import annotations

from typing import NamedTuple

from streamboard.board.word_diff import Difference, Word, difference, words_of
from streamboard.safety.sanitise import clean
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette
from streamboard.tui.views.compared_lines import WordStyles, lines_of

MOST_WORDS, MOST_CHARS = 5_000, 24_000
"""The part of each text that is compared: more would take too long for a frame."""


_MARKED_FROM, _ENOUGH_WORDS = 0.2, 30
"""Below this share of common words, among at least so many, marks would be noise."""


class Side(NamedTuple):
    text: str
    """Unsanitised."""
    whole: bool
    """Nothing more will come."""


class Comparison(NamedTuple):
    difference: Difference
    left: list[Parts]
    right: list[Parts]
    cut: bool
    """A text continues beyond what was compared."""
    likeness: float | None
    """Common words as a share of all comparable words; None if there are none."""
    marked: bool = True

    @property
    def words(self) -> int:
        return len(self.difference.left) + len(self.difference.right)


NONE = Comparison(difference([], []), [], [], False, None)


def compared(left: Side, right: Side, width: int, palette: Palette) -> Comparison:
    """Each text is wrapped in `width` cells."""
    left_words, left_rest, left_cut = _split(left)
    right_words, right_rest, right_cut = _split(right)
    found = difference(left_words, right_words)
    left_ahead, right_ahead = found.ahead
    if right.whole:
        left_ahead = len(left_words)
    if left.whole:
        right_ahead = len(right_words)
    left_shared, right_shared = found.left_shared + bytes(1), found.right_shared + bytes(1)
    common, total = sum(left_shared) + sum(right_shared), left_ahead + right_ahead
    marked = total < _ENOUGH_WORDS or common / total >= _MARKED_FROM
    styles, at = WordStyles.of(palette, marked=marked), found.parts_at
    return Comparison(
        found,
        lines_of([*left_words, *left_rest], left_shared, at, left_ahead, width, styles),
        lines_of([*right_words, *right_rest], right_shared, at, right_ahead, width, styles),
        left_cut or right_cut,
        common / total if total else None,
        marked,
    )


def _split(side: Side) -> tuple[list[Word], list[Word], bool]:
    """Return the words to compare, the last word if it may still grow, and whether the text was cut."""
    words = words_of(clean(side.text[:MOST_CHARS]))
    if len(side.text) > MOST_CHARS or len(words) > MOST_WORDS:
        return words[:MOST_WORDS], [], True
    growing = not side.whole and not side.text[-1:].isspace()
    return (words[:-1], words[-1:], False) if growing else (words, [], False)
