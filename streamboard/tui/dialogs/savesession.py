"""Ask for the file to save a session in."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from streamboard.session.saving import Session, suggested_name
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.writing import write_aside


class SaveSession(Dialog[Path | None]):
    """Asks for a path and writes the session there; results in the path, or None."""

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

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._suggestion = suggested_name(session.plan.title, datetime.now())
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
        if name := message.value.strip():
            write_aside(self, lambda: self._written(name), self.dismiss, self._tell_failed)
        else:
            self._tell("Name a file.")

    def _written(self, name: str) -> Path:
        path = Path(os.path.expanduser(name)).absolute()
        self._session.write(path)
        return path

    def _tell_failed(self, why: str) -> None:
        self._tell(f"It cannot be written there: {why}.")

    def _tell(self, words: str) -> None:
        told = self.query_one("#problem", Static)
        told.display = True
        told.update(words)
