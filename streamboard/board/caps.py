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
FOR_FIGURES = Caps(chars=ON_SCREEN.chars)
"""What a report of figures is made of; of the texts, what is still to be printed."""
_EVENTS_OF_ALL, _LEAST_EVENTS = 100_000, 250


def shared(caps: Caps, streams: int) -> Caps:
    """The caps for one of so many streams: together they keep 100,000 events, some 25 MB."""
    most = max(_EVENTS_OF_ALL // max(streams, 1), _LEAST_EVENTS)
    return caps._replace(events=min(caps.events, most))
