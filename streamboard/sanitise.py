"""Make text from outside safe to show: the one way in to any screen.

Model output, server errors, prompt sets and file names can hold escape sequences, controls that
reorder text, and invisible characters. Run files and exports keep such text raw; whatever is shown
passes through here. The mapping is per character and without state, so that it does not matter how
a sequence was split over deltas.
"""

from __future__ import annotations

import re

_REPLACEMENT = "\ufffd"


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {
        code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"
    }
    table[0x0D] = None
    table[0x7F] = "\u2421"
    table.update(dict.fromkeys(range(0x80, 0xA0), _REPLACEMENT))
    # Controls that reorder text, and surrogates: neither can be written to a terminal as meant.
    bidi = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    table.update(dict.fromkeys(bidi, _REPLACEMENT))
    table.update(dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT))
    table.update(dict.fromkeys((0x2028, 0x2029), "\n"))
    table.update(dict.fromkeys((0xFFF9, 0xFFFA, 0xFFFB), None))
    # Characters that hide text or carry it unseen. ZWJ and variation selectors stay: emoji need them.
    table.update(
        dict.fromkeys(
            (0x00AD, 0x034F, 0x115F, 0x1160, 0x180E, 0x200B, 0x200C, 0x2060, 0x3164, 0xFEFF, 0xFFA0), None
        )
    )
    table.update(
        dict.fromkeys((*range(0x2061, 0x2065), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)), None)
    )
    return table


_TABLE = _table()
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069"
    "\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)
_JOINERS = re.compile("([\u200d\ufe00-\ufe0f]{2})[\u200d\ufe00-\ufe0f]+")
_STACKED_MARKS = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{8})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def clean(text: str) -> str:
    """Text that no terminal acts on; newlines and tabs stay.

    C0 controls become their pictures (ESC is `␛`), C1 and bidirectional controls and surrogates
    become `\ufffd`, carriage returns and invisible characters go, line separators become newlines,
    and more than eight combining marks in a row are cut to eight.
    """
    if text.isascii() and text.isprintable():
        return text
    if _SUSPECT.search(text):
        text = text.translate(_TABLE)
    if not text.isascii():
        text = _STACKED_MARKS.sub(r"\1", _JOINERS.sub(r"\1", text))
    return text


def clean_line(text: str) -> str:
    """The same on one line: newlines and tabs become single spaces."""
    return " ".join(clean(text).split())
