"""What controllers know of the board, and what they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

    from streamboard.board.state import BoardState
    from streamboard.board.stream import StreamState
    from streamboard.feeds.feed import Feed
    from streamboard.run.commands import AnyCommand
    from streamboard.tui.draw.scene import Scene
    from streamboard.tui.selection import Selection
    from streamboard.tui.views.view import View
    from streamboard.tui.widgets.pane import Pane


class Board(Protocol):
    """The screen, as far as controllers know it."""

    feed: Feed
    board: BoardState
    selection: Selection

    @property
    def app(self) -> App[object]: ...

    @property
    def view_shown(self) -> View: ...

    @property
    def chosen(self) -> StreamState: ...

    def scene(self) -> Scene:
        """What is shown: made once a frame or key."""
        ...

    def draw_frame(self) -> None:
        """Make the scene anew and draw it."""
        ...

    def current_view(self) -> View:
        """The view to show now, brought up."""
        ...

    def say(self, words: str) -> None:
        """A word to the user, for a moment. It may hold text from outside."""
        ...

    def send(self, command: AnyCommand) -> bool:
        """Give the engine a command; says why not if there is nobody to take it."""
        ...

    def confirm(self, what: str, words: str) -> bool:
        """Whether something that cannot be undone was asked for twice in a row."""
        ...

    def dismiss_latest(self) -> bool:
        """Leave what was entered last; whether there was anything to leave."""
        ...

    def what_escape_leaves(self) -> str:
        """What escape does, for the footer; empty where nothing worth a hint was entered."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Put a widget into focus at once: the next key may be here already."""
        ...


class Controller:
    """One subject of what can be done on a board, and what it has to remember for that."""

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
        """The stream in focus; a `LookupError` where there is none."""
        return self._screen.chosen

    @property
    def view(self) -> View:
        """The view that is shown."""
        return self._screen.view_shown

    @property
    def pane(self) -> Pane | None:
        """The pane of the stream in focus; None in a view that has no panes."""
        return self.view.pane_in_focus(self._screen.scene())
