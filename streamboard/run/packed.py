"""Run files, plain and compressed; Zstandard needs a later Python or `backports.zstd`."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType, TracebackType
from typing import IO, Any, Protocol, Self, cast

from streamboard.common.errors import RunFileError

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")


class Source(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self, size: int = -1, /) -> bytes: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...


class DamagedError(OSError):
    """Compressed data is truncated or corrupt; what precedes was read."""


def begins_packed(data: bytes) -> bool:
    return data.startswith((_GZIP, _ZSTD))


def opened(path: Path) -> Source:
    """Open a run file, plain or compressed; reading damaged data raises `DamagedError`.

    Raises:
        RunFileError: This Python lacks the compression.
    """
    with path.open("rb") as file:
        begin = file.read(4)
    if begin.startswith(_GZIP):
        return _Careful(cast("IO[bytes]", gzip.open(path, "rb")), (EOFError, zlib.error, gzip.BadGzipFile))
    if begin.startswith(_ZSTD):
        zstd = _zstd(path)
        return _Careful(zstd.open(path, "rb"), (EOFError, zstd.ZstdError))
    return path.open("rb")


@contextmanager
def created(path: Path, descriptor: int) -> Iterator[IO[bytes]]:
    """Write to a new file, compressed as its name says.

    Raises:
        RunFileError: This Python lacks the compression.
    """
    with open(descriptor, "wb") as file:
        if path.suffix == ".gz":
            with gzip.open(file, "wb") as packing:
                yield cast("IO[bytes]", packing)
        elif path.suffix == ".zst":
            with _zstd(path).open(file, "wb") as packing:
                yield packing
        else:
            yield file


def stem_of(path: Path) -> str:
    """Leave out the ending, which may have two parts."""
    return next((path.name.removesuffix(end) for end in ENDINGS if path.name.endswith(end)), path.stem)


def _zstd(path: Path) -> ModuleType:
    for name in ("compression.zstd", "backports.zstd"):
        with suppress(ImportError):
            return import_module(name)
    raise RunFileError(
        f"{path} is compressed with Zstandard, which this Python cannot read.",
        "Install `streamboard[zst]`, or unpack it with `zstd -d`.",
    )


class _Careful:
    """Turns decompression errors into OSErrors."""

    def __init__(self, file: IO[bytes], damage: tuple[type[Exception], ...]) -> None:
        self._file = file
        self._damage = damage

    def _safely(self, read: Any, size: int) -> bytes:
        try:
            return cast(bytes, read(size))
        except self._damage as error:
            raise DamagedError(None, f"the compressed data is damaged ({error})") from None

    def read(self, size: int = -1) -> bytes:
        return self._safely(self._file.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._safely(self._file.readline, size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
