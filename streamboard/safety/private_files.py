"""Files and folders that are the user's alone."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are missing, each for the user alone.

    Raises:
        OSError: It cannot be made.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        # `Path.mkdir` with `parents` would open those above to whom the umask lets in.
        folder.mkdir(mode=0o700, exist_ok=True)


def read(path: Path, most: int) -> bytes:
    """What a regular file holds; opening never waits, as that of a pipe does.

    Args:
        path: The file.
        most: How many bytes it may have.

    Raises:
        OSError: It cannot be read, is no regular file, or is larger.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _not_regular()
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most / 1e6:g} MB")
    return data


def _not_regular() -> OSError:
    return OSError(errno.EINVAL, "it is no regular file")


def create(path: Path) -> int:
    """Create a file to append to, for the user alone; never over another one, never through a link.

    Returns:
        Its descriptor.

    Raises:
        FileExistsError: Something is there.
        OSError: It cannot be made there.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, flags, 0o600)


def replace(path: Path, data: bytes) -> None:
    """Write a file for the user alone in one step: whoever reads it finds the old one or the new one.

    Raises:
        OSError: It cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(create(beside), "wb") as file:
            file.write(data)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: bytes) -> None:
    """Add a line to a file for the user alone, never through a link; what was torn before it stays apart.

    Raises:
        OSError: It cannot be written.
    """
    if path.exists() and not path.is_file():
        raise _not_regular()
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        torn = file.read(1) not in (b"", b"\n")
        # In one piece, so that two boards that vote at the same time cannot mix their lines.
        file.write((b"\n" if torn else b"") + line + b"\n")
