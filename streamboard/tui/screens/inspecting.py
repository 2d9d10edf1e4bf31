"""Look into figures."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.inspectable import FigureChosen
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase, key
from streamboard.tui.views.view import Hint, View


class InspectingActions(BoardBase):
    """The key that takes figures apart."""

    GROUP = "Inspect"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("I", "inspect", "inspect", "Take this stream's figures apart, and see how others define them"),
    ]

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        return [("I", "inspect"), *super().hints(view, scene)]

    def action_inspect(self) -> None:
        """Show what the figures of the stream in focus are made of."""
        from streamboard.tui.views.table import TableView

        view = self.current_view()
        self._inspect(view.order.by if isinstance(view, TableView) else None)

    def on_figure_chosen(self, message: FigureChosen) -> None:
        self.selection.cursor = message.stream_id
        self._inspect(message.figure)

    def _inspect(self, figure: str | None) -> None:
        from streamboard.tui.screens.inspector import Inspector

        scene = self.scene()
        if scene.blind:
            self.say("Names are hidden: the figures would tell whose answers these are.")
        elif scene.focus is None:
            self.say("There is no stream to look into.")
        else:
            self.app.push_screen(Inspector(self, figure))
