"""Keeps Python's warnings from becoming errors in our processes."""

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
