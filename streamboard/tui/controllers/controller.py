"""The base of controllers, and the screen as they see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from streamboard.tui.views.catalogue import PANES, ZOOM

if TYPE_CHECKING:
    from textual.app import App

    from streamboard.board.state import BoardState
    from streamboard.board.stream import StreamState
    from streamboard.comparing.ghost import Ghost
    from streamboard.feeds.feed import Feed
    from streamboard.run.commands import AnyCommand
    from streamboard.tui.chosen_streams import Selection
    from streamboard.tui.draw.scene import Scene
    from streamboard.tui.views.view import View
    from streamboard.tui.widgets.pane import Pane


class Board(Protocol):
    """What controllers need of the screen; `Frame` documents it."""

    feed: Feed
    board: BoardState
    selection: Selection
    ghost: Ghost | None
    aside: bool

    @property
    def app(self) -> App[object]: ...

    @property
    def view_shown(self) -> View: ...

    @property
    def chosen(self) -> StreamState: ...

    def scene(self) -> Scene: ...

    def draw_frame(self) -> None: ...

    def current_view(self) -> View: ...

    def say(self, words: str) -> None: ...

    def send(self, command: AnyCommand) -> bool: ...

    def confirm(self, what: str, words: str) -> bool: ...

    def dismiss_latest(self) -> bool: ...

    def what_escape_leaves(self) -> str: ...

    def leave(self) -> None: ...

    def give_keys_to_view(self) -> None: ...


class Controller:
    """The actions on one subject, with their state."""

    def __init__(self, screen: Board) -> None:
        self._screen = screen

    @property
    def feed(self) -> Feed:
        return self._screen.feed

    @property
    def board(self) -> BoardState:
        return self._screen.board

    @property
    def selection(self) -> Selection:
        return self._screen.selection

    @property
    def chosen(self) -> StreamState:
        return self._screen.chosen

    @property
    def view(self) -> View:
        return self._screen.view_shown

    @property
    def pane(self) -> Pane | None:
        """The pane of the stream in focus; None if the view has no panes."""
        return self.view.pane_in_focus(self._screen.scene())


def only_in_panes(what: str, scene: Scene) -> str:
    """Refuse `what` ("Text is selected") in views without panes."""
    return f"{what} in panes: {scene.key(PANES.action)}, or {scene.key(ZOOM.action)} for one alone."
