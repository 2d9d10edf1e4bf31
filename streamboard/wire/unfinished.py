"""One budget for all streams' unfinished events: each could hold a dozen megabytes."""

from __future__ import annotations

from streamboard.safety.decoding_cost import TooHeavyError

MOST_IN_ALL = 64_000_000
"""Bytes."""
_FREE = 100_000
"""Bytes that every stream may hold, so that a flood fails only the streams that cause it."""
_in_all = 0


class Unfinished:
    """Bytes that one stream received since its last event."""

    def __init__(self) -> None:
        self.bytes = 0

    def add(self, count: int) -> None:
        global _in_all
        self.bytes += count
        _in_all += count
        if _in_all > MOST_IN_ALL and self.bytes > _FREE:
            raise TooHeavyError(
                f"{self.bytes / 1e6:.1f} MB while the unfinished events of all streams together have more "
                f"than {MOST_IN_ALL / 1e6:g} MB"
            )

    def clear(self) -> None:
        global _in_all
        _in_all -= self.bytes
        self.bytes = 0
