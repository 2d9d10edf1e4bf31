"""Where run files and logs go, and which are there."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from streamboard.common.errors import UsageError
from streamboard.common.filenames import slug, stamp


def folder() -> Path:
    """The folder for run files in the user's data directory."""
    import platformdirs

    return Path(platformdirs.user_data_dir("streamboard", appauthor=False)) / "runs"


def new_path(title: str, now: datetime) -> Path:
    """A file name for a run: its time and title, and a number where that is taken."""
    stem = f"{stamp(now)}-{slug(title, 'run')}"
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(path for name in candidates if not (path := folder() / f"{name}.jsonl").exists())


def new_log_path(now: datetime) -> Path:
    """A file name for the SDK's log of a run, in the user's folder for logs."""
    import platformdirs

    folder = Path(platformdirs.user_log_dir("streamboard", appauthor=False))
    return folder / f"{stamp(now)}-{os.getpid()}.log"


def checked(path: Path) -> Path:
    """A path that the user named for a run file.

    Raises:
        UsageError: Something is there already, or the folder is not.
    """
    try:
        taken, folder_is_there = path.exists() or path.is_symlink(), path.absolute().parent.is_dir()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be used: {error.strerror}.", "Name another place with --record."
        ) from None
    if taken:
        raise UsageError(
            f"{path} exists already.", "Name another file with --record; streamboard overwrites none."
        )
    if not folder_is_there:
        raise UsageError(
            f"There is no folder {path.absolute().parent}.", "Make it, or name another place with --record."
        )
    return path


def recent(most: int) -> list[Path]:
    """The latest run files, newest first."""
    return sorted(folder().glob("*.jsonl"), reverse=True)[:most]
