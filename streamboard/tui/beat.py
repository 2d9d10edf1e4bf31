"""When figures that move are made anew: some times a second while the clock goes, and once when it stands."""

from __future__ import annotations


class Beat:
    """Says frame after frame whether it is time."""

    def __init__(self, every_ns: int) -> None:
        """Make one.

        Args:
            every_ns: How long figures stand still while the clock goes; nobody reads faster.
        """
        self._every_ns = every_ns
        self._before = -1

    def of(self, now: int) -> tuple[bool, int]:
        """Something that stays the same until it is time again. Called once a frame.

        A clock that stands, at the end of a recording for one, has no beats: what it stands at is shown.
        """
        stands, self._before = now == self._before, now
        return stands, now if stands else now // self._every_ns
