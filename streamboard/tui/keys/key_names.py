"""Keys: a `name` is as shown (`page up`), a `key` is Textual's identifier (`pageup`)."""

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
"""Names that differ from Textual's, by key."""
ARROWS = {"←": "left", "→": "right", "↑": "up", "↓": "down"}
_BY_NAME = {name: key for key, name in KEY_NAMES.items()} | ARROWS


def shown(key: str) -> str:
    return KEY_NAMES.get(key) or format_key(key)


def key_called(name: str) -> str:
    """Invert `shown`."""
    name = _BY_NAME.get(name, name)
    return key_of_character(name) if len(name) == 1 else name


def split(keys: str) -> list[str]:
    return [key_called(key.strip()) for key in keys.split(",") if key.strip()]


def is_key(key: str) -> bool:
    return len(key) == 1 or key in named_keys() or len(format_key(key)) == 1


@lru_cache(1)
def named_keys() -> tuple[str, ...]:
    plain = (key.value for key in Keys)
    return tuple(key for key in plain if "+" not in key and key.isalnum() and len(key) > 1)


@lru_cache(256)
def clickable(style: Style, action: str) -> Style:
    """Unlike markup, this never parses text."""
    return style + Style.from_meta({"@click": action})


@lru_cache(256)
def pressing(style: Style, name: str) -> Style:
    return clickable(style, f"app.press{press_of(name)!r}")


def press_of(name: str) -> tuple[str, str | None]:
    character = " " if name == "space" else name if len(name) == 1 and name not in ARROWS else None
    return key_called(name), character


def types_text(name: str) -> bool:
    return press_of(name)[1] is not None
