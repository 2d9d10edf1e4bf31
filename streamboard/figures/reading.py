"""What a figure comes to for one sample, and how sure that is."""

from __future__ import annotations

from typing import NamedTuple

OPEN = "open"
"""The note of what had not ended when the answer did: it may have become more."""
UNSURE = 0.05
"""A figure that may be off by more than this part of it carries a `!`."""


class Reading(NamedTuple):
    """A figure's value. It lies between `value - less` and `value + more`, for the engine may have been
    late.
    """

    value: float | None = None
    """In the figure's unit; None where there is none."""
    less: float = 0
    """By how much it may be less at most: its end may have been stamped late."""
    more: float = 0
    """By how much it may be more at most: its beginning may have been stamped late."""
    estimated: bool = False
    """Nobody has counted yet."""
    moving: bool = False
    """It counts up: this is what it has come to by now."""
    note: str = ""
    """What is to be said of it, in a few words: `open`, `re-used`; why it is absent: `delivered at once`."""
    mark: str = ""
    """Whether it is the best or the worst of those beside it."""

    @property
    def unsure(self) -> bool:
        """Whether its interval is wider than `UNSURE` of it."""
        return self.value is not None and self.less + self.more > UNSURE * self.value

    @property
    def settled(self) -> float | None:
        """The value of a figure that does not move any more."""
        return None if self.moving else self.value

    @property
    def sign(self) -> str:
        """What stands behind the value: `!` unsure, `+` at least so much, `~` an estimate, else its mark."""
        if self.value is None:
            return ""
        return "!" if self.unsure else "+" if self.note == OPEN else "~" if self.estimated else self.mark


ABSENT = Reading()


def measured(value: float | None, less: float, more: float = 0) -> Reading:
    """A time between two stamps that may be late; what came later was not there before, so it is not below
    0.
    """
    return Reading(value, min(less, value or 0), more)
