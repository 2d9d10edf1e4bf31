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
from streamboard.tui.base_app import FullScreenApp
from streamboard.tui.draw import themes
from streamboard.tui.keys.offered_actions import PaletteEntry
from streamboard.tui.mishaps import Mishaps
from streamboard.tui.screen.board import BoardScreen
from streamboard.tui.widgets.bars import BottomBar

MOST_TOASTS = 3
"""On the screen at once; older ones make way."""


def _commands() -> type[Provider]:
    from streamboard.tui.command_palette import BoardCommands

    return BoardCommands


class StreamboardApp(FullScreenApp):
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
        """`pace` is in characters a second; None shows texts as they arrive."""
        super().__init__(habits or Habits.of())
        self.feed = feed
        self.board = BoardScreen(feed, self.habits, beside)
        self.board.texts.pace = pace
        self.mishaps = Mishaps()
        self._leaving = False
        """The app is ending; late keys may find it half gone."""
        self._read_for: WeakKeyDictionary[events.Key, Widget | None] = WeakKeyDictionary()
        """What had the focus when a key was read, until something takes the key."""
        self.set_keymap(dict(self.habits.keys or {}))

    @property
    def front(self) -> BoardScreen:
        """The visible board: a run opened aside, or the app's own."""
        boards = [screen for screen in self.screen_stack if isinstance(screen, BoardScreen)]
        return boards[-1] if boards else self.board

    def look(self) -> Remembered:
        """Return the look for the next start; works after the app has ended."""
        return self.board.looks.now(self.theme)

    def on_mount(self) -> None:
        self.push_screen(self.board)

    async def on_event(self, event: events.Event) -> None:
        """Terminals end pasted lines with a CR, as the enter key does."""
        if isinstance(event, events.Paste):
            event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        elif isinstance(event, events.Key) and not event.is_forwarded:
            self._read_for[event] = self.focused
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Pass on a key typed just before the focus moved to what takes keys.

        Textual sends keys to what has the focus when they are read, losing those typed right after `/`.
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
        others = []
        for old in internals.toasts_of(self):
            if old.message == event.notification.message:
                internals.withdraw(self, old)
            else:
                others.append(old)
        for old in others[: max(len(others) - MOST_TOASTS + 1, 0)]:
            internals.withdraw(self, old)

    def survives(self, bug: Exception, cause: Message | None) -> bool:
        """Without a board there is nothing to go on with."""
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
        """Close the feed at once: a slow terminal may delay the exit."""
        self._leaving = True
        self.feed.close()
        super().exit(result, return_code, message)

    async def action_quit(self) -> None:
        if self.board.is_mounted:
            self.board.leave()
        else:
            self.exit(0)

    def entries(self, screen: Screen[object]) -> Iterator[PaletteEntry]:
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
