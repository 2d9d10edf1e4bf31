"""The Textual app around the board."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar
from weakref import WeakKeyDictionary

from rich.console import RenderableType
from textual import events
from textual.command import Provider
from textual.message import Message
from textual.notifications import Notify
from textual.screen import Screen
from textual.widget import Widget

from streamboard.comparing.ghost import ALONE, Beside
from streamboard.feeds.feed import Feed
from streamboard.settings.memory import Habits, Remembered
from streamboard.tui import textual_internals as internals
from streamboard.tui.baseapp import FullScreenApp
from streamboard.tui.draw import themes
from streamboard.tui.keys.offers import PaletteEntry
from streamboard.tui.mishaps import Mishaps
from streamboard.tui.screen.board import BoardScreen
from streamboard.tui.widgets.bars import BottomBar

MOST_TOASTS = 3
"""Toasts on the screen at once; older ones make way."""


def _commands() -> type[Provider]:
    from streamboard.tui.commands import BoardCommands

    return BoardCommands


class StreamboardApp(FullScreenApp):
    """Runs a feed on the board."""

    CSS = FullScreenApp.CSS + "Help { background: $background; }"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}

    def __init__(
        self,
        feed: Feed,
        habits: Habits | None = None,
        *,
        pace: float | None = None,
        beside: Beside = ALONE,
    ) -> None:
        """Make the app.

        Args:
            feed: What the board shows.
            habits: The user's keys, and the look to begin with.
            pace: Characters a second at which texts are typed out; None shows them as they arrive.
            beside: What the run is set beside.
        """
        super().__init__(habits or Habits.of())
        self.feed = feed
        self.board = BoardScreen(feed, self.habits, beside)
        self.board.texts.pace = pace
        self.mishaps = Mishaps()
        self._leaving = False
        """The app is about to end; what a late key finds is no longer whole."""
        self._read_for: WeakKeyDictionary[events.Key, Widget | None] = WeakKeyDictionary()
        """What had the focus when a key was read, of keys that nothing has taken yet."""
        self.set_keymap(dict(self.habits.keys or {}))

    @property
    def front(self) -> BoardScreen:
        """The board that is seen: a run that was opened aside, or the app's own."""
        boards = [screen for screen in self.screen_stack if isinstance(screen, BoardScreen)]
        return boards[-1] if boards else self.board

    def look(self) -> Remembered:
        """How the board looks, to be remembered for the next start; works after the app has ended too."""
        return self.board.looks.now(self.theme)

    def on_mount(self) -> None:
        self.push_screen(self.board)

    async def on_event(self, event: events.Event) -> None:
        """Handle an event from the terminal; in pastes, it ends lines as the enter key does, with a CR."""
        if isinstance(event, events.Paste):
            event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        elif isinstance(event, events.Key) and not event.is_forwarded:
            self._read_for[event] = self.focused
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Pass on a key that was typed just before the focus moved on to what takes keys.

        Keys go to the widget in focus when they are read, so what is typed right after `/` would be lost.
        """
        focused = self.focused
        read_for = self._read_for.pop(event, focused)
        if focused is None or focused is read_for:
            return
        typed = event.is_printable and focused.check_consume_key(event.key, event.character)
        if typed or any(isinstance(node, BottomBar) for node in focused.ancestors_with_self):
            focused.post_message(events.Key(event.key, event.character))
            event.prevent_default()

    def on_notify(self, event: Notify) -> None:
        """Withdraw toasts with the same words, and all but the latest few, before a new one is shown."""
        others = []
        for old in internals.toasts_of(self):
            if old.message == event.notification.message:
                internals.withdraw(self, old)
            else:
                others.append(old)
        for old in others[: max(len(others) - MOST_TOASTS + 1, 0)]:
            internals.withdraw(self, old)

    def survives(self, bug: Exception, cause: Message | None) -> bool:
        """Say what did not work; without a board there is nothing to go on with."""
        if self._leaving:
            return True
        if not self.board.is_mounted:
            return False
        if words := self.mishaps.add(bug, cause):
            self.notify(words, severity="error", markup=False)
        return True

    def exit(
        self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave the board, and end its source in the meantime: a slow terminal is waited for, too."""
        self._leaving = True
        self.feed.close()
        super().exit(result, return_code, message)

    async def action_quit(self) -> None:
        """Quit, which stops the streams and completes the run file."""
        if self.board.is_mounted:
            self.board.leave()
        else:
            self.exit(0)

    def entries(self, screen: Screen[object]) -> Iterator[PaletteEntry]:
        """The palette's lines: the board's actions, the themes, then some of Textual's own commands."""
        yield from self.front.menu.entries()
        for theme in themes.all_themes():
            name = themes.short_name(theme.name)
            yield PaletteEntry(
                f"Theme: {name}", _THEME_WORDS, partial(setattr, self, "theme", theme.name), "colour color"
            )
        for title, words, run, _ in super().get_system_commands(screen):
            if title in _KEPT_COMMANDS:
                yield PaletteEntry(title, words, run)


_KEPT_COMMANDS = frozenset({"Theme", "Quit"})
_THEME_WORDS = "Change how the board is coloured"
