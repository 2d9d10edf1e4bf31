"""Cuts text from outside once it is redacted: half a secret would not be recognised."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from streamboard.safety.redaction import redact
from streamboard.safety.secret_forms import REDACTED
from streamboard.safety.storable import storable

LONGEST_SECRET = 4096
"""Characters; a longer key fits into no request's head."""
MOST = 2000
"""Characters that an error keeps of a text."""
_MOST_SPACE = 4
"""How many times longer a text may be before its whitespace is collapsed."""


class Beginning(NamedTuple):
    text: str
    cut: bool


def beginning(
    text: str, most: int, *, goes_on: bool = False, hide: Callable[[str], str] = redact
) -> Beginning:
    """Redact a text, then cut it; with `goes_on`, it was cut before, maybe within a secret."""
    seen = text[: most + LONGEST_SECRET]
    goes_on = goes_on or len(seen) < len(text)
    shown = hide(seen)
    if goes_on:  # Its end may be half a key; redaction may have moved that to the front.
        shown = shown[:-LONGEST_SECRET] or REDACTED
    return Beginning(shown[:most], goes_on or len(shown) > most)


def quoted(value: object, most: int = MOST) -> str:
    """Redact and cut a text from outside; empty if it is no string."""
    if not isinstance(value, str):
        return ""
    seen = value[: most + LONGEST_SECRET]
    return _with_length(beginning(storable(seen), most, goes_on=len(seen) < len(value)), len(value))


def quoted_line(text: str, most: int) -> str:
    seen = text[: _MOST_SPACE * (most + LONGEST_SECRET)]
    line = " ".join(seen.split())
    return _with_length(beginning(line, most, goes_on=len(seen) < len(text)), len(text))


def _with_length(kept: Beginning, length: int) -> str:
    return f"{kept.text}… ({length} characters)" if kept.cut else kept.text
