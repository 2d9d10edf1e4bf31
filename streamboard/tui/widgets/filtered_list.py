"""A list with a field that filters it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.widgets import Input, OptionList


class FilteredList(DOMNode):
    """The keys of a screen or app with one `OptionList` and one `Input`, shown while it is used."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", show=False),
        Binding("j", "move('down')", "down", show=False),
        Binding("k", "move('up')", "up", show=False),
    ]

    def action_move(self, way: str) -> None:
        listing = self.query_one(OptionList)
        listing.action_cursor_down() if way == "down" else listing.action_cursor_up()

    def action_filter(self) -> None:
        field = self.query_one(Input)
        field.display = True
        field.focus()

    def action_drop_filter(self) -> None:
        self.query_one(Input).value = ""
        self.close_filter()

    @on(Input.Submitted)
    def close_filter(self) -> None:
        """What was typed stays, and is shown."""
        field = self.query_one(Input)
        field.display = bool(field.value)
        self.query_one(OptionList).focus()
