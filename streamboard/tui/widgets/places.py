"""Clickable links to the views, for the header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.palette import Palette
from streamboard.tui.keys.keymap import clickable

_LEAST, _ALL_NAMES = 70, 180
"""The least screen widths for the links, and for the names of all views."""


class ViewLink(NamedTuple):
    """A link to a view."""

    key: str
    """The name of the key that goes there."""
    name: str
    action: str
    """The id of the action that goes there."""
    shown: bool
    """Whether this view is on the screen now."""


def place_parts(places: Sequence[ViewLink], width: int, palette: Palette) -> Parts:
    """The links for a screen `width` cells wide: the current view in brackets, others by key if need be."""
    if width < _LEAST or not places:
        return []
    parts: Parts = []
    for place in places:
        # Run the action rather than press the key: while the user types, keys are text.
        action = f"screen.perform({place.action!r})"
        named = f"{place.key} {place.name}"
        if place.shown:
            parts.append((f" [{named}]", clickable(palette.bar_strong, action)))
        else:
            words = named if width >= _ALL_NAMES else place.key
            parts.append((f" {words}", clickable(palette.bar_dim, action)))
    return [*parts, (" ", palette.bar)]
