"""How often figures are recomputed."""

from __future__ import annotations

FIGURES_EVERY_NS = 200_000_000
"""Of the header and most views, so that they change in the same frame and agree."""


class Beat:
    def __init__(self, every_ns: int = FIGURES_EVERY_NS) -> None:
        self._every_ns = every_ns
        self._before = -1

    def of(self, now: int, *, held: bool) -> tuple[bool, int]:
        """Whether the clock is stopped, and a cache key that changes when figures are due.

        Call once a frame.
        """
        # The end of a recording stops the clock without holding it.
        stands, self._before = held or now == self._before, now
        return stands, now if stands else now // self._every_ns
