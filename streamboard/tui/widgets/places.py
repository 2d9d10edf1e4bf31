"""The views of a board as places to click on, for the header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.palette import Palette
from streamboard.tui.keys.keymap import clickable

_LEAST, _ALL_NAMES = 70, 160
"""The widths of a screen from which there is room for the places, and for the names of all of them."""


class ViewLink(NamedTuple):
    """A view that a click goes to."""

    key: str
    """What the key is called that goes there."""
    name: str
    action: str
    """The id of the action that goes there."""
    shown: bool
    """It is the one that is shown."""


def place_parts(places: Sequence[ViewLink], width: int, palette: Palette) -> Parts:
    """The places on a screen of so many cells: the shown one in brackets, the others by their keys alone."""
    if width < _LEAST or not places:
        return []
    parts: Parts = []
    for place in places:
        # An action, not the key: while one types, keys are text.
        action = f"screen.perform({place.action!r})"
        named = f"{place.key} {place.name}"
        if place.shown:
            parts.append((f" [{named}]", clickable(palette.bar_strong, action)))
        else:
            words = named if width >= _ALL_NAMES else place.key
            parts.append((f" {words}", clickable(palette.bar_dim, action)))
    return [*parts, (" ", palette.bar)]
