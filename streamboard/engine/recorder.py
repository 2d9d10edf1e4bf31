"""The run file: lines appended as they happen."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from streamboard.common.errors import RunFileError
from streamboard.safety.private_files import create, make_folder


class Recorder:
    """Appends to a file of its own, private to the user; never overwrites, never follows a link."""

    def __init__(self, path: Path) -> None:
        """Create the file.

        Raises:
            RunFileError: It exists already, or cannot be made there.
        """
        self.path = path
        try:
            make_folder(path.parent)
            self._fd = create(path)
        except FileExistsError:
            raise RunFileError(
                f"{path} exists already.", "Name another file; streamboard overwrites none."
            ) from None
        except OSError as error:
            raise RunFileError(
                f"{path} cannot be written: {error.strerror}.", "Name another place."
            ) from None

    def write(self, data: bytes) -> None:
        """Append whole lines.

        Raises:
            OSError: The disk is full or gone. What was written before stays.
        """
        view = memoryview(data)
        while view:
            view = view[os.write(self._fd, view) :]

    def close(self) -> None:
        """Make the file last beyond a power cut, and close it."""
        # A full disk or a pipe cannot: the lines are where they could go.
        with contextlib.suppress(OSError):
            os.fsync(self._fd)
        os.close(self._fd)
