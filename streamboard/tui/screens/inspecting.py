"""Look into figures."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui.inspectable import FigureChosen
from streamboard.tui.keys.action import Action
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase


class InspectingActions(BoardBase):
    """The key that takes figures apart."""

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

        if refusal := _cannot_inspect(self, self.scene()):
            self.say(refusal)
        else:
            self.app.push_screen(Inspector(self, figure))


def _cannot_inspect(board: InspectingActions, scene: Scene) -> str:
    if scene.blind:
        return "Names are hidden: the figures would tell whose answers these are."
    return "" if scene.focus is not None else "There is no stream to look into."


INSPECT: Sequence[Action[InspectingActions]] = (
    Action(
        "board.inspect",
        "I",
        "inspect",
        "Take this stream's figures apart, and see how others define them",
        lambda board: board.action_inspect(),
        _cannot_inspect,
        rank=67,
        synonyms="metrics ttft formula percentile definition slowest",
    ),
)
