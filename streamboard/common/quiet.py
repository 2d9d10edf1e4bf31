"""Silences Python's diagnostics."""

from __future__ import annotations

import sys
import warnings


def ignore_warnings() -> None:
    """Ignore warnings: `-W error` raises them in callbacks, which keeps a process from starting or ending."""
    if sys.warnoptions:
        warnings.simplefilter("ignore")


def ignore_remains() -> None:
    """Ignore errors from destroying what an interrupt left half-constructed."""
    sys.unraisablehook = lambda _: None
    warnings.simplefilter("ignore")
