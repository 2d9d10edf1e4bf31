"""File work with a timeout: a network mount may be gone."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

_T = TypeVar("_T")


class Glances:
    """Does file work in threads; refuses new work while earlier work hangs."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._hangs: threading.Thread | None = None

    def do(self, work: Callable[[], _T]) -> _T:
        """Signals interrupt the wait, unlike a system call on a dead mount.

        Raises:
            TimeoutError: The work is late and goes on unattended, or was refused.
        """
        if self._hangs is not None and self._hangs.is_alive():
            raise _late()
        results, errors = list[_T](), list[Exception]()

        def run() -> None:
            try:
                results.append(work())
            except Exception as error:
                errors.append(error)

        thread = self._hangs = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self._patience_s)
        for error in errors:
            raise error
        for result in results:
            return result
        raise _late()

    def take(self, look: Callable[[], _T], otherwise: _T) -> _T:
        with suppress(TimeoutError):
            return self.do(look)
        return otherwise


def _late() -> TimeoutError:
    return TimeoutError(errno.ETIMEDOUT, "the disk or the network does not answer")
