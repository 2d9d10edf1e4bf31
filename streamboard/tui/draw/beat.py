"""When to recompute live figures: a few times a second while the clock runs, once when it has stopped."""

from __future__ import annotations


class Beat:
    """Turns the clock into a key that changes only when figures are due for recomputing."""

    def __init__(self, every_ns: int) -> None:
        """Make one.

        Args:
            every_ns: The shortest time between two recomputations while the clock runs.
        """
        self._every_ns = every_ns
        self._before = -1

    def of(self, now: int, *, held: bool) -> tuple[bool, int]:
        """A cache key that stays equal until figures are due again. Call it once a frame.

        While the clock is stopped, the key is its exact time.

        Args:
            now: The run's clock.
            held: The view is held, so the clock is stopped. At the end of a recording it stops without that.
        """
        stands, self._before = held or now == self._before, now
        return stands, now if stands else now // self._every_ns
