"""Open the metric inspector."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui.controllers.controller import Controller
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action


class Figures(Controller):
    def inspect(self) -> None:
        self._open(self.view.figure_shown())

    def choose(self, stream_id: str, figure: str) -> None:
        self.selection.cursor = stream_id
        self._screen.draw_frame()
        self._open(figure)

    def _open(self, figure: str | None) -> None:
        from streamboard.tui.dialogs.inspector import Inspector

        if refusal := _cannot_inspect(self, self._screen.scene()):
            self._screen.say(refusal)
        else:
            self._screen.app.push_screen(Inspector(self._screen, figure))


def _cannot_inspect(figures: Figures, scene: Scene) -> str:
    if scene.blind:
        return "Names are hidden: the figures would tell whose answers these are."
    return "" if scene.focus is not None else "There is no stream to look into."


INSPECT: Sequence[Action[Figures]] = (
    Action(
        "board.inspect",
        "I",
        "inspect",
        "Take this stream's figures apart, and see how others define them",
        lambda figures: figures.inspect(),
        _cannot_inspect,
        rank=67,
        synonyms="metrics ttft formula percentile definition slowest",
    ),
)
