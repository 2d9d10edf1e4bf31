"""Moving in a list while typing in a field."""

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
    if event.key in _MOVES and not listing.has_focus:
        _MOVES[event.key](listing)
        event.stop()
