"""One budget for the unfinished events of all streams: each could hold a dozen megabytes."""

from __future__ import annotations

from streamboard.safety.weight import TooHeavyError

MOST_IN_ALL = 64_000_000
"""Bytes that all streams together may hold."""
_FREE = 100_000
"""Bytes that a stream may hold whatever others do, so that a flood ends the streams that make it."""
_in_all = 0


class Unfinished:
    """What one stream has received since its last event."""

    def __init__(self) -> None:
        self.bytes = 0

    def add(self, count: int) -> None:
        """Count bytes that completed no event.

        Raises:
            TooHeavyError: All streams together hold too much, and this one not just a little.
        """
        global _in_all
        self.bytes += count
        _in_all += count
        if _in_all > MOST_IN_ALL and self.bytes > _FREE:
            raise TooHeavyError(
                f"{self.bytes / 1e6:.1f} MB while the unfinished events of all streams together have more "
                f"than {MOST_IN_ALL / 1e6:g} MB"
            )

    def clear(self) -> None:
        """Give back what was counted: an event is complete, or the stream has ended."""
        global _in_all
        _in_all -= self.bytes
        self.bytes = 0
