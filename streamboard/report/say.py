"""Words for the person at the terminal, beside the output."""

from __future__ import annotations

import sys
from contextlib import suppress

from streamboard.safety.sanitise import clean


def say(words: str) -> None:
    """Print to standard error what may hold text from outside; a terminal that is gone is no error."""
    with suppress(OSError):
        print(clean(words), file=sys.stderr, flush=True)
