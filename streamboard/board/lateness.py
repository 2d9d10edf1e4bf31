"""How late a stamp may be."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from streamboard.run.plan import SECOND

LOOKS_EVERY_NS = SECOND // 100
"""How often the engine checks for lag.

Lag is reported from when a check was due, but may have begun right after the check before.
"""


class Lateness:
    """While the engine is held up, arrival stamps are late by at most the time since the span began.

    Other stamps are good to 20 ms, as shorter hold-ups may go unreported. The engine's own actions are
    stamped as they happen.
    """

    def __init__(self) -> None:
        self._since = array("q")
        self._until = array("q")
        self.latest = -1
        """When the last span ended."""

    def note(self, since: int, until: int) -> None:
        if self._until and since < self._until[-1]:
            # No engine reports overlapping spans; of those in a file, assume the worst.
            self._since[-1] = min(self._since[-1], since)
            self._until[-1] = max(self._until[-1], until)
        else:
            self._since.append(since)
            self._until.append(until)
        self.latest = self._until[-1]

    def of(self, stamp: int | None) -> int:
        """In nanoseconds."""
        if stamp is None or stamp > self.latest:
            return 0
        place = bisect_left(self._until, stamp)
        return max(stamp - self._since[place], 0)
