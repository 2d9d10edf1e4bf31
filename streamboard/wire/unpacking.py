"""Decompresses bodies slice by slice: a kilobyte may become a gigabyte."""

from __future__ import annotations

import zlib

import httpx2

SLICE = 16_384
"""Bytes decompressed at a time."""
_GZIP = 16 + zlib.MAX_WBITS
_WINDOWS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}
PLAIN = "identity"


def unpacker_for(encoding: str) -> Unpacker | None:
    """Return None if none is needed; raise `httpx2.DecodingError` if unsupported or packed more than once."""
    names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", PLAIN)]
    if not names:
        return None
    if len(names) > 1 or names[0] not in _WINDOWS:
        raise httpx2.DecodingError(
            f"its content-encoding is {encoding[:100]!r}; only gzip or deflate is accepted, and only once"
        )
    return Unpacker(_WINDOWS[names[0]])


class Unpacker:
    def __init__(self, window: int) -> None:
        self._inflater = zlib.decompressobj(window)
        self._packed = b""
        self._begun = False

    def add(self, packed: bytes) -> None:
        """Take the next data; all earlier data must be unpacked."""
        self._packed = packed

    def take(self) -> bytes:
        """Return up to `SLICE` bytes, none if more data must come first; raise `httpx2.DecodingError`."""
        if not self._packed:
            return b""
        try:
            piece = self._inflate()
        except zlib.error as error:
            raise httpx2.DecodingError(str(error)) from error
        # Ignore anything after the end.
        self._packed = b"" if self._inflater.eof else self._inflater.unconsumed_tail
        return piece

    def _inflate(self) -> bytes:
        begun, self._begun = self._begun, True
        try:
            return self._inflater.decompress(self._packed, SLICE)
        except zlib.error:
            if begun:
                raise
            self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)  # Some servers send `deflate` without head.
            return self._inflater.decompress(self._packed, SLICE)
