"""Silences Python's own diagnostics on standard error."""

from __future__ import annotations

import sys
import warnings


def ignore_warnings() -> None:
    """Ignore warnings, even if `-W error` or PYTHONWARNINGS makes them exceptions.

    Libraries raise them in callbacks, where an exception keeps a process from starting or ending.
    """
    if sys.warnoptions:
        warnings.simplefilter("ignore")


def ignore_remains() -> None:
    """Ignore errors from destroying objects that an interrupt left half-constructed."""
    sys.unraisablehook = lambda _: None
    warnings.simplefilter("ignore")
