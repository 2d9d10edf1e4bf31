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

    def of(self, now: int, *, held: bool) -> tuple[bool, int]:
        """Something that stays the same until it is time again. Called once a frame.

        A clock that stands has no beats: what it stands at is shown.

        Args:
            now: The run's clock.
            held: It stands, for the view is held; at the end of a recording it stands without that.
        """
        stands, self._before = held or now == self._before, now
        return stands, now if stands else now // self._every_ns
