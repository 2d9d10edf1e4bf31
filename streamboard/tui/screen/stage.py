"""The container of the views."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container

from streamboard.board.state import BoardState
from streamboard.tui.views import loading
from streamboard.tui.views.catalogue import PANES, VIEW_BY_NAME
from streamboard.tui.views.view import View


class Stage(Container):
    """Creates views on first use, and shows one at a time."""

    DEFAULT_CSS = "Stage { width: 1fr; height: 1fr; }"

    def __init__(self, board: BoardState) -> None:
        super().__init__()
        self._board = board
        self._views: dict[str, View] = {}
        self.shown = self._made(PANES.name)
        self._stands = False
        """Whether a view was brought up; until then, `shown` is a placeholder."""

    def compose(self) -> ComposeResult:
        yield self.shown

    def _made(self, name: str) -> View:
        view = self._views[name] = loading.make(VIEW_BY_NAME[name], self._board)
        return view

    def bring_up(self, name: str) -> View:
        view = self._views.get(name)
        if view is None:
            view = self._made(name)
            self.mount(view)
        if view is not self.shown or not self._stands:
            self.shown.display = False
            self.shown, self._stands = view, True
            view.display = True
        focused = self.screen.focused
        # Even if the view is unchanged: one replaced before it was drawn may take the focus afterwards.
        if focused is not view and (focused is None or isinstance(focused, View)):
            # Immediate, unlike `view.focus`: the next key may already be waiting.
            self.screen.set_focus(view, scroll_visible=False)
        return view
