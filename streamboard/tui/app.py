"""The Textual app around the board."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import ClassVar

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.filter import LineFilter
from textual.message import Message
from textual.notifications import Notify
from textual.screen import Screen

from streamboard.comparing.ghost import ALONE, Beside
from streamboard.feeds.feed import Feed
from streamboard.safety import crash
from streamboard.safety.sanitise import clean
from streamboard.settings.memory import Habits, Remembered
from streamboard.tui import textual_internals as internals
from streamboard.tui.draw import themes
from streamboard.tui.draw.canvas import Canvas
from streamboard.tui.draw.control_filter import ControlFilter
from streamboard.tui.draw.palette import Palette
from streamboard.tui.keys.offers import PaletteEntry
from streamboard.tui.mishaps import Mishaps
from streamboard.tui.screen.board import BoardScreen

SIGNAL_EXIT = 128
"""A process ended by a signal exits with this plus the signal's number."""

MOST_TOASTS = 3
"""Toasts on the screen at once; older ones make way."""


def _commands() -> type[Provider]:
    from streamboard.tui.commands import BoardCommands

    return BoardCommands


class StreamboardApp(internals.SurvivesBugs):
    """Runs a feed on the board."""

    TITLE = "streamboard"
    ALLOW_SELECT = False  # Panes select by themselves.
    CSS = """
    Screen { background: $background; }
    ModalScreen { background: $background 70%; }
    Help { background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True),
        Binding("ctrl+c", "interrupt", "interrupt", show=False, priority=True),
    ]

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
        super().__init__()
        self.feed = feed
        self.habits = habits or Habits.of()
        self.board = BoardScreen(feed, self.habits, beside)
        self.board.texts.pace = pace
        self.mishaps = Mishaps()
        self._leaving = False
        """The app is about to end; what a late key finds is no longer whole."""
        self._palette: Palette | None = None
        self._late: events.Key | None = None
        """The last key that `on_key` passed on."""
        for theme in themes.all_themes():
            self.register_theme(theme)
        wanted = themes.full_name(self.habits.look.theme or themes.DEFAULT)
        self.theme = wanted if wanted in self.available_themes else themes.full_name(themes.DEFAULT)
        self.set_keymap(dict(self.habits.keys or {}))

    @property
    def palette(self) -> Palette:
        """The styles that everything is drawn with."""
        if self._palette is None:
            self._palette = Palette.of(self)
        return self._palette

    def look(self) -> Remembered:
        """How the board looks, to be remembered for the next start; works after the app has ended too."""
        return self.board.looks.now(self.theme)

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver, or a hardened version of the one for Unix terminals."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from streamboard.tui.driver import TerminalDriver  # Needs termios, which Windows lacks.

        return TerminalDriver

    @property
    def keeps_up(self) -> bool:
        """Whether the terminal has taken all that was drawn."""
        return bool(getattr(internals.driver_of(self), "keeps_up", True))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filter for control characters, after Textual's own or, in the theme without colour, ours."""
        if self.theme == themes.full_name(themes.NO_COLOUR):
            return _NO_COLOUR, _CONTROL_FILTER
        filters = [*super().get_line_filters(), _CONTROL_FILTER]
        if self.console.color_system == "256":
            from streamboard.tui.draw.eightbit import EightBit

            filters.append(EightBit())
        return filters

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._change_theme)
        self._handle_signals()
        self.push_screen(self.board)

    async def on_event(self, event: events.Event) -> None:
        """Handle an event from the terminal; in pastes, it ends lines as the enter key does, with a CR."""
        if isinstance(event, events.Paste):
            event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Pass a letter that was typed just before the focus moved on to the newly focused field.

        Keys go to the widget in focus when they are read, so letters typed right after `/` would be lost.
        """
        focused, letter = self.focused, event.character
        if event is self._late or focused is None or letter is None:
            return
        if event.is_printable and focused.check_consume_key(event.key, letter):
            self._late = events.Key(event.key, letter)
            focused.post_message(self._late)
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

    def _change_theme(self, _theme: object) -> None:
        self._palette = None
        self.redraw()

    def redraw(self) -> None:
        """Draw everything again, with other styles or widths."""
        for screen in self.screen_stack:
            for canvas in screen.query(Canvas):
                canvas.redraw()

    def survives(self, bug: Exception, cause: Message | None) -> bool:
        """Say what did not work; without a board there is nothing to go on with."""
        if self._leaving:
            return True
        if not self.board.is_mounted:
            return False
        if words := self.mishaps.add(bug, cause):
            self.notify(words, severity="error", markup=False)
        return True

    def report_bug(self, bug: BaseException | None) -> None:
        """Show what broke and where; Textual would print the variables too, which contain prompts."""
        self.panic(*([Text(clean(crash.report(bug)))] if bug is not None else []))

    def _handle_signals(self) -> None:
        """Exit cleanly on signals; Textual alone would not restore the terminal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, self.exit, SIGNAL_EXIT + number, SIGNAL_EXIT + number)

    def exit(
        self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """Leave the board, and end its source in the meantime: a slow terminal is waited for, too."""
        self._leaving = True
        self.feed.close()
        super().exit(result, return_code, message)

    async def action_quit(self) -> None:
        """Quit, which stops the streams and completes the run file."""
        self.exit(0)

    def action_press(self, key: str, character: str | None = None) -> None:
        """Press a key, as a click on its name does."""
        event = events.Key(key, character)
        # Otherwise the clicked widget would be the sender, and Textual would pass the key no further.
        event.set_sender(self)
        self.post_message(event)

    def action_interrupt(self) -> None:
        """Exit with the code for SIGINT."""
        self.exit(SIGNAL_EXIT + signal.SIGINT)

    def entries(self, screen: Screen[object]) -> Iterator[PaletteEntry]:
        """The palette's lines: the board's actions, the themes, then some of Textual's own commands."""
        yield from self.board.menu.entries()
        for theme in themes.all_themes():
            name = themes.short_name(theme.name)
            yield PaletteEntry(
                f"Theme: {name}", _THEME_WORDS, partial(setattr, self, "theme", theme.name), "colour color"
            )
        for title, words, run, _ in super().get_system_commands(screen):
            if title in _KEPT_COMMANDS:
                yield PaletteEntry(title, words, run)


_KEPT_COMMANDS = frozenset({"Theme", "Quit"})
_CONTROL_FILTER, _NO_COLOUR = ControlFilter(), themes.Uncoloured()
_THEME_WORDS = "Change how the board is coloured"
