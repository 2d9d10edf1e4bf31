"""What an attempt had said so long after its request."""

from __future__ import annotations

from bisect import bisect_right

from streamboard.board.attempt import Attempt


def chars_at(attempt: Attempt, at_ns: int) -> int:
    """Characters of content, of all kinds, that had come so long after the attempt's request.

    Exact for the latest deltas of an attempt. Where a long series has merged entries (see
    `DeltaSeries`), a group of deltas counts from the stamp of its last one, so that the answer may be
    the few deltas of one group too small, never too great.

    Args:
        attempt: Whose content; 0 where it was never sent.
        at_ns: Nanoseconds after `attempt.zero`. A delta that came at that very moment counts.
    """
    if attempt.zero is None:
        return 0
    deltas = attempt.deltas
    entries = bisect_right(deltas.stamps, attempt.zero + at_ns)
    return deltas.chars[entries - 1] if entries else 0


def text_at(attempt: Attempt, chars: int) -> str:
    """The visible text among an attempt's first characters of content, as far as it is kept.

    Args:
        attempt: Whose text.
        chars: Characters of content of all kinds, as `chars_at` counts them. Blocks are taken one after
            the other, in which order every known server sends them.
    """
    found: list[str] = []
    left = chars
    for _, block in sorted(attempt.message.blocks.items()):
        take = min(block.chars, left)
        left -= take
        if block.kind == "text" and take > block.dropped:
            found.append(block.text[: take - block.dropped])
    return "".join(found)


def reached_ns(attempt: Attempt, now: int) -> int:
    """How long after its request an attempt goes on: to its last content, or to now while it is under way."""
    if attempt.ended is None:
        return 0 if attempt.zero is None else max(now - attempt.zero, 0)
    return attempt.e2e_ns() or 0
