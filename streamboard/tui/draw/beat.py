"""How often live figures are recomputed."""

from __future__ import annotations


class Beat:
    """Limits recomputation to once every `every_ns` while the clock runs."""

    def __init__(self, every_ns: int) -> None:
        self._every_ns = every_ns
        self._before = -1

    def of(self, now: int, *, held: bool) -> tuple[bool, int]:
        """Return whether the clock is stopped, and a cache key that changes when figures are due.

        Call once a frame. At the end of a recording the clock stops without being `held`.
        """
        stands, self._before = held or now == self._before, now
        return stands, now if stands else now // self._every_ns
