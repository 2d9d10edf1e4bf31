"""Look into figures, and write them down."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.screens.base import BoardBase


class InspectingActions(BoardBase):
    """Look into figures, and write them down."""

    BINDINGS: ClassVar[list[BindingType]] = []
