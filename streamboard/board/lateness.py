"""When the engine was late, and how late a stamp may be."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from streamboard.run.plan import SECOND

LOOKS_EVERY_NS = SECOND // 100
"""How often the engine checks whether it is late. Lag is reported from when a check was due, but the engine
may have been held up since the check before."""


class Lateness:
    """The spans in which stamps of what arrived may be late.

    While the engine is held up, what arrives waits to be stamped. It arrived after the span began, so its
    stamp is late by at most the time since then. Stamps outside are good to 20 ms, as shorter hold-ups may
    go unreported. The engine's own actions (queueing, sending) are stamped when they happen.
    """

    def __init__(self) -> None:
        self._since = array("q")
        self._until = array("q")
        self.latest = -1
        """The end of the last span."""

    def note(self, since: int, until: int) -> None:
        """Note that the engine was held up in a span."""
        if self._until and since < self._until[-1]:
            # No engine reports overlapping spans; for a file that has them, assume the worst.
            self._since[-1] = min(self._since[-1], since)
            self._until[-1] = max(self._until[-1], until)
        else:
            self._since.append(since)
            self._until.append(until)
        self.latest = self._until[-1]

    def of(self, stamp: int | None) -> int:
        """By how many nanoseconds a stamp may be late; 0 if the engine was on time."""
        if stamp is None or stamp > self.latest:
            return 0
        place = bisect_left(self._until, stamp)
        return max(stamp - self._since[place], 0)
