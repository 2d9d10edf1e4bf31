"""How each prompt set was last shown, never its prompts or answers."""

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
from streamboard.safety.paths import user_folder
from streamboard.safety.timed_files import Glances
from streamboard.settings.config import NO_CONFIG, Config
from streamboard.settings.on_screen import THEMES

MAX_BYTES = 1_000_000
"""Larger files are not ours."""
_LONGEST_ORDER = 10_000
_GLANCES = Glances(1.0)


@dataclass(frozen=True)
class Remembered:
    """None means never chosen."""

    theme: str | None = None
    view: str | None = None
    show_log: bool | None = None
    unfold: bool | None = None
    """Thinking is shown in full."""
    order: tuple[str, ...] = ()
    """Stream names."""


@dataclass(frozen=True)
class Habits:
    """How a board starts, and where that is kept."""

    look: Remembered = Remembered()
    """From the command line, else memory, else settings."""
    keys: Mapping[str, str] | None = None
    """Comma-separated keys by action id."""
    file: Path | None = None
    """None keeps nothing."""

    @classmethod
    def of(
        cls,
        config: Config = NO_CONFIG,
        kept_in: Path | None = None,
        *,
        theme: str | None = None,
        view: str | None = None,
    ) -> Habits:
        known = read(kept_in) if kept_in is not None else Remembered()
        if os.environ.get("NO_COLOR"):  # By no-color.org, empty counts as unset.
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
        """Write what changed since the start; other boards' changes stay."""
        if self.file is None:
            return
        changed = {
            field.name: getattr(now, field.name)
            for field in fields(Remembered)
            if getattr(now, field.name) != getattr(self.look, field.name)
        }
        if changed:
            with suppress(OSError):
                write(self.file, replace(read(self.file), **changed))


def folder() -> Path:
    return user_folder("state") / "habits"


def file_of(prompt_set: Path | str) -> Path:
    """Name a file for a prompt set, or by a word such as `chat` for a board without one.

    Raises:
        OSError: There is no home folder, or no current one.
    """
    name = prompt_set if isinstance(prompt_set, str) else prompt_set.absolute()
    return folder() / f"{hashlib.sha256(os.fsencode(name)).hexdigest()[:32]}.json"


def read(path: Path) -> Remembered:
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
    known = {name: value for name, value in asdict(remembered).items() if value not in (None, ())}
    data = json.dumps(known, ensure_ascii=True, indent=1).encode()

    def replace_it() -> None:
        private_files.make_folder(path.parent)
        private_files.replace(path, data)

    _GLANCES.do(replace_it)
