"""Makes text from outside safe to show; run files and exports keep it as it came."""

from __future__ import annotations

import re
import unicodedata

from streamboard.safety.ignorable import (
    FORMS_OF_IDEOGRAPHS,
    IDEOGRAPHS,
    LETTERS_NEED,
    UNSEEN,
    character_class,
)

_REPLACEMENT = "\ufffd"


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(set(UNSEEN) - LETTERS_NEED - {*FORMS_OF_IDEOGRAPHS})
    table.update({code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"})
    table[0x0D] = None
    table[0x7F] = "\u2421"
    # C1 and bidirectional controls, and surrogates.
    reorder = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    table.update(dict.fromkeys((*range(0x80, 0xA0), *reorder, *range(0xD800, 0xE000)), _REPLACEMENT))
    table.update(dict.fromkeys((0x2028, 0x2029), "\n"))
    return table


_TABLE = _table()
_SUSPECT = re.compile(f"[{character_class(sorted(_TABLE))}]")
_STRAY_FORM = re.compile(
    f"(?<![{''.join(f'{chr(first)}-{chr(last)}' for first, last in IDEOGRAPHS)}])"
    f"[{character_class(FORMS_OF_IDEOGRAPHS)}]"
)
_KEPT = character_class(sorted(LETTERS_NEED))
_JOINERS = re.compile(f"([{_KEPT}]{{2}})[{_KEPT}]+")
_JOINS_NOTHING = re.compile("\u200d+(?=[ -~])")
_MOST_MARKS = 8
"""Combining marks on one character; no script stacks more."""
_MARKS = re.compile(rf"(?:[^\w\s\x00-\u02ff]|[\u1160-\u11ff\ud7b0-\ud7ff]){{{_MOST_MARKS + 1},}}")
"""May hold too many marks: non-letters, or Hangul vowels and finals."""
_MARK_KINDS = frozenset({"Mn", "Mc", "Me", "Cf", "Cn"})
"""Possibly zero-width; `Cn` is anything newer than Python's Unicode tables."""


def _without_towers(run: re.Match[str]) -> str:
    kept, marks = list[str](), 0
    for character in run[0]:
        marks = marks + 1 if _is_mark(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _is_mark(character: str) -> bool:
    return (
        unicodedata.category(character) in _MARK_KINDS
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # Skin tones.
    )


def clean(text: str) -> str:
    """Remove or replace what a terminal would act on, except newlines and tabs.

    Needs no state: deltas may split an escape sequence anywhere.
    """
    if text.isascii() and text.isprintable():
        return text
    if _SUSPECT.search(text):
        text = text.translate(_TABLE)
    if not text.isascii():
        text = _STRAY_FORM.sub("", text)
        text = _MARKS.sub(_without_towers, _JOINERS.sub(r"\1", text))
        # Before ASCII, joiners only shape the letter before; some terminals drop what follows.
        if "\u200d" in text:
            text = _JOINS_NOTHING.sub("\u200d\u200c", text)
    return text


def clean_line(text: str) -> str:
    return " ".join(clean(text).split())
