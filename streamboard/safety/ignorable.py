"""Characters that show nothing."""

from __future__ import annotations

from collections.abc import Iterable

DEFAULT_IGNORABLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""`Default_Ignorable_Code_Point` of Unicode 14.0.0, unchanged since; ranges include both ends."""
_FORMAT = ((0xFFF9, 0xFFFB), (0x13430, 0x1343F))
"""Annotation and hieroglyph controls."""
UNSEEN = tuple(code for first, last in (*DEFAULT_IGNORABLE, *_FORMAT) for code in range(first, last + 1))
LETTERS_NEED = frozenset((0x200C, 0x200D, *range(0xFE00, 0xFE10)))
"""Joiners and variation selectors of Persian, Indic scripts and emoji."""

IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
FORMS_OF_IDEOGRAPHS = range(0xE0100, 0xE01F0)
"""Variation selectors 17 to 256 choose the form of the ideograph before them (Unicode Technical Standard 37).
Terminals give them no width; elsewhere they mean nothing."""


def character_class(codes: Iterable[int]) -> str:
    """Format ascending code points for a regular expression's brackets."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)
