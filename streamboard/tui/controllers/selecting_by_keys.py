"""Select text with the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui.controllers.controller import Board, Controller, only_in_panes
from streamboard.tui.controllers.copying_and_saving import NOTHING_SAID, Saving
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action
from streamboard.tui.widgets.select_bar import SelectBar


class Selecting(Controller):
    def __init__(self, screen: Board, saving: Saving) -> None:
        super().__init__(screen)
        self._saving = saving
        self.bar = SelectBar(self.close)

    def open(self) -> None:
        if self.pane is not None:
            self.bar.open(self.pane)

    def close(self, copy: bool) -> None:
        pane = self.bar.pane
        if copy and pane is not None:
            self._saving.copy_selection(pane)
        elif pane is not None:
            pane.detach()
        self._close()
        self._screen.draw_frame()

    def _close(self) -> None:
        self.bar.close()
        self._screen.give_keys_to_view()

    def update_bar(self, scene: Scene) -> None:
        if self.bar.pane is None:
            return
        if self.view.pane_in_focus(scene) is self.bar.pane:
            self.bar.update_view()
        else:
            self._close()


def _nothing_to_select(selecting: Selecting, scene: Scene) -> str:
    pane = selecting.view.pane_in_focus(scene)
    if pane is None:
        return only_in_panes("Text is selected", scene)
    return "" if pane.reader.view.answer_line is not None else NOTHING_SAID


SELECT: Sequence[Action[Selecting]] = (
    Action(
        "board.select",
        "V",
        "select text",
        "Select text with the arrow keys, to copy it",
        lambda selecting: selecting.open(),
        _nothing_to_select,
        synonyms="mark clipboard",
    ),
)
