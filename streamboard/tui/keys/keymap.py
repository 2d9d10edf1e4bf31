"""What keys are called, and clicks that stand for them."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual.keys import format_key

from streamboard.tui.textual_internals import key_of_character

KEY_NAMES = {
    "pageup": "page up",
    "pagedown": "page down",
    "escape": "esc",
    "enter": "enter",
    "up": "up",
    "down": "down",
    "left": "left",
    "right": "right",
    "backspace": "backspace",
    "delete": "delete",
}
"""What keys are called here, where Textual calls them otherwise."""
ARROWS = {"←": "left", "→": "right", "↑": "up", "↓": "down"}
"""Signs that stand for keys in hints."""
_BY_NAME = {name: key for key, name in KEY_NAMES.items()} | ARROWS


def shown(key: str) -> str:
    """What a key is called on the screen: `]`, `esc`, `ctrl+x`."""
    return KEY_NAMES.get(key) or format_key(key)


def key_called(name: str) -> str:
    """Textual's identifier of a key by what it is called: the reverse of `shown`."""
    name = _BY_NAME.get(name, name)
    return key_of_character(name) if len(name) == 1 else name


def split(keys: str) -> list[str]:
    """The identifiers of several keys with commas between."""
    return [key_called(key.strip()) for key in keys.split(",") if key.strip()]


@lru_cache(256)
def clickable(style: Style, action: str) -> Style:
    """A style for text whose click runs an action of Textual's; the text itself is never an action."""
    return style + Style.from_meta({"@click": action})


@lru_cache(256)
def pressing(style: Style, name: str) -> Style:
    """A style for text whose click presses the key of that name."""
    return clickable(style, f"app.press{press_of(name)!r}")


def press_of(name: str) -> tuple[str, str | None]:
    """What pressing the key of that name is: Textual's identifier, and the character that it types."""
    character = " " if name == "space" else name if len(name) == 1 and name not in ARROWS else None
    return key_called(name), character
