"""Characters that names must not hold, that show nothing, or that look like others."""

from __future__ import annotations

import re
import unicodedata

from streamboard.safety import ignorable
from streamboard.safety.ignorable import character_class
from streamboard.safety.sanitise import clean_line

REFUSED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, line ends, bidirectional controls and lone surrogates. `str.isprintable` would refuse ideographic
spaces and joiners, too."""
_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
UNSEEN = f"[{_SPACE}{character_class(ignorable.UNSEEN)}]"
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
"""What word processors and other keyboards put for YAML's punctuation."""
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
    """Name it with an article: `a no-break space (U+00A0)`."""
    code = f"U+{ord(character):04X}"
    if "\ud800" <= character <= "\udfff":
        return f"half of a surrogate pair ({code})"
    name = _NAMES.get(character) or unicodedata.name(character, "").lower()
    if not name:
        kind = "control character" if unicodedata.category(character) == "Cc" else "character"
        return f"the {kind} {code}"
    return f"{'an' if name[0] in 'aeio' else 'a'} {name} ({code})"


def not_a_name(text: str) -> str:
    """Say why a text is no name, as a predicate; empty if it is one."""
    if match := REFUSED.search(text):
        return f"holds {named(match[0])}, which no name can have"
    if not text.strip():
        return "is empty"
    return "" if clean_line(text) else f"shows nothing: {named(text.strip()[0])} is all it holds"


def as_name(text: str) -> str:
    return REFUSED.sub(lambda refused: clean_line(refused[0]) or " ", text).strip()


def is_text(name: str) -> bool:
    """Whether a name from the system holds no surrogate escapes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def unseen(text: str) -> bool:
    return re.search(UNSEEN, text) is not None


def misleading(text: str) -> re.Match[str] | None:
    """Find the first unseen character or lookalike, if all others are ASCII."""
    match = _MISLEADING.search(text)
    plain = match and _MISLEADING.sub("", text)
    return match if plain is not None and plain.isascii() else None


def advice_on(character: str) -> str:
    if character in _LOOKALIKES:
        return f"{named(character)} stands here; type {_LOOKALIKES[character]}"
    if character == "\t":
        return f"{named(character)} stands here; indent with spaces"
    space = re.match(f"[{_SPACE}]", character)
    return f"{named(character)} stands here; {'type a space' if space else 'remove it'}"
