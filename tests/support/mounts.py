"""A mount that never answers, as one of a network that is gone: whatever touches it waits in the kernel."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.engines import PATIENCE_S

_DETACH = 2


@contextmanager
def dead_mount(folder: Path) -> Iterator[Path]:
    """Mount a file system on a folder whose server never says anything (FUSE); all waits end with it.

    Skips the test where that is not allowed.

    Raises:
        AssertionError: It had to be taken away, since a wait for it had no end of its own.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        server = os.open("/dev/fuse", os.O_RDWR)
    except OSError as error:
        pytest.skip(f"no file system can be made here: {error}")
    # Should something touch it where nobody can interrupt that.
    guard = threading.Timer(PATIENCE_S, os.close, (server,))
    guard.start()
    options = f"fd={server},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()}".encode()
    try:
        if libc.mount(b"fuse", os.fsencode(folder), b"fuse", 0, options):
            pytest.skip(f"nothing can be mounted here: {os.strerror(ctypes.get_errno())}")
        yield folder
        assert guard.is_alive(), "something waited for the mount until it was taken away"
    finally:
        guard.cancel()
        with suppress(OSError):
            os.close(server)
        libc.umount2(os.fsencode(folder), _DETACH)
