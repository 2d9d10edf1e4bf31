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


_NAMES = {
    "move(1)": "next",
    "move(-1)": "previous",
    "move_row(1)": "down",
    "move_row(-1)": "up",
    "page(1)": "next_page",
    "page(-1)": "previous_page",
    "scroll_text(1)": "scroll_down",
    "scroll_text(-1)": "scroll_up",
    "shift(1)": "move_right",
    "shift(-1)": "move_left",
    "stall(1)": "next_stall",
    "stall(-1)": "previous_stall",
    "match(1)": "next_match",
    "match(-1)": "previous_match",
    "turn_clock(1)": "clock_forward",
    "turn_clock(-1)": "clock_back",
    "turn_clock(10)": "clock_forward_1s",
    "turn_clock(-10)": "clock_back_1s",
    "speed(2)": "faster",
    "speed(0.5)": "slower",
    "app.quit": "quit",
    "sort(1)": "sort",
    "sort(-1)": "sort_back",
    "edge(0)": "first",
    "edge(-1)": "last",
    "step(1)": "down",
    "step(-1)": "up",
}
"""What actions are called in the file of settings, where their own names are none for a user."""


def name_of(room: str, action: str) -> str:
    """The name under which the user may give an action other keys: `board.stop`, `lanes.sort_back`.

    Args:
        room: Where its keys work: `board`, or a view.
        action: The action as Textual has it: `show_view('race')`.
    """
    view = action.removeprefix("show_view('").removesuffix("')")
    name = f"view_{view}" if view != action else _NAMES.get(action, action)
    return f"{room}.{name}"


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
