"""What an attempt had said at a given time after its request."""

from __future__ import annotations

from bisect import bisect_right

from streamboard.board.attempt import Attempt


def chars_at(attempt: Attempt, at_ns: int) -> int:
    """Characters of content of all kinds that had come by a time after the attempt's request.

    Exact for the latest deltas of an attempt. Deltas whose entries were merged (see `DeltaSeries`) count
    from the stamp of the last of their group, so the result may lack part of one group, but is never too
    great.

    Args:
        attempt: Whose content; the result is 0 if it was never sent.
        at_ns: Nanoseconds after `attempt.zero`, inclusive.
    """
    if attempt.zero is None:
        return 0
    deltas = attempt.deltas
    entries = bisect_right(deltas.stamps, attempt.zero + at_ns)
    return deltas.chars[entries - 1] if entries else 0


def text_at(attempt: Attempt, chars: int) -> str:
    """The visible text within an attempt's first `chars` characters of content, as far as it is kept.

    Args:
        attempt: Whose text.
        chars: Characters of content of all kinds, as `chars_at` counts them. Blocks are assumed to come one
            after the other, as every known server sends them.
    """
    found: list[str] = []
    left = chars
    for block in attempt.message.blocks:
        take = min(block.chars, left)
        left -= take
        if block.kind == "text" and take > block.dropped:
            found.append(block.text[: take - block.dropped])
    return "".join(found)


def reached_ns(attempt: Attempt, now: int) -> int:
    """How long after its request an attempt lasts: until its last content, or until now while it runs."""
    if attempt.ended is None:
        return 0 if attempt.zero is None else max(now - attempt.zero, 0)
    return attempt.e2e_ns() or 0
