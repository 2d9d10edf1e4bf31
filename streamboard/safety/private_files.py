"""Files and folders that only the user can access."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path


def make_folder(path: Path) -> None:
    """Create a folder and its missing parents, all accessible only to the user.

    Raises:
        OSError: It cannot be created.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        # `Path.mkdir` with `parents` would create the parents with the umask's default permissions.
        folder.mkdir(mode=0o700, exist_ok=True)


def read(path: Path, most: int) -> bytes:
    """Read a regular file; never blocks on opening, as a pipe would.

    Args:
        path: The file.
        most: How many bytes it may have.

    Raises:
        OSError: It cannot be read, is not a regular file, or is larger.
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
    """Create a file for appending, accessible only to the user; never overwrites, never follows a link.

    Returns:
        The file descriptor.

    Raises:
        FileExistsError: The path exists already.
        OSError: It cannot be created.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, flags, 0o600)


def replace(path: Path, data: bytes) -> None:
    """Replace a file atomically: readers see either the old or the new one, accessible only to the user.

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
    """Append a line to a file accessible only to the user; never follows a link.

    If the last line was cut off, the new line still starts on a line of its own.

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
        # In a single write, so that two boards that vote at the same time cannot mix their lines.
        file.write((b"\n" if torn else b"") + line + b"\n")
