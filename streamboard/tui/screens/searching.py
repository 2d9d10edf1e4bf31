"""Search streams and their texts."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.screens.base import BoardBase


class SearchingActions(BoardBase):
    """Search streams and their texts."""

    BINDINGS: ClassVar[list[BindingType]] = []
