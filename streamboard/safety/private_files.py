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
"""The mode of an empty file that reserves a name."""


def make_folder(path: Path) -> None:
    missing = [folder for folder in (path, *path.parents) if not is_there(folder)]
    for folder in reversed(missing):
        # `parents=True` would give the parents the umask's permissions.
        folder.mkdir(mode=0o700, exist_ok=True)


def read(path: Path, most: int) -> bytes:
    """Read a regular file of at most `most` bytes; never blocks, as opening a pipe would."""
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
    """Return a descriptor for appending; follows no link."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, flags, mode)


def reserve(folder: Path, stem: str, ending: str) -> Path:
    """Hold a free name until `claim`; safe across processes."""
    make_folder(folder)
    for name in _numbered(stem):
        with suppress(FileExistsError):
            os.close(create(path := folder / f"{name}.{ending}", _RESERVED))
            return path
    raise AssertionError("there are always more numbers")


def claim(path: Path) -> int:
    """Return a descriptor for appending.

    Raises:
        FileExistsError: The file is not reserved.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    if not _is_reserved(os.fstat(descriptor)):
        os.close(descriptor)
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    os.fchmod(descriptor, 0o600)
    return descriptor


def release(path: Path) -> None:
    with suppress(OSError):
        if _is_reserved(path.lstat()):
            path.unlink()


def _is_reserved(status: os.stat_result) -> bool:
    return status.st_size == 0 and status.st_mode == stat.S_IFREG | _RESERVED


def write(path: Path, text: str) -> None:
    write_bytes(path, text.encode("utf-8", "replace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Leave no file that is not written in full."""
    with os.fdopen(create(path), "wb") as file:
        try:
            file.write(data)
            file.flush()
        except OSError:
            path.unlink(missing_ok=True)
            raise


def write_together(folder: Path, stem: str, texts: Mapping[str, str]) -> list[Path]:
    """Write all files under one free name, or none; `texts` are by file name ending."""
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
    yield stem
    yield from (f"{stem}-{number}" for number in itertools.count(2))


def replace(path: Path, data: bytes) -> None:
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
    """Append on a line of its own, even if the last was cut off; follows no link."""
    if is_there(path) and not is_file(path):
        raise _not_regular()
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        torn = file.read(1) not in (b"", b"\n")
        # One write, so that two boards' lines cannot mix.
        file.write((b"\n" if torn else b"") + line + b"\n")
