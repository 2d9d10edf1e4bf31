"""The names of keys, and styles whose clicks press them."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual.keys import Keys, format_key

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
"""The names of keys for which Textual shows something else, by Textual's identifiers."""
ARROWS = {"←": "left", "→": "right", "↑": "up", "↓": "down"}
"""Signs for keys in hints, and Textual's identifiers."""
_BY_NAME = {name: key for key, name in KEY_NAMES.items()} | ARROWS


def shown(key: str) -> str:
    """A key's name on the screen, such as `]`, `esc` or `ctrl+x`."""
    return KEY_NAMES.get(key) or format_key(key)


def key_called(name: str) -> str:
    """Textual's identifier of the key with a name: the inverse of `shown`."""
    name = _BY_NAME.get(name, name)
    return key_of_character(name) if len(name) == 1 else name


def split(keys: str) -> list[str]:
    """Textual's identifiers of keys in a comma-separated list."""
    return [key_called(key.strip()) for key in keys.split(",") if key.strip()]


def is_key(key: str) -> bool:
    """Whether Textual has a key of this identifier, which names no modifiers."""
    return len(key) == 1 or key in named_keys() or len(format_key(key)) == 1


@lru_cache(1)
def named_keys() -> tuple[str, ...]:
    """Textual's identifiers of the keys that type no character, without modifiers."""
    plain = (key.value for key in Keys)
    return tuple(key for key in plain if "+" not in key and key.isalnum() and len(key) > 1)


@lru_cache(256)
def clickable(style: Style, action: str) -> Style:
    """A style for text that runs a Textual action when clicked; unlike in markup, text is never parsed."""
    return style + Style.from_meta({"@click": action})


@lru_cache(256)
def pressing(style: Style, name: str) -> Style:
    """A style for text that presses the key with a name when clicked."""
    return clickable(style, f"app.press{press_of(name)!r}")


def press_of(name: str) -> tuple[str, str | None]:
    """Textual's identifier of the key with a name, and the character that it types, if any."""
    character = " " if name == "space" else name if len(name) == 1 and name not in ARROWS else None
    return key_called(name), character
