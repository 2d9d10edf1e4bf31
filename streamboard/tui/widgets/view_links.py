"""Links to the views, for the header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette
from streamboard.tui.keys.key_names import clickable

_LEAST, _ALL_NAMES = 70, 180
"""The least screen widths for the links, and for all views' names."""


class ViewLink(NamedTuple):
    key: str
    name: str
    action: str
    """Its id."""
    shown: bool
    passing: bool = False
    """The link exists only while its view is shown."""


def place_parts(
    places: Sequence[ViewLink], width: int, palette: Palette, *, only_keys: bool = False
) -> Parts:
    """`width` is the screen's."""
    if width < _LEAST or not places:
        return []
    parts: Parts = []
    for place in places:
        # Run the action, not the key: while the user types, keys are text.
        action = f"screen.perform({place.action!r})"
        named = f"{place.key} {place.name}"
        if place.shown:
            named = place.key if only_keys else named
            parts.append((f" [{named}]", clickable(palette.bar_strong, action)))
        else:
            words = named if width >= _ALL_NAMES else place.key
            parts.append((f" {words}", clickable(palette.bar_dim, action)))
    return [*parts, (" ", palette.bar)]


def cells_for(places: Sequence[ViewLink], width: int) -> int:
    """The width of the links, whichever view is shown."""
    lasting = [place for place in places if not place.passing]
    if width < _LEAST or not lasting:
        return 0
    names = [len(place.name) + 1 for place in lasting]
    return (
        sum(1 + len(place.key) for place in lasting) + 3 + (sum(names) if width >= _ALL_NAMES else max(names))
    )
