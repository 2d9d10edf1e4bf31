"""What our full-screen apps share: themes, a hardened terminal, a clean exit."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter

from streamboard.safety import crash
from streamboard.safety.sanitise import clean
from streamboard.settings.memory import Habits
from streamboard.tui import textual_internals as internals
from streamboard.tui.draw import themes
from streamboard.tui.draw.canvas import Canvas
from streamboard.tui.draw.control_filter import ControlFilter
from streamboard.tui.draw.styles import Palette
from streamboard.tui.keys import fixed

SIGNAL_EXIT = 128
"""A process ended by a signal exits with this plus the signal's number."""


class FullScreenApp(internals.SurvivesBugs):
    TITLE = "streamboard"
    ALLOW_SELECT = False  # Panes select by themselves.
    CSS = """
    Screen { background: $background; }
    ModalScreen { background: $background 70%; }
    OptionList:focus { background-tint: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(fixed.QUIT, "quit", "quit", show=False, priority=True),
        Binding(fixed.INTERRUPT, "interrupt", "interrupt", show=False, priority=True),
    ]

    def __init__(self, habits: Habits) -> None:
        super().__init__()
        self.habits = habits
        self._palette: Palette | None = None
        for theme in themes.all_themes():
            self.register_theme(theme)
        wanted = themes.full_name(habits.look.theme or themes.DEFAULT)
        self.theme = wanted if wanted in self.available_themes else themes.full_name(themes.DEFAULT)

    @property
    def palette(self) -> Palette:
        if self._palette is None:
            self._palette = Palette.of(self)
        return self._palette

    def get_driver_class(self) -> type[Driver]:
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from streamboard.tui.driver import TerminalDriver  # Needs termios, which Windows lacks.

        return TerminalDriver

    @property
    def keeps_up(self) -> bool:
        """Whether the terminal has taken all that was drawn; until then, draw nothing."""
        return bool(getattr(internals.driver_of(self), "keeps_up", True))

    def get_line_filters(self) -> Sequence[LineFilter]:
        if self.theme == themes.full_name(themes.NO_COLOUR):
            return _NO_COLOUR, _CONTROL_FILTER
        filters = [*super().get_line_filters(), _CONTROL_FILTER]
        if self.console.color_system == "256":
            from streamboard.tui.draw.eight_bit import EightBit

            filters.append(EightBit())
        return filters

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._change_theme)
        self._handle_signals()

    def _change_theme(self, _theme: object) -> None:
        self._palette = None
        self.redraw()

    def redraw(self) -> None:
        """Redraw with other styles or widths."""
        for screen in self.screen_stack:
            for canvas in screen.query(Canvas):
                canvas.redraw()

    def report_bug(self, bug: BaseException | None) -> None:
        """Show what broke and where; Textual would also print variables, which contain prompts."""
        self.panic(*([Text(clean(crash.report(bug)))] if bug is not None else []))

    def _handle_signals(self) -> None:
        """Textual alone would not restore the terminal."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, self.exit, SIGNAL_EXIT + number, SIGNAL_EXIT + number)

    async def action_quit(self) -> None:
        self.exit(0)

    def copy_to_clipboard(self, text: str) -> None:
        """Lone surrogates cannot be encoded and become `?`. Fields copy and cut through this too."""
        super().copy_to_clipboard(text.encode("utf-8", "replace").decode())

    def action_press(self, key: str, character: str | None = None) -> None:
        event = events.Key(key, character)
        # With the clicked widget as sender, Textual would pass the key no further.
        event.set_sender(self)
        self.post_message(event)

    def action_interrupt(self) -> None:
        self.exit(SIGNAL_EXIT + signal.SIGINT)


_CONTROL_FILTER, _NO_COLOUR = ControlFilter(), themes.Uncoloured()
