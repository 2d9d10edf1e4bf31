"""Reports bugs without anything that the user typed or a model said."""

from __future__ import annotations

import traceback
from pathlib import Path

from streamboard.safety.redaction import redact

EXIT = 70
"""EX_SOFTWARE of sysexits.h."""
_MOST_FRAMES = 6
_ABOUT_CODE = (AttributeError, TypeError, NameError, ImportError, IndexError, ZeroDivisionError, OSError)
"""Their messages are about the program; others may quote data."""


def place(bug: BaseException) -> str:
    """As in `IndexError at events.py:133`."""
    frames = traceback.extract_tb(bug.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(bug).__name__}{where}"


def report(bug: BaseException, what: str = "streamboard failed.") -> str:
    trace = "".join(traceback.format_tb(bug.__traceback__, limit=-_MOST_FRAMES))
    words = f"{type(bug).__name__}: {bug}" if isinstance(bug, _ABOUT_CODE) else type(bug).__name__
    return redact(f"{what} This is a bug; please report it.\n{trace}{words}")
