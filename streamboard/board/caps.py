"""How much of a stream is kept in memory."""

from __future__ import annotations

from typing import NamedTuple


class Caps(NamedTuple):
    """The most that is kept of each attempt; None keeps all."""

    chars: int | None = None
    """Characters of each content block, the latest ones."""
    deltas: int | None = None
    """Deltas with a stamp of their own; where there are more, the older ones share one."""


UNLIMITED = Caps()
ON_SCREEN = Caps(chars=250_000, deltas=4_096)
"""What the board keeps, about 60,000 tokens of text; the run file has all of it."""
