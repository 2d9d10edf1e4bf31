"""Keeps what Python itself writes to standard error, for programmers, out of our processes."""

from __future__ import annotations

import sys
import warnings


def ignore_warnings() -> None:
    """Ignore warnings, also where `-W error` or PYTHONWARNINGS makes them exceptions.

    They are for programmers; libraries raise them in callbacks, where an exception keeps a process from
    starting or ending.
    """
    if sys.warnoptions:
        warnings.simplefilter("ignore")


def ignore_remains() -> None:
    """Ignore the complaints of objects that an interrupt left half-made, as they are destroyed.

    An interrupt is an exception at any line, also within the constructor of an event loop.
    """
    sys.unraisablehook = lambda _: None
    warnings.simplefilter("ignore")
