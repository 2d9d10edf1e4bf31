"""Compare answers: a pin, a clock to turn back, and votes without names."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.screens.base import BoardBase


class ComparingActions(BoardBase):
    """Compare answers: a pin, a clock to turn back, and votes without names."""

    BINDINGS: ClassVar[list[BindingType]] = []
