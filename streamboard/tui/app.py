"""The Textual app around the board."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen

from streamboard import crash
from streamboard.sanitise import clean
from streamboard.tui.bridge import Feed
from streamboard.tui.canvas import Canvas
from streamboard.tui.net import ControlFilter
from streamboard.tui.palette import Palette
from streamboard.tui.screens.board import BoardScreen

SIGNAL_EXIT = 128
"""Exit codes of a process ended by a signal are this and the signal's number."""


class StreamboardApp(App[int]):
    """Runs a feed on the board."""

    TITLE = "streamboard"
    CSS = "Screen { background: $background; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True),
        Binding("ctrl+c", "interrupt", "interrupt", show=False, priority=True),
    ]

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.feed = feed
        self._palette: Palette | None = None

    @property
    def palette(self) -> Palette:
        """The styles that everything is drawn with."""
        if self._palette is None:
            self._palette = Palette.of(self)
        return self._palette

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, hardened where it is the one for Unix terminals."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from streamboard.tui.driver import TerminalDriver  # Needs termios, which Windows lacks.

        return TerminalDriver

    @property
    def keeps_up(self) -> bool:
        """Whether the terminal takes all that is drawn."""
        return bool(getattr(self._driver, "keeps_up", True))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own filters, and the net."""
        return [*super().get_line_filters(), _CONTROL_FILTER]

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._change_theme)
        self._handle_signals()
        self.push_screen(BoardScreen(self.feed))

    def _change_theme(self, _theme: object) -> None:
        self._palette = None
        for screen in self.screen_stack:
            for canvas in screen.query(Canvas):
                canvas.redraw()

    def _fatal_error(self) -> None:
        """Say what broke and where; Textual would also print the variables, and prompts with them."""
        bug = sys.exception()
        if bug is not None:
            self._exit_renderables.append(Text(clean(crash.report(bug))))
        self._close_messages_no_wait()

    def _handle_signals(self) -> None:
        """End in order when told to from outside: Textual alone would leave the terminal as it is."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, self.exit, SIGNAL_EXIT + number, SIGNAL_EXIT + number)

    async def action_quit(self) -> None:
        """Leave; the streams are stopped and the run file is finished."""
        self.exit(0)

    def action_interrupt(self) -> None:
        """Leave as after Ctrl-C."""
        self.exit(SIGNAL_EXIT + signal.SIGINT)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the board by name, then Textual's own."""
        board = next((shown for shown in self.screen_stack if isinstance(shown, BoardScreen)), None)
        if board is not None:
            for binding in board.all_bindings():
                if binding.action != "app.quit":
                    yield SystemCommand(
                        binding.description.capitalize(), binding.tooltip, _runner(board, binding.action)
                    )
        yield from (
            command for command in super().get_system_commands(screen) if command.title in _KEPT_COMMANDS
        )


_KEPT_COMMANDS = frozenset({"Theme", "Quit", "Screenshot"})
_CONTROL_FILTER = ControlFilter()


def _runner(screen: BoardScreen, action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await screen.run_action(action)

    return run
