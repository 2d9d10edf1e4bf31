"""Parts of file names: the user's words in plain letters, and the time."""

from __future__ import annotations

import re
from datetime import datetime

_MOST_SLUG = 40


def slug(text: str, default: str) -> str:
    """The start of a text in lower case, with hyphens in place of everything but ASCII letters and digits.

    Args:
        text: Any text.
        default: Returned if the text has no such letters or digits.
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_MOST_SLUG].rstrip("-") or default


def stamp(at: datetime) -> str:
    """A time in a form by which files sort: `2026-01-02T03-04-05`."""
    return f"{at:%Y-%m-%dT%H-%M-%S}"
