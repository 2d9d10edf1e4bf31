"""What an attempt had said by a given time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from streamboard.board.attempt import MOST_RUNS, Attempt, DeltaRun


def chars_at(attempt: Attempt, at_ns: int) -> int:
    """Characters of all content up to `at_ns` after `attempt.zero`, inclusive; all of a recalled answer.

    Merged deltas (see `DeltaSeries`) count from their group's last stamp: never too many, perhaps too few.
    """
    deltas = attempt.deltas
    if attempt.recalled:
        return deltas.chars[-1] if deltas.chars else 0
    if attempt.zero is None:
        return 0
    entries = bisect_right(deltas.stamps, attempt.zero + at_ns)
    return deltas.chars[entries - 1] if entries else 0


def text_at(attempt: Attempt, chars: int) -> str:
    """The visible text kept of the first `chars` of all content."""
    return "".join(
        block.text[: take - block.dropped]
        for block, take in zip(attempt.message.blocks, extent(attempt, chars).blocks, strict=True)
        if block.kind == "text" and take > block.dropped
    )


class Extent(NamedTuple):
    blocks: list[int]
    latest: int
    """The block that grew last; -1 for none."""


def extent(attempt: Attempt, chars: int) -> Extent:
    """How far each block had come with the first `chars` of all content."""
    blocks = attempt.message.blocks
    taken, latest = [0] * len(blocks), -1
    for run, end in _runs(attempt):
        if run.before >= chars:
            break
        if 0 <= run.block < len(blocks):
            latest = run.block
            taken[latest] += min(end, chars) - run.before
    return Extent([min(take, block.chars) for take, block in zip(taken, blocks, strict=True)], latest)


def chars_with_text(attempt: Attempt, text_chars: int) -> int:
    """Characters of all content up to where visible text exceeds `text_chars`."""
    left, last = text_chars, len(attempt.runs)
    for number, (run, end) in enumerate(_runs(attempt), 1):
        # The last run kept may mix kinds.
        if run.kind == "text" or number == last == MOST_RUNS:
            if end - run.before > left:
                return run.before + left
            left -= end - run.before
    return attempt.deltas.chars[-1] if attempt.deltas.chars else 0


def _runs(attempt: Attempt) -> Iterator[tuple[DeltaRun, int]]:
    total = attempt.deltas.chars[-1] if attempt.deltas.chars else 0
    ends = [*(run.before for run in attempt.runs[1:]), total]
    return zip(attempt.runs, ends, strict=False)


def reached_ns(attempt: Attempt, now: int) -> int:
    """From request to last content, or to now while it runs."""
    if attempt.ended is None:
        return 0 if attempt.zero is None else max(now - attempt.zero, 0)
    return attempt.e2e_ns() or 0
