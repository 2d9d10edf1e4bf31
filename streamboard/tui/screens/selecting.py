"""Select text with the keys, as the mouse does by dragging."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.tui import views
from streamboard.tui.keys.action import Action
from streamboard.tui.scene import Scene
from streamboard.tui.screens.keeping import NOTHING_SAID, KeepingActions
from streamboard.tui.widgets.bars import BottomBar
from streamboard.tui.widgets.selectbar import SelectBar


class SelectingActions(KeepingActions):
    """The key that opens the bar in which keys select."""

    def bottom_bars(self) -> Iterator[BottomBar]:
        yield from super().bottom_bars()
        yield SelectBar()

    @property
    def select_bar(self) -> SelectBar:
        """The bar that has the keys while they select."""
        return self.query_one(SelectBar)

    def action_select(self) -> None:
        """Select text in the pane in focus."""
        pane = self.current_view().pane_in_focus(self.scene())
        if pane is not None:
            self.select_bar.open(pane)
            self.draw_frame()

    def on_select_bar_done(self, message: SelectBar.Done) -> None:
        bar = self.select_bar
        if message.copy and bar.pane is not None:
            self.copy_selection(bar.pane)
        elif bar.pane is not None:
            bar.pane.let_go()
        self._close_select_bar()

    def _close_select_bar(self) -> None:
        self.select_bar.close()
        self.set_focus(self.current_view(), scroll_visible=False)
        self.draw_frame()

    def draw_frame(self) -> None:
        super().draw_frame()
        if not self.is_mounted or (bar := self.select_bar).pane is None:
            return
        if self.current_view().pane_in_focus(self.scene()) is bar.pane:
            bar.update_view()
        else:
            self._close_select_bar()


def _nothing_to_select(board: SelectingActions, scene: Scene) -> str:
    pane = board.view_shown.pane_in_focus(scene)
    if pane is None:
        return f"Text is selected in panes: {views.PANES.key}, or z for one alone."
    return "" if pane.reader.view.answer_line is not None else NOTHING_SAID


SELECT: Sequence[Action[SelectingActions]] = (
    Action(
        "board.select",
        "V",
        "select text",
        "Select text with the arrow keys, to copy it",
        lambda board: board.action_select(),
        _nothing_to_select,
        synonyms="mark clipboard",
    ),
)
