"""Reports a bug in streamboard: where it is, but nothing that the user typed or a model said."""

from __future__ import annotations

import traceback
from pathlib import Path

from streamboard.safety.credentials import redact

EXIT = 70
"""The exit code after a bug; EX_SOFTWARE of sysexits.h."""
_MOST_FRAMES = 6
_ABOUT_CODE = (AttributeError, TypeError, NameError, ImportError, IndexError, ZeroDivisionError, OSError)
"""Messages of these are about the program itself; those of other errors may quote its data."""


def place(bug: BaseException) -> str:
    """The kind of a bug and the line that raised it, such as `IndexError at events.py:133`."""
    frames = traceback.extract_tb(bug.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(bug).__name__}{where}"


def report(bug: BaseException, what: str = "streamboard failed.") -> str:
    """A few lines for a bug report, without values of variables or text from outside.

    Args:
        bug: What was raised.
        what: A sentence that says what came of it.
    """
    trace = "".join(traceback.format_tb(bug.__traceback__, limit=-_MOST_FRAMES))
    words = f"{type(bug).__name__}: {bug}" if isinstance(bug, _ABOUT_CODE) else type(bug).__name__
    return redact(f"{what} This is a bug; please report it.\n{trace}{words}")
