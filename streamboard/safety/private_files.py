"""Files and folders that only the user can access."""

from __future__ import annotations

import errno
import itertools
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from streamboard.safety.paths import is_file, is_there

_RESERVED = 0o200
"""The permissions of an empty file that only holds a name."""


def make_folder(path: Path) -> None:
    """Create a folder and its missing parents, all accessible only to the user.

    Raises:
        OSError: It cannot be created.
    """
    missing = [folder for folder in (path, *path.parents) if not is_there(folder)]
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
    return OSError(errno.EINVAL, "it is not a regular file")


def create(path: Path, mode: int = 0o600) -> int:
    """Create a file for appending, accessible only to the user; never overwrites, never follows a link.

    Args:
        path: The file.
        mode: Its permissions.

    Returns:
        The file descriptor.

    Raises:
        FileExistsError: The path exists already.
        OSError: It cannot be created.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, flags, mode)


def reserve(folder: Path, stem: str, ending: str) -> Path:
    """Create a file that holds a name until `claim` opens it, with a number in its name if that is taken.

    Of several processes that ask at the same moment, each gets a name of its own.

    Raises:
        OSError: It cannot be created.
    """
    make_folder(folder)
    for name in _numbered(stem):
        with suppress(FileExistsError):
            os.close(create(path := folder / f"{name}.{ending}", _RESERVED))
            return path
    raise AssertionError("there are always more numbers")


def claim(path: Path) -> int:
    """Open a file that `reserve` created and nobody has claimed yet, for appending.

    Returns:
        The file descriptor.

    Raises:
        FileExistsError: It is another file.
        OSError: It cannot be opened.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    if not _is_reserved(os.fstat(descriptor)):
        os.close(descriptor)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    os.fchmod(descriptor, 0o600)
    return descriptor


def release(path: Path) -> None:
    """Remove a file that `reserve` created, unless it was claimed."""
    with suppress(OSError):
        if _is_reserved(path.lstat()):
            path.unlink()


def _is_reserved(status: os.stat_result) -> bool:
    return status.st_size == 0 and status.st_mode == stat.S_IFREG | _RESERVED


def write(path: Path, text: str) -> None:
    """Write a new file of text in UTF-8; see `write_bytes`.

    Raises:
        FileExistsError: The path exists already.
        OSError: It cannot be written.
    """
    write_bytes(path, text.encode("utf-8", "replace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a new file; one that cannot be written in full does not stay.

    Raises:
        FileExistsError: The path exists already.
        OSError: It cannot be written.
    """
    with os.fdopen(create(path), "wb") as file:
        try:
            file.write(data)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise


def write_together(folder: Path, stem: str, texts: Mapping[str, str]) -> list[Path]:
    """Write files that belong together under one name, with a number in it if that is taken.

    Nothing is overwritten, and no link is followed. If one cannot be written in full, none stays.

    Args:
        folder: Where they go.
        stem: Their name.
        texts: The text of each, by the ending of its name.

    Raises:
        OSError: One cannot be written.
    """
    for name in _numbered(stem):
        paths = [folder / f"{name}.{ending}" for ending in texts]
        written: list[Path] = []
        try:
            for path, text in zip(paths, texts.values(), strict=True):
                write(path, text)
                written.append(path)
        except OSError as error:
            for path in written:
                path.unlink(missing_ok=True)
            if not isinstance(error, FileExistsError):
                raise
        else:
            return paths
    raise AssertionError("there are always more numbers")


def _numbered(stem: str) -> Iterator[str]:
    """`run`, `run-2`, `run-3`, ..."""
    yield stem
    yield from (f"{stem}-{number}" for number in itertools.count(2))


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
    if is_there(path) and not is_file(path):
        raise _not_regular()
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        torn = file.read(1) not in (b"", b"\n")
        # In a single write, so that two boards that vote at the same time cannot mix their lines.
        file.write((b"\n" if torn else b"") + line + b"\n")
