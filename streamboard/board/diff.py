"""Compare two texts word by word: which words they share, in order, and where they part.

Words are separated by white space; in scripts without it (Chinese, Japanese) each character is a word. White
space is kept with the word after it and never compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_SMALL = 4_096
"""Stretches of up to so many pairs of words are compared pair by pair."""
_MOST_LOOKS = 20
"""How often each word may be looked at, on average; two answers in prose need three or four looks."""
_LONE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"(\s*)([{_LONE}]|[^\s{_LONE}]+)")


class Word(NamedTuple):
    """A word of a text."""

    space: str
    """The white space before it."""
    text: str


class Difference(NamedTuple):
    """How two texts differ."""

    left: list[Word]
    right: list[Word]
    left_shared: bytearray
    """For each word on the left, 1 if it matches one on the right, else 0."""
    right_shared: bytearray
    parts_at: int
    """How many words both begin with: the index of the first word in which they differ."""

    @property
    def ahead(self) -> tuple[int, int]:
        """The indexes from which the left, and the right, text goes on beyond the end of the other.

        While the other is still being written, these words are not a difference yet.
        """
        ends = [shared.rfind(1) + 1 for shared in (self.left_shared, self.right_shared)]
        left = ends[0] if ends[1] == len(self.right) else len(self.left)
        right = ends[1] if ends[0] == len(self.left) else len(self.right)
        return left, right


def words_of(text: str) -> list[Word]:
    """The words of a text; white space at its end is left out."""
    # With white space at the end the pattern would take quadratic time.
    return [Word(*found) for found in _WORD.findall(text.rstrip())]


def difference(left: list[Word], right: list[Word]) -> Difference:
    """Compare two texts.

    Long stretches are split at words that occur once in each text (as in patience diff), short ones are
    compared pair by pair, so the cost grows little faster than the texts. In texts crafted to be costly some
    shared words stay unmatched.
    """
    a = [word.text for word in left]
    b = [word.text for word in right]
    shared = bytearray(len(left)), bytearray(len(right))
    for start_a, start_b, size in _matches(a, b):
        shared[0][start_a : start_a + size] = b"\x01" * size
        shared[1][start_b : start_b + size] = b"\x01" * size
    return Difference(left, right, *shared, parts_at=_same_start(a, b))


Match = tuple[int, int, int]
"""A start on either side, and how many words are the same from there on."""


def _matches(a: Sequence[str], b: Sequence[str]) -> list[Match]:
    found: list[Match] = []
    open_stretches = [(0, len(a), 0, len(b))]
    looks = _MOST_LOOKS * (len(a) + len(b))
    while open_stretches and looks >= 0:
        a0, a1, b0, b1 = open_stretches.pop()
        looks -= a1 - a0 + b1 - b0
        head = _same_start(a[a0:a1], b[b0:b1])
        tail = _same_start(a[a0 + head : a1][::-1], b[b0 + head : b1][::-1])
        found += [(a0, b0, head), (a1 - tail, b1 - tail, tail)]
        a0, a1, b0, b1 = a0 + head, a1 - tail, b0 + head, b1 - tail
        if (a1 - a0) * (b1 - b0) <= _SMALL:
            found += [(a0 + i, b0 + j, size) for i, j, size in _pair_by_pair(a[a0:a1], b[b0:b1])]
            continue
        anchors = [(a0 + i, b0 + j) for i, j in _anchors(a[a0:a1], b[b0:b1])]
        for i, j in anchors:
            open_stretches.append((a0, i, b0, j))
            found.append((i, j, 1))
            a0, b0 = i + 1, j + 1
        if anchors:
            open_stretches.append((a0, a1, b0, b1))
    return found


def _same_start(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _pair_by_pair(a: Sequence[str], b: Sequence[str]) -> Sequence[Match]:
    if not a or not b:
        return []
    from difflib import SequenceMatcher  # Most boards never compare: not at their start.

    return SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Of the words that occur once on either side, the longest sequence that is in order on both."""
    once_a, once_b = _once(a), _once(b)
    pairs = [(place, once_b[word]) for word, place in once_a.items() if word in once_b]
    ends: list[int] = []
    """For each length of a run, the smallest place on the right that such a run can end with."""
    last: list[int] = []
    """The pair that such a run ends with."""
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [index]
    run: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _once(words: Sequence[str]) -> dict[str, int]:
    """The words that occur once, in order, and where."""
    counts = Counter(words)
    return {word: place for place, word in enumerate(words) if counts[word] == 1}
