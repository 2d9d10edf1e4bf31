"""A figure's value and its uncertainty."""

from __future__ import annotations

from typing import NamedTuple

OPEN = "open"
"""Note of a final gap that could have grown."""
UNSURE = 0.05
"""Width of the interval, relative to the value, above which the sign is `!`."""


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
    """`open`, `re-used`; or why it is absent: `delivered at once`."""
    of: int = 0
    """The total of a share shown as counts: `✓2/3`."""
    mark: str = ""
    """`BEST`, `WORST` or empty."""

    @property
    def unsure(self) -> bool:
        return self.value is not None and self.less + self.more > UNSURE * self.value

    @property
    def settled(self) -> float | None:
        return None if self.moving else self.value

    @property
    def sign(self) -> str:
        """`!` uncertain, `+` at least, `~` estimate."""
        if self.value is None:
            return ""
        return "!" if self.unsure else "+" if self.note == OPEN else "~" if self.estimated else self.mark


ABSENT = Reading()


def measured(value: float | None, less: float, more: float = 0) -> Reading:
    """A time, at least 0 although stamps are late: the order of events is known."""
    return Reading(value, min(less, value or 0), more)
