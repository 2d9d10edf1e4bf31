"""Clickable key hints."""

from __future__ import annotations

import re

from rich.style import Style

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.keys.key_names import ARROWS, KEY_NAMES, pressing

_WITH_SPACE = "|".join(name for name in KEY_NAMES.values() if " " in name)
_KEY = re.compile(rf"{_WITH_SPACE}|[{''.join(ARROWS)}]|\S+")


def hint_parts(keys: str, words: str, key_style: Style, style: Style) -> Parts:
    """A click on a key's name presses it; one on the words presses the first key."""
    parts: Parts = []
    end, first = 0, ""
    for found in _KEY.finditer(keys):
        # The space before a key enlarges its click target.
        parts.append((keys[end : found.end()], pressing(key_style, found[0])))
        end, first = found.end(), first or found[0]
    return [*parts, (words, pressing(style, first) if first else style)]


def key_at(keys: str, x: int) -> str | None:
    """Return the key at cell `x`, or else the first. Each character takes a cell."""
    found = list(_KEY.finditer(keys))
    return next((key[0] for key in found if x < key.end()), found[0][0] if found else None)
