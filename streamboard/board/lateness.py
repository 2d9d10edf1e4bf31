"""When the engine was late, and by how much any stamp may be."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from streamboard.run.plan import SECOND

LOOKS_EVERY_NS = SECOND // 100
"""How often the engine looks whether it is late. It is told late from when it was to look again, and may
have been held up since it looked last."""


class Lateness:
    """The times in which stamps of what arrived may be too great.

    While the engine is held up, what arrives waits to be stamped. It came after the while began: a stamp in
    it is late by at most the time from that beginning to the stamp. Stamps outside are good to 20 ms: a
    shorter hold-up may go untold. What the engine does itself (queueing, sending) is stamped as it is done.
    """

    def __init__(self) -> None:
        self._since = array("q")
        self._until = array("q")
        self.latest = -1
        """The end of the last such while."""

    def note(self, since: int, until: int) -> None:
        """The engine was held up from one time to another."""
        if self._until and since < self._until[-1]:
            # No engine says so; a file that does is taken at its worst.
            self._since[-1] = min(self._since[-1], since)
            self._until[-1] = max(self._until[-1], until)
        else:
            self._since.append(since)
            self._until.append(until)
        self.latest = self._until[-1]

    def of(self, stamp: int | None) -> int:
        """By how many nanoseconds a stamp may be too great; 0 where the engine was on time."""
        if stamp is None or stamp > self.latest:
            return 0
        place = bisect_left(self._until, stamp)
        return max(stamp - self._since[place], 0)
