"""Unpacks compressed bodies slice by slice: a kilobyte may stand for a gigabyte."""

from __future__ import annotations

import zlib

import httpx2

SLICE = 16_384
"""The most bytes that are unpacked at a time."""
_GZIP = 16 + zlib.MAX_WBITS
_WINDOWS = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}
PLAIN = "identity"


def unpacker_for(encoding: str) -> Unpacker | None:
    """What unpacks a body with this `content-encoding`; None if nothing has to.

    Raises:
        httpx2.DecodingError: It is of a kind that was not asked for, or packed more than once.
    """
    names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", PLAIN)]
    if not names:
        return None
    if len(names) > 1 or names[0] not in _WINDOWS:
        raise httpx2.DecodingError(
            f"its content-encoding is {encoding[:100]!r}; only gzip or deflate is accepted, and only once"
        )
    return Unpacker(_WINDOWS[names[0]])


class Unpacker:
    """Unpacks one body."""

    def __init__(self, window: int) -> None:
        self._inflater = zlib.decompressobj(window)
        self._packed = b""
        """What is not unpacked yet."""
        self._begun = False

    def add(self, packed: bytes) -> None:
        """Take what came next; what came before must be unpacked."""
        self._packed = packed

    def take(self) -> bytes:
        """The next bytes, `SLICE` at the most; empty if more has to come first.

        Raises:
            httpx2.DecodingError: They are not compressed as they should be.
        """
        if not self._packed:
            return b""
        try:
            piece = self._inflate()
        except zlib.error as error:
            raise httpx2.DecodingError(str(error)) from error
        # After the end, whatever follows is of no meaning.
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
