"""All that the board uses of Textual beyond what Textual promises to keep.

Nothing else in the package may touch a private name of it, so a release that moves one is a change here.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS, SYNC_END
from textual.keys import Keys, _character_to_key

if TYPE_CHECKING:
    from io import TextIOWrapper
    from queue import Queue

    from textual.app import App
    from textual.binding import Binding
    from textual.dom import DOMNode
    from textual.driver import Driver
    from textual.drivers.linux_driver import LinuxDriver
    from textual.notifications import Notification

key_of_character = _character_to_key
"""The identifier of the key that types a character: `left_square_bracket` for `[`."""
END_OF_FRAME = SYNC_END
"""What tells a terminal that a frame is complete; until then it may show nothing of it."""


def read_as(sequence: str, key: Keys) -> None:
    """Have what a terminal sends taken for a key."""
    cast(dict[str, tuple[Keys, ...]], ANSI_SEQUENCES_KEYS)[sequence] = (key,)


# -- the app


class ReportsBugs:
    """Comes before `App` among the bases of an app that says itself what broke."""

    def report_bug(self, bug: BaseException | None) -> None:
        """Say what broke, and end the app."""
        raise NotImplementedError

    def _fatal_error(self) -> None:
        self.report_bug(sys.exception())


def driver_of(app: App[Any]) -> Driver | None:
    """What the app draws with; None before it runs."""
    return app._driver


def keymap_of(app: App[Any]) -> Mapping[str, str]:
    """The keys that the user gave to bindings, by the bindings' ids."""
    return app._keymap


def bindings_of(node: DOMNode, key: str) -> list[Binding]:
    """What a key does on this very node."""
    return node._bindings.key_to_bindings.get(key, [])


def toasts_of(app: App[Any]) -> list[Notification]:
    """The words to the user that are on the screen, the oldest first."""
    return list(app._notifications)


def withdraw(app: App[Any], toast: Notification) -> None:
    """Take words to the user away with the next refresh of those that stay."""
    app._unnotify(toast, refresh=False)


# -- the driver


def app_of(driver: Driver) -> App[Any]:
    """The app that is drawn."""
    return driver._app


def output_of(driver: LinuxDriver) -> TextIOWrapper:
    """The file that is drawn to."""
    return cast("TextIOWrapper", driver._file)


def draw_to(driver: LinuxDriver, file: TextIOWrapper) -> None:
    """Have another file drawn to; before the driver starts."""
    driver._file = file


def unwritten(driver: LinuxDriver) -> Queue[str | None] | None:
    """What waits for the thread that writes, which ends at a None; None while there is no such thread."""
    return driver._writer_thread._queue if driver._writer_thread is not None else None


def wait_for_writer(driver: LinuxDriver, seconds: float) -> bool:
    """Whether the thread that writes has ended within so long."""
    writer = driver._writer_thread
    if writer is None:
        return True
    writer.join(seconds)
    return not writer.is_alive()


def hears_of_sizes(driver: LinuxDriver) -> bool:
    """Whether the terminal tells its size between the keys, so that no signal is needed."""
    return driver._in_band_window_resize


def was_suspended(driver: LinuxDriver) -> bool:
    """Whether the terminal was put in order for a stop, and the app has not gone on since."""
    return driver._must_signal_resume
