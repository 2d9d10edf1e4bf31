"""Failures on the board, told to the user."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import events
from textual.message import Message

from streamboard.common.errors import StreamboardError
from streamboard.safety import crash
from streamboard.safety.redaction import redact
from streamboard.safety.sanitise import clean_line
from streamboard.tui.keys.action import NotDoneError
from streamboard.tui.keys.key_names import shown

SAID_AGAIN_S = 5.0
"""Seconds after which a lasting failure is told again; as long as a toast stays."""


class Mishaps:
    """Exceptions that ended only what raised them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: dict[str, float] = {}
        self.bug: Exception | None = None
        """The first that was a bug, not the system's refusal, such as a full disk."""

    def add(self, error: Exception, cause: Message | None) -> str:
        """Return the sentence to show, empty if told just now; `cause` is None for a timer or drawing."""
        what = error.title if isinstance(error, NotDoneError) else _named(cause)
        error = error.bug if isinstance(error, NotDoneError) else error
        match error:
            case StreamboardError():
                why = str(error)
            case OSError(strerror=str(reason)):
                why = f"{reason}."
            case _:
                self.bug = self.bug or error
                why = f"{crash.place(error)}. All else goes on."
        words = f"{what[:1].upper()}{what[1:]} did not work: {clean_line(redact(why))}"
        now = self._clock()
        if now - self._said.get(words, -SAID_AGAIN_S) < SAID_AGAIN_S:
            return ""
        self._said[words] = now
        return words

    @property
    def report(self) -> str:
        """For after the exit; empty without a bug."""
        what = "Something on the board did not work."
        return crash.report(self.bug, what) if self.bug is not None else ""


def _named(cause: Message | None) -> str:
    match cause:
        case None:
            return "Drawing"
        case events.Key():
            return f"The key {shown(cause.key)}"
        case events.Paste():
            return "The paste"
        case events.MouseEvent():
            return "The mouse"
        case _:
            return "A part of the board"
