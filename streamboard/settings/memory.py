"""What the board remembers of each prompt set: how it was last shown, never its prompts or answers.

One small file for each prompt set in the user's state folder, readable only by the user.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from streamboard.safety import private_files
from streamboard.safety.glances import Glances
from streamboard.safety.paths import user_folder
from streamboard.settings.config import NO_CONFIG, Config
from streamboard.settings.screen import THEMES

MAX_BYTES = 1_000_000
"""A larger file was not written by streamboard, and is not read."""
_LONGEST_ORDER = 10_000
_GLANCES = Glances(1.0)


@dataclass(frozen=True)
class Remembered:
    """What is kept for a prompt set. None: never chosen."""

    theme: str | None = None
    view: str | None = None
    show_log: bool | None = None
    """Whether event logs are shown."""
    unfold: bool | None = None
    """Whether thinking is shown in full."""
    order: tuple[str, ...] = ()
    """The names of the streams in the user's order."""


@dataclass(frozen=True)
class Habits:
    """How a board starts, and where its look is kept."""

    look: Remembered = Remembered()
    """Each from the first that has it: the command line, memory, the settings file."""
    keys: Mapping[str, str] | None = None
    """Comma-separated keys that replace the built-in ones, by action id."""
    file: Path | None = None
    """Where the look is kept; None: nowhere."""

    @classmethod
    def of(
        cls,
        config: Config = NO_CONFIG,
        kept_in: Path | None = None,
        *,
        theme: str | None = None,
        view: str | None = None,
    ) -> Habits:
        """Combine the command line's theme and view, what is remembered, and the settings, in this order."""
        known = read(kept_in) if kept_in is not None else Remembered()
        if os.environ.get("NO_COLOR"):  # See no-color.org: an empty one is none.
            theme = theme or "no-colour"
        look = Remembered(
            theme or known.theme or config.theme or THEMES[0],
            view or known.view or config.view,
            True if known.show_log is None else known.show_log,
            bool(known.unfold),
            known.order,
        )
        return cls(look, config.keys, kept_in)

    def keep(self, now: Remembered) -> None:
        """Remember what changed since the board started; the rest of the file is left alone."""
        if self.file is None:
            return
        changed = {
            field.name: getattr(now, field.name)
            for field in fields(Remembered)
            if getattr(now, field.name) != getattr(self.look, field.name)
        }
        if changed:
            with suppress(OSError):  # A board that cannot remember is still a board.
                write(self.file, replace(read(self.file), **changed))


def folder() -> Path:
    """The folder of these files.

    Raises:
        OSError: There is none.
    """
    return user_folder("state") / "habits"


def file_of(prompt_set: Path | str) -> Path:
    """The file for a prompt set, by its path, or by a word for a board without one, such as `chat`.

    Raises:
        OSError: There is no folder for it, or the current folder is gone.
    """
    name = prompt_set if isinstance(prompt_set, str) else prompt_set.absolute()
    return folder() / f"{hashlib.sha256(os.fsencode(name)).hexdigest()[:32]}.json"


def read(path: Path) -> Remembered:
    """Read a file; an empty `Remembered` if it is missing or broken."""
    try:
        data = json.loads(_GLANCES.do(partial(private_files.read, path, MAX_BYTES)))
    except (OSError, ValueError, RecursionError):
        return Remembered()
    return _remembered(data) if isinstance(data, dict) else Remembered()


def _remembered(data: dict[str, Any]) -> Remembered:
    kinds = {"theme": str, "view": str, "show_log": bool, "unfold": bool}
    kept = {name: data[name] for name, kind in kinds.items() if isinstance(data.get(name), kind)}
    order = data.get("order")
    if isinstance(order, list) and all(isinstance(name, str) for name in order):
        kept["order"] = tuple(order[:_LONGEST_ORDER])
    return Remembered(**kept)


def write(path: Path, remembered: Remembered) -> None:
    """Replace a file atomically, readable only by the user.

    Raises:
        OSError: It cannot be written.
    """
    known = {name: value for name, value in asdict(remembered).items() if value not in (None, ())}
    data = json.dumps(known, ensure_ascii=True, indent=1).encode()

    def replace_it() -> None:
        private_files.make_folder(path.parent)
        private_files.replace(path, data)

    _GLANCES.do(replace_it)
