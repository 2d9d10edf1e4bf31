"""Ask where to save a session."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from streamboard.session.saving import SavingError, Session, suggested_name
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.write_in_thread import write_aside


class SaveSession(Dialog[Path | None]):
    """`session` makes the session once the path is known, or raises SavingError."""

    DEFAULT_CSS = """
    SaveSession { align: center middle; }
    SaveSession > Vertical {
        width: 78; max-width: 96%; height: auto;
        background: $panel; border: round $primary; padding: 0 2;
    }
    SaveSession Input { padding: 0 1; background: $surface; }
    SaveSession #problem { color: $error; display: none; }
    """
    HINTS = (("enter", "saves"), ("esc", "cancels"))
    KEEPS_TEXT = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "cancel", show=False)]

    def __init__(self, title: str, session: Callable[[], Session]) -> None:
        super().__init__()
        self._suggestion = suggested_name(title, datetime.now())
        self._session = session

    def compose(self) -> ComposeResult:
        with Vertical() as window:
            window.border_title = "Save the session as a prompt set"
            self.put_hints(window)
            yield Input(self._suggestion, select_on_focus=False, compact=True)
            yield Static("", id="problem", markup=False)
            yield Static("It holds all prompts and answers, and opens again as it is now.", markup=False)

    @on(Input.Submitted)
    def _save(self, message: Input.Submitted) -> None:
        if not (name := message.value.strip()):
            self._tell("Name a file.")
            return
        try:
            session = self._session()
        except SavingError as error:
            self._tell(str(error))
            return
        write_aside(self, lambda: _written(session, name), self.dismiss, self._tell_failed)

    def _tell_failed(self, why: str) -> None:
        self._tell(f"It cannot be written there: {why}.")

    def _tell(self, words: str) -> None:
        told = self.query_one("#problem", Static)
        told.display = True
        told.update(words)


def _written(session: Session, name: str) -> Path:
    path = Path(os.path.expanduser(name)).absolute()
    session.write(path)
    return path
