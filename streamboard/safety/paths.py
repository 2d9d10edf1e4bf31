"""Questions about paths that no environment makes fail, and the folders for the user's files."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from streamboard.safety.glances import Glances
from streamboard.safety.sanitise import clean_line

Kind = Literal["cache", "config", "data", "log", "state"]
_PATIENCE_S = 10.0
"""How long a disk may take: one that slept needs some seconds."""
_T = TypeVar("_T")


class NoHomeError(OSError):
    """There is no folder for the user's files."""


def user_folder(kind: Kind) -> Path:
    """The user's folder for files of a kind, as the XDG directories place it; it need not exist.

    Raises:
        NoHomeError: There is none, as HOME is not set and the user has no entry in the password file.
    """
    import platformdirs

    folder = getattr(platformdirs, f"user_{kind}_dir")
    try:
        return Path(folder("streamboard", appauthor=False))
    except RuntimeError:
        raise NoHomeError(errno.ENOENT, "there is no home folder (HOME is not set)") from None


def in_time(path: str | os.PathLike[str], work: Callable[[], _T], patience_s: float | None = None) -> _T:
    """Do work on a file, and give it up if its disk or its network does not answer; Ctrl-C interrupts it.

    Raises:
        TimeoutError: It was given up.
    """
    try:
        return Glances(_PATIENCE_S if patience_s is None else patience_s).do(work)
    except TimeoutError as late:
        raise TimeoutError(late.errno, late.strerror, os.fspath(path)) from None


def is_there(path: Path) -> bool:
    """Whether a path exists; False if it cannot be looked at, where `Path.exists` raises."""
    return os.path.exists(path)


def is_file(path: Path) -> bool:
    """Whether a path is a regular file; False if it cannot be looked at."""
    return os.path.isfile(path)


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; False if it cannot be looked at."""
    return os.path.isdir(path)


def expanded(path: str | Path) -> Path:
    """The path with the user's home folder in place of `~`, if there is one."""
    return Path(os.path.expanduser(path))


def why(error: OSError) -> str:
    """What failed and why, for a message: `/root/runs: Permission denied`."""
    reason = error.strerror or str(error)
    named = isinstance(error.filename, str | bytes | os.PathLike)
    return f"{shown(os.fsdecode(error.filename))}: {reason}" if named else reason


def shown(path: str | os.PathLike[str]) -> str:
    """A path for a message: on one line, without what a terminal would act on."""
    return clean_line(os.fspath(path))
