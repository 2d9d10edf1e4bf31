"""The value of a figure for one sample, and how sure it is."""

from __future__ import annotations

from typing import NamedTuple

OPEN = "open"
"""The note of a gap that had not ended when the answer did, and could have grown."""
UNSURE = 0.05
"""A value that may be off by more than this share of it is marked with a `!`."""


class Reading(NamedTuple):
    """A figure's value, which lies between `value - less` and `value + more`, as stamps may be late."""

    value: float | None = None
    """In the figure's unit; None if it is absent."""
    less: float = 0
    """How much less it may be at most, as its end may be stamped late."""
    more: float = 0
    """How much more it may be at most, as its beginning may be stamped late."""
    estimated: bool = False
    """It depends on tokens that nobody has counted yet."""
    moving: bool = False
    """It still counts up."""
    note: str = ""
    """A remark in a few words: `open`, `re-used`; or why it is absent: `delivered at once`."""
    of: int = 0
    """How many there are in all, where the value is the share of so few that they are counted: `✓2/3`."""
    mark: str = ""
    """`BEST` or `WORST` of `marks`, among those beside it; else empty."""

    @property
    def unsure(self) -> bool:
        """Whether its interval is wider than `UNSURE` times the value."""
        return self.value is not None and self.less + self.more > UNSURE * self.value

    @property
    def settled(self) -> float | None:
        """The value; None while it still moves."""
        return None if self.moving else self.value

    @property
    def sign(self) -> str:
        """Follows the value: `!` unsure, `+` at least so much, `~` an estimate, else its mark."""
        if self.value is None:
            return ""
        return "!" if self.unsure else "+" if self.note == OPEN else "~" if self.estimated else self.mark


ABSENT = Reading()


def measured(value: float | None, less: float, more: float = 0) -> Reading:
    """A time between two stamps that may be late; the order of events is known, so it cannot be below 0."""
    return Reading(value, min(less, value or 0), more)
