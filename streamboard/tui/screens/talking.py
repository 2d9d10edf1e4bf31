"""Talk on with streams, and add, change and remove them."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.screens.base import BoardBase


class TalkingActions(BoardBase):
    """Talk on with streams, and add, change and remove them."""

    BINDINGS: ClassVar[list[BindingType]] = []
