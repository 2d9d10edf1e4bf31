"""Path queries that never raise, and the user's folders."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from streamboard.safety.sanitise import clean_line
from streamboard.safety.timed_files import Glances

Kind = Literal["cache", "config", "data", "log", "state"]
_PATIENCE_S = 10.0
"""A sleeping disk needs some seconds."""
_T = TypeVar("_T")


class NoHomeError(OSError): ...


def user_folder(kind: Kind) -> Path:
    """It need not exist.

    Raises:
        NoHomeError: HOME is unset, and the password file has no entry.
    """
    import platformdirs

    folder = getattr(platformdirs, f"user_{kind}_dir")
    try:
        return Path(folder("streamboard", appauthor=False))
    except RuntimeError:
        raise NoHomeError(errno.ENOENT, "there is no home folder (HOME is not set)") from None


def in_time(path: str | os.PathLike[str], work: Callable[[], _T], patience_s: float | None = None) -> _T:
    """Raise TimeoutError if the disk or network does not answer; Ctrl-C interrupts the wait."""
    try:
        return Glances(_PATIENCE_S if patience_s is None else patience_s).do(work)
    except TimeoutError as late:
        raise TimeoutError(late.errno, late.strerror, os.fspath(path)) from None


def is_there(path: Path) -> bool:
    """False where `Path.exists` raises."""
    return os.path.exists(path)


def is_file(path: Path) -> bool:
    return os.path.isfile(path)


def is_folder(path: Path) -> bool:
    return os.path.isdir(path)


def expanded(path: str | Path) -> Path:
    """Expand `~`, if there is a home folder."""
    return Path(os.path.expanduser(path))


def why(error: OSError) -> str:
    reason = error.strerror or str(error)
    named = isinstance(error.filename, str | bytes | os.PathLike)
    return f"{shown(os.fsdecode(error.filename))}: {reason}" if named else reason


def shown(path: str | os.PathLike[str]) -> str:
    return clean_line(os.fspath(path))
