"""Appends events to the run file as they happen."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from streamboard.common.errors import RunFileError
from streamboard.safety.outputs import write_all
from streamboard.safety.paths import shown
from streamboard.safety.private_files import claim, create, make_folder


class Recorder:
    """A file private to the user; never overwrites, never follows a link."""

    def __init__(self, path: Path) -> None:
        """Create the file, or take the one reserved for this run.

        Raises:
            RunFileError: It exists already or cannot be created.
        """
        self.path = path
        try:
            make_folder(path.parent)
            self._fd = _opened(path)
        except FileExistsError:
            raise RunFileError(
                f"{shown(path)} exists already.", "Name another file; streamboard never overwrites one."
            ) from None
        except OSError as error:
            raise RunFileError(
                f"{shown(path)} cannot be written: {error.strerror}.", "Name another place."
            ) from None

    def write(self, data: bytes) -> None:
        """Append complete lines; an `OSError` loses nothing written before."""
        write_all(self._fd, data)

    def close(self) -> None:
        """Sync the file, so that it survives a power cut."""
        # Fails on a pipe or a full disk.
        with contextlib.suppress(OSError):
            os.fsync(self._fd)
        with contextlib.suppress(OSError):
            if os.fstat(self._fd).st_size == 0:
                self.path.unlink()  # Not even the plan could be written.
        os.close(self._fd)


def _opened(path: Path) -> int:
    try:
        return create(path)
    except FileExistsError:
        return claim(path)
