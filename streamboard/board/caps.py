"""How much of a stream is kept."""

from __future__ import annotations

from typing import NamedTuple


class Caps(NamedTuple):
    """Per attempt; None keeps all."""

    chars: int | None = None
    """Latest characters of each content block."""
    deltas: int | None = None
    """Beyond these, older deltas share stamps."""
    events: int = 0
    """Kept one by one, for each stream; 0 keeps none."""


UNLIMITED = Caps()
ON_SCREEN = Caps(chars=250_000, deltas=4_096, events=4_096)
"""About 60,000 tokens of text; the run file has all."""
RECORDED = Caps(deltas=65_536)
"""For reading a run file: an endless answer's stamps take about 3 MB."""
FOR_FIGURES = RECORDED._replace(chars=ON_SCREEN.chars)
"""For a run without a screen, so that its figures match its file's."""
_EVENTS_OF_ALL, _LEAST_EVENTS = 100_000, 250


def shared(caps: Caps, streams: int) -> Caps:
    """All streams together keep 100,000 events, about 25 MB, but each at least 250."""
    most = max(_EVENTS_OF_ALL // max(streams, 1), _LEAST_EVENTS)
    return caps._replace(events=min(caps.events, most))
