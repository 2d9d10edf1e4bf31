"""Rows that stay aligned where terminals disagree about a character's width.

A joined emoji may take two cells or those of its parts, a sign with VS16 one or two, an Indic vowel sign one
or none. Each such piece is put on cleared cells, and what follows is placed absolutely.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes

from streamboard.tui.textual_internals import count_as_one


class Widths(NamedTuple):
    """Cells of each of `PROBES`; by default the usual ones."""

    sign: int = 2
    """A sign with VS16."""
    joined: int = 2
    flag: int = 2
    tone: int = 2
    vowel: int = 1
    """A consonant with a spacing sign."""


PROBES = Widths("❤️", "👩‍👩‍👧", "🇩🇪", "👍🏽", "का")  # type: ignore[arg-type]
ASK = "".join(f"\x1b[H{probe}\x1b[06n" for probe in PROBES) + "\x1b[H\x1b[2K"
"""The leading zero tells these requests from any in external text."""

_INDIC = "\u0900-\u0dff\u0f00-\u109f\u1700-\u17ff\u1900-\u1cff\ua800-\uabff\U00011000-\U00011fff"
_PARTS = "\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
_FLAG = "\U0001f1e6-\U0001f1ff"
_FRAMES = "\u2500-\u259f"
"""Lines and blocks, which no letter joins."""
_SUSPECT = re.compile(f"[\u200d{_PARTS}{_INDIC}\U0001f000-\U0001fbff]")
_PIECE = re.compile(
    f"[{_FLAG}]{{1,2}}|[{_INDIC}][{_INDIC}\u200c\u200d]*"
    f"|[^\x00-\x1f\x7f](?:[{_PARTS}]|\u200d[^\x00-\x7f{_FRAMES}]?)+|[\U0001f000-\U0001fbff]"
)
"""A flag, an Indic word, an emoji, or joined characters."""
_MOVES = re.compile(r"(\x1b\[\d*(?:;\d*)?H|\n)")
_TOKEN = re.compile(rf"(\x1b\[[0-9;:?<=>]*[a-zA-Z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\))|({_PIECE.pattern})")


def placed(data: str, drawn: Widths | None) -> str:
    """Each text in `data` follows a cursor movement; `drawn` is None if the terminal did not answer."""
    if not _SUSPECT.search(data):
        return data
    moves = _MOVES.split(data)
    for place in range(1, len(moves) - 1, 2):
        text, column = moves[place + 1], _column(moves[place])
        if column is not None and _SUSPECT.search(text):
            moves[place + 1] = "".join(_row(text, column, drawn))
    return "".join(moves)


def _column(move: str) -> int | None:
    """From 1; None for a line end, which text never follows."""
    return None if move == "\n" else int(move[2:-1].partition(";")[2] or 1)


def _row(text: str, column: int, drawn: Widths | None) -> Iterator[str]:
    end = column + cell_len(_TOKEN.sub(lambda token: token[2] or "", text))
    done = 0
    for token in _TOKEN.finditer(text):
        between, piece = text[done : token.start()], token[2]
        column += cell_len(between)
        yield between
        if piece is None:
            yield token[0]
        else:
            width = cell_len(piece)
            yield f"{' ' * width}\x1b[{column}G{_shown(piece, drawn, end - column)}"
            column += width
            yield f"\x1b[{column}G"
        done = token.end()
    yield text[done:]


def _shown(piece: str, drawn: Widths | None, room: int) -> str:
    """Fit a piece to this terminal, or into `room` if its widths are unknown."""
    if piece.endswith("\u200d"):  # It would join whatever is drawn next, even the frame.
        piece += "\u200c"
    if drawn is not None:
        return _known(piece, drawn)
    spans, _ = split_graphemes(piece)
    while len(spans) > 1 and _reach(piece) > room:
        piece = piece[: spans.pop()[0]]
    return piece if _reach(piece) <= room else piece[:1]


@lru_cache(1024)
def _known(piece: str, drawn: Widths) -> str:
    if drawn.flag > 2 and re.fullmatch(f"[{_FLAG}]{{2}}", piece):
        return "".join(chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in piece)
    if drawn.joined > 2:
        piece = piece.partition("\u200d")[0] if not re.match(f"[{_INDIC}]", piece) else piece
    if drawn.tone > 2:
        piece = re.sub("(?<=.)[\U0001f3fb-\U0001f3ff]", "", piece)
    return piece.replace("\ufe0f", "") if drawn.sign < 2 else piece


@lru_cache(1024)
def _reach(piece: str) -> int:
    """The most cells that any terminal gives it."""
    return sum(
        2 if letter > "\U0001f000" else max(cell_len(letter), letter == "\ufe0f" or _is_spacing_mark(letter))
        for letter in piece
    )


def _is_spacing_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mc"


def count_as_drawn(drawn: Widths) -> None:
    if drawn.vowel > 1:
        marks = frozenset(code for code in range(0x900, 0x12000) if _is_spacing_mark(chr(code)))
        count_as_one(marks)
