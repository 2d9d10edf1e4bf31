"""A figure's value and its uncertainty."""

from __future__ import annotations

from typing import NamedTuple

OPEN = "open"
"""Note of a final gap that could have grown."""
UNSURE = 0.05
"""Relative width of the interval above which a value is marked `!`."""


class Reading(NamedTuple):
    """The true value is from `value - less` to `value + more`, as stamps may be late."""

    value: float | None = None
    """In the figure's unit; None if absent."""
    less: float = 0
    """At most, if its end is stamped late."""
    more: float = 0
    """At most, if its beginning is stamped late."""
    estimated: bool = False
    """Depends on tokens not yet counted."""
    moving: bool = False
    """Still counts up."""
    note: str = ""
    """A short remark: `open`, `re-used`; or why it is absent: `delivered at once`."""
    of: int = 0
    """The total, if the value is a share of few that are shown as counts: `✓2/3`."""
    mark: str = ""
    """`BEST` or `WORST` of `marks`, else empty."""

    @property
    def unsure(self) -> bool:
        return self.value is not None and self.less + self.more > UNSURE * self.value

    @property
    def settled(self) -> float | None:
        """None while it moves."""
        return None if self.moving else self.value

    @property
    def sign(self) -> str:
        """`!` uncertain, `+` at least, `~` estimate, else the mark."""
        if self.value is None:
            return ""
        return "!" if self.unsure else "+" if self.note == OPEN else "~" if self.estimated else self.mark


ABSENT = Reading()


def measured(value: float | None, less: float, more: float = 0) -> Reading:
    """A time between late stamps, clamped at 0 as the order of events is known."""
    return Reading(value, min(less, value or 0), more)
