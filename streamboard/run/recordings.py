"""Where run files and logs go, and which run files exist."""

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
    """A new path for a run file, named by time and title, with a number if that is taken."""
    stem = f"{stamp(now)}-{slug(title, 'run')}"
    candidates = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(path for name in candidates if not (path := folder() / f"{name}.jsonl").exists())


def new_log_path(now: datetime) -> Path:
    """A new path for the SDK's log of a run, in the user's log folder."""
    import platformdirs

    folder = Path(platformdirs.user_log_dir("streamboard", appauthor=False))
    return folder / f"{stamp(now)}-{os.getpid()}.log"


def checked(path: Path) -> Path:
    """Check and return a path that the user named for a run file.

    Raises:
        UsageError: The path exists already, or its folder does not.
    """
    try:
        taken, folder_is_there = path.exists() or path.is_symlink(), path.absolute().parent.is_dir()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be used: {error.strerror}.", "Name another place with --record."
        ) from None
    if taken:
        raise UsageError(
            f"{path} exists already.", "Name another file with --record; streamboard never overwrites one."
        )
    if not folder_is_there:
        raise UsageError(
            f"There is no folder {path.absolute().parent}.", "Make it, or name another place with --record."
        )
    return path


def recent(most: int) -> list[Path]:
    """The latest run files, newest first."""
    return sorted(folder().glob("*.jsonl"), reverse=True)[:most]
