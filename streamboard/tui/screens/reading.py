"""How texts and logs are shown."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase, key
from streamboard.tui.views.view import Hint, View


class ReadingActions(BoardBase):
    """The keys that change how a stream's text and log are shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("e", "log", "events", "Show or hide the event log"),
        key("t", "unfold", "thinking", "Show thinking in full, or fold it"),
    ]

    def action_log(self) -> None:
        """Show or hide the event log."""
        self.show_log = not self.show_log
        self.draw_frame()

    def action_unfold(self) -> None:
        """Show thinking in full, or fold it."""
        self.unfold = not self.unfold
        self.draw_frame()

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        thinking: list[Hint] = [("t", "thinking")] if self.board.any_thinking else []
        return [("e", "events"), ("v", "view"), ("f", "follow"), *thinking, *super().hints(view, scene)]
