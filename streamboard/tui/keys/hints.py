"""Hints of keys and what they do, in which a click on a key presses it."""

from __future__ import annotations

import re

from rich.style import Style

from streamboard.tui.draw.canvas import Parts
from streamboard.tui.keys.keymap import ARROWS, KEY_NAMES, pressing

_WITH_SPACE = "|".join(name for name in KEY_NAMES.values() if " " in name)
_KEY = re.compile(rf"{_WITH_SPACE}|[{''.join(ARROWS)}]|\S+")


def hint_parts(keys: str, words: str, key_style: Style, style: Style) -> Parts:
    """A clickable hint: a click on a key presses it, a click on the words presses the first key.

    Args:
        keys: One or several, as shown.
        words: What they do.
        key_style: The style of the keys.
        style: The style of the words.
    """
    parts: Parts = []
    end, first = 0, ""
    for found in _KEY.finditer(keys):
        # The space before a key belongs to it, as a larger target for clicks.
        parts.append((keys[end : found.end()], pressing(key_style, found[0])))
        end, first = found.end(), first or found[0]
    return [*parts, (words, pressing(style, first) if first else style)]


def key_at(keys: str, x: int) -> str | None:
    """The key that a click on a cell presses; None if there are no keys.

    The space before a key belongs to it, and a click after the last key presses the first.

    Args:
        keys: The keys as shown, one cell per character.
        x: The cell.
    """
    found = list(_KEY.finditer(keys))
    return next((key[0] for key in found if x < key.end()), found[0][0] if found else None)
