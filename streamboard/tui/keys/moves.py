"""Keys that move in a list while the user types in a field above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual import events
from textual.widgets import OptionList

_MOVES: Mapping[str, Callable[[OptionList], None]] = {
    "up": OptionList.action_cursor_up,
    "down": OptionList.action_cursor_down,
    "pageup": OptionList.action_page_up,
    "pagedown": OptionList.action_page_down,
}


def move_in(listing: OptionList, event: events.Key) -> None:
    """Let a list handle the keys that move in it, unless it has the focus and does so itself."""
    if event.key in _MOVES and not listing.has_focus:
        _MOVES[event.key](listing)
        event.stop()
