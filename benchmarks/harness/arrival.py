"""Sockets that know when what is read from them had come.

A process reads when it gets its turn, and many connections at once wait in its queue. The system stamps a
packet as it comes, whoever is busy with what.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from contextlib import suppress
from typing import Any, ClassVar

_SO_TIMESTAMPNS = 35
"""Linux's; the stamp comes beside the data, as seconds and nanoseconds of the wall clock."""
_STAMP = struct.Struct("@ll")


class StampedSocket(socket.socket):
    """A connection."""

    arrived_ns: ClassVar[int] = 0
    """When the bytes that were read last, of any of them, had come, in nanoseconds of the monotonic clock."""

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Read, and remember when that had come; where the system does not say, that is now."""
        data, beside, _, _ = self.recvmsg(size, socket.CMSG_SPACE(_STAMP.size), flags)
        now = time.monotonic_ns()
        for level, kind, stamp in beside:
            if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
                seconds, rest = _STAMP.unpack(stamp)
                now -= time.time_ns() - (seconds * 10**9 + rest)
        StampedSocket.arrived_ns = now
        return data


class StampingListener(socket.socket):
    """A socket on loopback whose connections are stamped."""

    def __init__(self) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform == "linux":
            with suppress(OSError):
                self.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self.bind(("127.0.0.1", 0))

    def accept(self) -> tuple[socket.socket, Any]:
        """Take a connection; it inherits the wish for stamps."""
        plain, address = super().accept()
        return StampedSocket(plain.family, plain.type, plain.proto, plain.detach()), address
