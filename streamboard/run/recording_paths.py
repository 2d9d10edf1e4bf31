"""Where run files and logs go."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from streamboard.common.errors import UsageError
from streamboard.common.filenames import slug, stamp
from streamboard.safety import private_files
from streamboard.safety.paths import in_time, shown, user_folder

_PATIENCE_S = 5.0
"""Then a run goes without a file."""
_A_MOMENT_S = 1.0


def folder() -> Path:
    """Return the folder for run files; raise OSError if there is none."""
    return user_folder("data") / "runs"


def reserve(title: str, now: datetime) -> Path:
    """Reserve a run file, numbered if its name is taken.

    Raises:
        OSError: It cannot be created.
    """
    name = f"{stamp(now)}-{slug(title, 'run')}"
    return in_time(folder(), lambda: private_files.reserve(folder(), name, "jsonl"), _PATIENCE_S)


def release(path: Path) -> None:
    """Remove a reserved run file unless an engine has begun to write it."""
    with suppress(TimeoutError):
        in_time(path, partial(private_files.release, path), _A_MOMENT_S)


def new_log_path(now: datetime) -> Path | None:
    try:
        return user_folder("log") / f"{stamp(now)}-{os.getpid()}.log"
    except OSError:
        return None


def checked(path: Path) -> Path:
    """Check a path that the user named for a run file.

    Raises:
        UsageError: It exists, or its folder does not.
    """
    folder = path.absolute().parent
    try:
        taken, folder_is_there = in_time(path, lambda: (path.exists() or path.is_symlink(), folder.is_dir()))
    except OSError as error:
        raise UsageError(
            f"{shown(path)} cannot be used: {error.strerror}.", "Name another place with --record."
        ) from None
    if taken:
        raise UsageError(
            f"{shown(path)} exists already.",
            "Name another file with --record; streamboard never overwrites one.",
        )
    if not folder_is_there:
        raise UsageError(
            f"There is no folder {shown(folder)}.", "Make it, or name another place with --record."
        )
    return path
