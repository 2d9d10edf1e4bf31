"""Parts of the names of files: words of the user's in plain letters, and the time."""

from __future__ import annotations

import re
from datetime import datetime

_MOST_SLUG = 40


def slug(text: str, default: str) -> str:
    """The letters and digits at the start of a text, in lower case and with hyphens between.

    Args:
        text: Any text.
        default: What stands for one without any.
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_MOST_SLUG].rstrip("-") or default


def stamp(at: datetime) -> str:
    """A time, as in `2026-01-02T03-04-05`: files sort by it."""
    return f"{at:%Y-%m-%dT%H-%M-%S}"
