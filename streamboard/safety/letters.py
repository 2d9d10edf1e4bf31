"""Finds and names characters that are forbidden in names, invisible, or lookalikes.

Names may have letters that `str.isprintable` denies: the ideographic space, and the joiners of Persian, Indic
scripts and emoji.
"""

from __future__ import annotations

import re
import unicodedata

from streamboard.safety import ignorable
from streamboard.safety.ignorable import character_class
from streamboard.safety.sanitise import clean_line

REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, line ends, bidirectional controls and lone surrogates."""
_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
UNSEEN = f"[{_SPACE}{character_class(ignorable.UNSEEN)}]"
"""As a pattern: unusual spaces, and characters that show nothing."""
_LOOKALIKES = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\uff02", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\uff07", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d", "-"),
    "\uff1a": ":",
    "\uff0c": ",",
    "\uff03": "#",
    "\uff3b": "[",
    "\uff3d": "]",
    "\uff5b": "{",
    "\uff5d": "}",
}
"""What word processors and other keyboards put in place of YAML's punctuation."""
LOOKALIKE = f"[{''.join(_LOOKALIKES)}]"
_MISLEADING = re.compile(f"{UNSEEN}|{LOOKALIKE}")
_NAMES = {
    "\t": "tab",
    "\n": "line feed",
    "\r": "carriage return",
    "\ufeff": "byte order mark",
}
"""Controls have no Unicode name; U+FEFF is named after an obsolete use."""


def named(character: str) -> str:
    """Name a character with an article: `a no-break space (U+00A0)`."""
    code = f"U+{ord(character):04X}"
    if "\ud800" <= character <= "\udfff":
        return f"half of a surrogate pair ({code})"
    name = _NAMES.get(character) or unicodedata.name(character, "").lower()
    if not name:
        kind = "control character" if unicodedata.category(character) == "Cc" else "character"
        return f"the {kind} {code}"
    return f"{'an' if name[0] in 'aeio' else 'a'} {name} ({code})"


def not_a_name(text: str) -> str:
    """Return why a text cannot be a name, as a predicate; empty if it can."""
    if match := REFUSED.search(text):
        return f"holds {named(match[0])}, which no name can have"
    if not text.strip():
        return "is empty"
    return "" if clean_line(text) else f"shows nothing: {named(text.strip()[0])} is all it holds"


def as_name(text: str) -> str:
    """Put a text on one line, replacing what a name cannot have."""
    return REFUSED.sub(lambda refused: clean_line(refused[0]) or " ", text).strip()


def is_text(name: str) -> bool:
    """Whether a name from the system is valid UTF-8, without surrogate escapes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def unseen(text: str) -> bool:
    return re.search(UNSEEN, text) is not None


def misleading(text: str) -> re.Match[str] | None:
    """Return the first unseen character or lookalike, if everything else is ASCII."""
    match = _MISLEADING.search(text)
    plain = match and _MISLEADING.sub("", text)
    return match if plain is not None and plain.isascii() else None


def advice_on(character: str) -> str:
    """Say how to fix a misleading character: `a no-break space (U+00A0) stands here; type a space`."""
    if character in _LOOKALIKES:
        return f"{named(character)} stands here; type {_LOOKALIKES[character]}"
    if character == "\t":
        return f"{named(character)} stands here; indent with spaces"
    space = re.match(f"[{_SPACE}]", character)
    return f"{named(character)} stands here; {'type a space' if space else 'remove it'}"
