"""Messages to the person at the terminal, beside the output."""

from __future__ import annotations

import sys
from contextlib import suppress

from streamboard.safety.outputs import OutputError
from streamboard.safety.sanitise import clean


def say(words: str) -> None:
    """Print, sanitised, to standard error; a closed terminal is ignored."""
    # Late: most commands say nothing.
    from streamboard.safety.redaction import redact

    with suppress(OSError, OutputError):
        print(redact(clean(words)), file=sys.stderr, flush=True)
