"""The start line: requests that start together are sent together.

Building a request takes half a millisecond, so the last of two hundred would follow the first by a tenth of a
second. Those that start in one iteration of the event loop are all built and connected, then written back to
back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

MOST_HELD_S = 1.0
"""How long the first ready request waits for the others."""


class StartLine:
    def __init__(self) -> None:
        self._group: _Group | None = None

    def place(self) -> StartingPlace:
        if self._group is None:
            self._group = _Group()
            asyncio.get_running_loop().call_soon(self._close)
        return self._group.join()

    def _close(self) -> None:
        group, self._group = self._group, None
        if group is not None:
            group.close()


class StartingPlace:
    def __init__(self, group: _Group) -> None:
        self._group = group

    def ready(self, go: Callable[[], None]) -> None:
        self._group.ready(self, go)

    def leave(self) -> None:
        self._group.leave(self)


class _Group:
    def __init__(self) -> None:
        self._places: dict[StartingPlace, Callable[[], None] | None] = {}
        """In order of arrival, with what sends each once it is ready."""
        self._missing = 0
        self._closed = False
        self._released = False
        self._timer: asyncio.TimerHandle | None = None

    def join(self) -> StartingPlace:
        place = StartingPlace(self)
        self._places[place] = None
        self._missing += 1
        return place

    def close(self) -> None:
        self._closed = True
        self._look()

    def ready(self, place: StartingPlace, go: Callable[[], None]) -> None:
        if self._released:
            go()
            return
        self._places[place] = go
        self._missing -= 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(MOST_HELD_S, self._release)
        self._look()

    def leave(self, place: StartingPlace) -> None:
        if not self._released and place in self._places:
            self._missing -= self._places.pop(place) is None
            self._look()

    def _look(self) -> None:
        if self._closed and not self._missing:
            self._release()

    def _release(self) -> None:
        self._released = True
        if self._timer is not None:
            self._timer.cancel()
        for go in self._places.values():
            if go is not None:
                go()
        self._places.clear()
