"""The only module that may use Textual's private names."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, cast

from rich import cells
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, SYNC_END
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.events import Key
from textual.keys import Keys, _character_to_key
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import OptionList

if TYPE_CHECKING:
    from io import TextIOWrapper
    from queue import Queue

    from textual.binding import Binding
    from textual.dom import DOMNode
    from textual.driver import Driver
    from textual.drivers.linux_driver import LinuxDriver
    from textual.geometry import Size
    from textual.message import Message
    from textual.notifications import Notification

key_of_character = _character_to_key
"""The key identifier of a character: `left_square_bracket` for `[`."""
END_OF_FRAME = SYNC_END
"""Ends a frame; until then, the terminal may show nothing of it."""


def read_as(sequence: str, key: Keys) -> None:
    """Have Textual read a terminal's sequence as a key."""
    cast(dict[str, tuple[Keys, ...]], ANSI_SEQUENCES_KEYS)[sequence] = (key,)


class ForgivingParser(XTermParser):
    """Skips a sequence with an impossible key number.

    Textual raises, and loses all input read with it.
    """

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):
            return [Key(Keys.Ignore, sequence)]


# -- the app


class SurvivesBugs(App[int]):
    """An app that outlives exceptions in handlers, timers and drawing.

    Textual ends the app, and with it the message loop of the failed widget.
    """

    def survives(self, bug: Exception, cause: Message | None) -> bool:
        """Tell the user; return whether to go on. `cause` is None for timers, callbacks and drawing."""
        raise NotImplementedError

    def report_bug(self, bug: BaseException | None) -> None:
        """Show what broke, and end the app."""
        raise NotImplementedError

    def _handle_exception(self, error: Exception) -> None:
        if not self.survives(error, None):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self.report_bug(sys.exception())


dispatch = MessagePump._dispatch_message
"""Textual's own, replaced below."""


async def dispatch_and_survive(pump: MessagePump, message: Message) -> None:
    """Applies to every widget, screen and app, Textual's own included."""
    try:
        await dispatch(pump, message)
    except Exception as bug:
        app: object = pump.app
        if not isinstance(app, SurvivesBugs) or not app.survives(bug, message):
            raise


MessagePump._dispatch_message = dispatch_and_survive  # type: ignore[assignment, method-assign]


# -- keys and clicks that come faster than Textual gets ready for them

dismiss, turn_page = Screen.dismiss, OptionList._move_page
"""Textual's own, replaced below."""


def dismiss_once(screen: Screen[Any], result: object = None) -> AwaitComplete:
    """Close a screen unless it is closed: Textual would close the one beneath, even the board."""
    return dismiss(screen, result) if screen.app.screen_stack[-1:] == [screen] else AwaitComplete()


def turn_page_once_laid_out(options: OptionList, direction: Literal[-1, 1]) -> None:
    """Textual may not know yet how many options a page has."""
    if options._index_to_line:
        turn_page(options, direction)


Screen.dismiss = dismiss_once  # type: ignore[assignment, method-assign]
OptionList._move_page = turn_page_once_laid_out  # type: ignore[assignment, method-assign]


def driver_of(app: App[Any]) -> Driver | None:
    """Return None before the app runs."""
    return app._driver


def keymap_of(app: App[Any]) -> Mapping[str, str]:
    """Return the user's own keys, by binding id."""
    return app._keymap


def bindings_of(node: DOMNode, key: str) -> list[Binding]:
    """Return a key's bindings on this node alone."""
    return node._bindings.key_to_bindings.get(key, [])


def bind_on(node: DOMNode, key: str, action: str) -> None:
    """Bind a key on this node alone, not on its class."""
    node._bindings.bind(key, action, show=False)


def toasts_of(app: App[Any]) -> list[Notification]:
    """Return the notifications, oldest first."""
    return list(app._notifications)


def withdraw(app: App[Any], toast: Notification) -> None:
    """The toast disappears with the next refresh of the others."""
    app._unnotify(toast, refresh=False)


# -- the widths of characters


def count_as_one(codes: frozenset[int]) -> None:
    """Have Rich, and so Textual, count these zero-width characters as one cell each."""
    table = cells.load_cell_table("auto")  # type: ignore[attr-defined]
    widths: list[tuple[int, int, int]] = []
    for first, last, width in table.widths:
        apart = [code for code in range(first, last + 1) if code in codes] if width == 0 else []
        for code in (*apart, last + 1):
            if first < code:
                widths.append((first, code - 1, width))
            first = code + 1
    changed = cells.CellTable(table.unicode_version, widths, table.narrow_to_wide)
    cells.load_cell_table = lambda _version="auto": changed  # type: ignore[attr-defined, assignment]
    cells.get_character_cell_size.cache_clear()
    cells.cached_cell_len.cache_clear()


# -- the driver


def app_of(driver: Driver) -> App[Any]:
    return driver._app


def output_of(driver: LinuxDriver) -> TextIOWrapper:
    return cast("TextIOWrapper", driver._file)


def draw_to(driver: LinuxDriver, file: TextIOWrapper) -> None:
    """Call this before the driver starts."""
    driver._file = file


def measure_with(driver: LinuxDriver, size: Callable[[], Size]) -> None:
    """Have the driver ask a function for the terminal's size, from the first frame on."""
    driver._get_terminal_size = size  # type: ignore[method-assign]
    driver._size = size()


def unwritten(driver: LinuxDriver) -> Queue[str | None] | None:
    """Return the writer thread's queue, where None ends the thread; None if no thread runs."""
    return driver._writer_thread._queue if driver._writer_thread is not None else None


def wait_for_writer(driver: LinuxDriver, seconds: float) -> bool:
    writer = driver._writer_thread
    if writer is None:
        return True
    writer.join(seconds)
    return not writer.is_alive()


def hears_of_sizes(driver: LinuxDriver) -> bool:
    """Whether the terminal reports its size in-band, so SIGWINCH is not needed."""
    return driver._in_band_window_resize


def was_suspended(driver: LinuxDriver) -> bool:
    """Whether the app restored the terminal for a suspension and has not resumed."""
    return driver._must_signal_resume
