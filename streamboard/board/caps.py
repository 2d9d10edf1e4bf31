"""How much of a stream is kept in memory."""

from __future__ import annotations

from typing import NamedTuple


class Caps(NamedTuple):
    """The most that is kept of each attempt; None keeps all."""

    chars: int | None = None
    """Characters of each content block, the latest ones."""
    deltas: int | None = None
    """Deltas with a stamp of their own; where there are more, the older ones share one."""

    events: int = 0
    """Events of the API that are kept one by one, the latest ones."""


UNLIMITED = Caps()
ON_SCREEN = Caps(chars=250_000, deltas=4_096, events=4_096)
"""What the board keeps, about 60,000 tokens of text; the run file has all of it."""
RECORDED = Caps(deltas=65_536)
"""What a recorded run is read with; some 3 MB for the stamps of an answer that never ends."""
FOR_FIGURES = RECORDED._replace(chars=ON_SCREEN.chars)
"""What a run without a screen keeps: as many stamps, so that its figures are those of its file."""
_EVENTS_OF_ALL, _LEAST_EVENTS = 100_000, 250


def shared(caps: Caps, streams: int) -> Caps:
    """The caps for one of so many streams: together they keep 100,000 events, some 25 MB."""
    most = max(_EVENTS_OF_ALL // max(streams, 1), _LEAST_EVENTS)
    return caps._replace(events=min(caps.events, most))
