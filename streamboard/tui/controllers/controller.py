"""The base class of controllers, and the interface of the screen that they use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

    from streamboard.board.state import BoardState
    from streamboard.board.stream import StreamState
    from streamboard.comparing.ghost import Ghost
    from streamboard.feeds.feed import Feed
    from streamboard.run.commands import AnyCommand
    from streamboard.tui.draw.scene import Scene
    from streamboard.tui.selection import Selection
    from streamboard.tui.views.view import View
    from streamboard.tui.widgets.pane import Pane


class Board(Protocol):
    """What controllers need of the screen."""

    feed: Feed
    board: BoardState
    selection: Selection
    ghost: Ghost | None
    """A recorded run that is raced beside this one."""
    aside: bool
    """It replays a run in front of another board, to which quitting leads back."""

    @property
    def app(self) -> App[object]: ...

    @property
    def view_shown(self) -> View: ...

    @property
    def chosen(self) -> StreamState: ...

    def scene(self) -> Scene:
        """What is shown; computed once per frame or key."""
        ...

    def draw_frame(self) -> None:
        """Recompute the scene and draw it."""
        ...

    def current_view(self) -> View:
        """Switch to the view that is to be shown now, and return it."""
        ...

    def say(self, words: str) -> None:
        """Show the user a brief message, which may contain untrusted text."""
        ...

    def send(self, command: AnyCommand) -> bool:
        """Send a command to the engine, or tell the user why not; returns whether it was sent."""
        ...

    def confirm(self, what: str, words: str) -> bool:
        """Whether the user has confirmed an irreversible action by asking for it twice in a row."""
        ...

    def dismiss_latest(self) -> bool:
        """Do what escape does: dismiss one mode; returns whether there was one."""
        ...

    def what_escape_leaves(self) -> str:
        """The footer's hint for escape; empty if it deserves none."""
        ...

    def leave(self) -> None:
        """Quit, if need be after the user was asked."""
        ...

    def take_keys(self, widget: Widget) -> None:
        """Focus a widget immediately, since the next key may already be waiting."""
        ...


class Controller:
    """The actions on one subject, with the state that they need."""

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
        """The stream in focus.

        Raises:
            LookupError: No stream is in focus.
        """
        return self._screen.chosen

    @property
    def view(self) -> View:
        """The view on the screen."""
        return self._screen.view_shown

    @property
    def pane(self) -> Pane | None:
        """The pane of the stream in focus; None if the view has no panes."""
        return self.view.pane_in_focus(self._screen.scene())
