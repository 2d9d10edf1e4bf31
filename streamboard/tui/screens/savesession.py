"""Ask where a session goes, and write it there."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from streamboard import private


def suggested_name(title: str, now: datetime) -> str:
    """A file name for a session: its title and the time."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or "session"
    return f"{slug}-{now:%Y-%m-%dT%H-%M-%S}.yaml"


def write(path: Path, text: str) -> str:
    """Write a new file for the user alone, never over another one; why that cannot be, or nothing."""
    try:
        with open(private.create(path), "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return "Something of this name is there already; name another file."
    except (OSError, ValueError) as error:
        return f"It cannot be written there: {getattr(error, 'strerror', None) or 'that is no file name'}."
    return ""


class SaveSession(ModalScreen[Path | None]):
    """A path to type; gives the file that was written, or None."""

    DEFAULT_CSS = """
    SaveSession { align: center middle; }
    SaveSession > Vertical {
        width: 78; max-width: 96%; height: auto;
        background: $panel; border: round $primary; padding: 0 2;
    }
    SaveSession Input { padding: 0 1; background: $surface; }
    SaveSession #problem { color: $error; display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "cancel", show=False)]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._suggestion = suggested_name(title, datetime.now())
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical() as window:
            window.border_title = "Save the session as a prompt set"
            window.border_subtitle = "enter saves, esc cancels"
            yield Input(self._suggestion, select_on_focus=False, compact=True)
            yield Static("", id="problem", markup=False)
            yield Static("It holds all prompts and answers, and opens again as it is now.", markup=False)

    @on(Input.Submitted)
    def _save(self, message: Input.Submitted) -> None:
        name = message.value.strip()
        path = Path(os.path.expanduser(name)).absolute()
        problem = write(path, self._text) if name else "Name a file."
        if not problem:
            self.dismiss(path)
            return
        told = self.query_one("#problem", Static)
        told.display = True
        told.update(problem)
