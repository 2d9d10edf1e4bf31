"""Comparison of two texts word by word.

In scripts without white space (Chinese, Japanese) each character is a word. White space belongs to the word
after it and is not compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_SMALL = 4_096
"""Up to this many word pairs are compared one by one."""
_MOST_LOOKS = 20
"""Looks per word, on average; answers in prose need three or four."""
_LONE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"(\s*)([{_LONE}]|[^\s{_LONE}]+)")


class Word(NamedTuple):
    space: str
    text: str


class Difference(NamedTuple):
    left: list[Word]
    right: list[Word]
    left_shared: bytearray
    """For each word, 1 if it matches one on the right, else 0."""
    right_shared: bytearray
    parts_at: int
    """How many words both begin with."""

    @property
    def ahead(self) -> tuple[int, int]:
        """Where each text goes on beyond the other's end: no difference while the other is being written."""
        ends = [shared.rfind(1) + 1 for shared in (self.left_shared, self.right_shared)]
        left = ends[0] if ends[1] == len(self.right) else len(self.left)
        right = ends[1] if ends[0] == len(self.left) else len(self.right)
        return left, right


def words_of(text: str) -> list[Word]:
    # Trailing white space would make the pattern quadratic.
    return [Word(*found) for found in _WORD.findall(text.rstrip())]


def difference(left: list[Word], right: list[Word]) -> Difference:
    """Texts are split at words unique in each, as in patience diff, down to short stretches.

    So the cost grows little faster than the texts; hostile ones may leave shared words unmatched.
    """
    a = [word.text for word in left]
    b = [word.text for word in right]
    shared = bytearray(len(left)), bytearray(len(right))
    for start_a, start_b, size in _matches(a, b):
        shared[0][start_a : start_a + size] = b"\x01" * size
        shared[1][start_b : start_b + size] = b"\x01" * size
    return Difference(left, right, *shared, parts_at=_same_start(a, b))


Match = tuple[int, int, int]
"""Left start, right start, and number of words."""


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
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _pair_by_pair(a: Sequence[str], b: Sequence[str]) -> Sequence[Match]:
    if not a or not b:
        return []
    from difflib import SequenceMatcher  # Slow to import, rarely needed.

    return SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """The longest sequence of words unique in each text, in order in both."""
    once_a, once_b = _once(a), _once(b)
    pairs = [(place, once_b[word]) for word, place in once_a.items() if word in once_b]
    ends: list[int] = []
    """For each length, the smallest right index that a sequence of it can end with."""
    last: list[int] = []
    """For each length, the pair that such a sequence ends with."""
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
    counts = Counter(words)
    return {word: place for place, word in enumerate(words) if counts[word] == 1}
