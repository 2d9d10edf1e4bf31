"""When anything was going on."""

from __future__ import annotations

from streamboard.board.timescale import Span


class Busy:
    def __init__(self) -> None:
        self._count = 0
        self._since: int | None = None
        self._spans: list[Span] = []

    def change(self, t: int, by: int) -> None:
        self._count += by
        if self._count > 0 and self._since is None:
            self._since = t
        elif self._count <= 0 and self._since is not None:
            if t > self._since:
                self._spans.append((self._since, t))
            self._since = None

    def spans(self, now: int) -> list[Span]:
        """Ordered and disjoint."""
        if self._since is None or now <= self._since:
            return list(self._spans)
        return [*self._spans, (self._since, now)]

    def length_ns(self, now: int) -> int:
        return sum(end - begin for begin, end in self.spans(now))
