"""Reads standard input, which may be endless, closed or non-blocking."""

from __future__ import annotations

import os
import select


def read_all(fd: int, most: int) -> bytes | None:
    """Read to the end; None if there are more than `most` bytes."""
    pieces, size = list[bytes](), 0
    while size <= most:
        try:
            piece = os.read(fd, min(most + 1 - size, 1 << 20))
        except BlockingIOError:
            select.select([fd], [], [])
            continue
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)
        size += len(piece)
    return None
