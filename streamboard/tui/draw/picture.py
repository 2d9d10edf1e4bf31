"""Screenshots that look alike everywhere: bars and lines are shapes, not glyphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import groupby

from rich.cells import cell_len

CELL_WIDTH, ROW_HEIGHT = 12.2, 24.4
"""In pixels, as in rich's SVG export."""
FONTS = "'Fira Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_FONT_FACE = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TEXT = re.compile(
    r'<text class="(?P<style>[\w-]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+"(?P<rest>[^>]*)>'
    r"(?P<text>[^<]*)</text>"
)
TOP = 1.5
"""Of the first row, in pixels."""
_BASELINE = 20 - TOP
"""From the top of the row."""
_MIDDLE_X, _MIDDLE_Y = CELL_WIDTH / 2, ROW_HEIGHT / 2
_SEAM = 0.4
"""Overlap into the next row, so that no line shows between."""
_THIN, _THICK = 1.6, 3.6
_STRIPES = 4
"""Of the lightest shade, which in grey would look like the next one."""

Shape = Callable[[float, float, float], str]
"""The path of a run of one sign, from its left, top and width."""


def portable(svg: str) -> str:
    """Also drops the font from the network."""
    svg = _FONT_FACE.sub("", svg).replace("font-family: Fira Code, monospace", f"font-family: {FONTS}")
    return _TEXT.sub(_redrawn, svg)


def _redrawn(found: re.Match[str]) -> str:
    text = unescape(found["text"])
    if not any(sign in _SIGNS for sign in text):
        return found[0]
    return "".join(_parts(found, text))


def _parts(found: re.Match[str], text: str) -> Iterator[str]:
    style, left, baseline = found["style"], float(found["x"]), float(found["y"])
    for sign, letters in groupby(text, lambda letter: letter if letter in _SIGNS else ""):
        part = "".join(letters)
        width = cell_len(part) * CELL_WIDTH
        if sign:
            path = _SIGNS[sign](left, baseline - _BASELINE, width)
            yield f'<path class="{style}"{_LOOKS.get(sign, "")} d="{path}"/>'
        elif part.strip("\xa0 "):
            yield (
                f'<text class="{style}" x="{left:g}" y="{baseline:g}" textLength="{width:g}"{found["rest"]}>'
                f"{_escaped(part)}</text>"
            )
        left += width


def _escaped(text: str) -> str:
    marks = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\xa0": "&#160;", "'": "&#x27;", '"': "&quot;"}
    return "".join(marks.get(letter, letter) for letter in text)


def _box(left: float, top: float, width: float, height: float) -> str:
    return f"M{left:.1f} {top:.1f}h{width:.1f}v{height:.1f}h{-width:.1f}z"


def _block(height: float) -> Shape:
    """`height` is in rows."""
    tall = height * ROW_HEIGHT
    return lambda left, top, width: _box(left, top + ROW_HEIGHT - tall, width, tall + _SEAM)


def _beside(share: float) -> Shape:
    return lambda left, top, width: "".join(
        _box(left + at * CELL_WIDTH, top, share * CELL_WIDTH, ROW_HEIGHT + _SEAM)
        for at in range(round(width / CELL_WIDTH))
    )


def _shade(left: float, top: float, width: float) -> str:
    return _box(left, top, width, ROW_HEIGHT)


def _stripes(left: float, top: float, width: float) -> str:
    tall = ROW_HEIGHT / _STRIPES
    return "".join(_box(left, top + (at + 0.25) * tall, width, tall / 2) for at in range(_STRIPES))


def _line(ends: str, thick: float = _THIN) -> Shape:
    """From each cell's middle to its `ends`: `l`, `r`, `u` or `d`."""

    def cell(left: float, top: float) -> str:
        half, x, y = thick / 2, left + _MIDDLE_X, top + _MIDDLE_Y
        arms = {
            "l": (left, y - half, _MIDDLE_X + half, thick),
            "r": (x - half, y - half, _MIDDLE_X + half, thick),
            "u": (x - half, top, thick, _MIDDLE_Y + half),
            "d": (x - half, y - half, thick, _MIDDLE_Y + half + _SEAM),
        }
        return "".join(_box(*arms[end]) for end in ends)

    def path(left: float, top: float, width: float) -> str:
        if ends == "lr":
            return _box(left, top + _MIDDLE_Y - thick / 2, width, thick)
        return _cells(cell, left, top, width)

    return path


def _dashes(count: int, *, upright: bool = False) -> Shape:
    def cell(left: float, top: float) -> str:
        step = (ROW_HEIGHT if upright else CELL_WIDTH) / count
        starts = (at * step + step * 0.25 for at in range(count))
        if upright:
            x = left + _MIDDLE_X - _THIN / 2
            return "".join(_box(x, top + start, _THIN, step / 2) for start in starts)
        y = top + _MIDDLE_Y - _THIN / 2
        return "".join(_box(left + start, y, step / 2, _THIN) for start in starts)

    return lambda left, top, width: _cells(cell, left, top, width)


def _corner(across: int, down: int) -> Shape:
    """To the left (-1) or right (1), and up (-1) or down (1)."""

    def cell(left: float, top: float) -> str:
        x, y, half = left + _MIDDLE_X, top + _MIDDLE_Y, _THIN / 2
        outer, inner = _MIDDLE_X + half, _MIDDLE_X - half
        sweep, back = (0, 1) if across * down > 0 else (1, 0)
        ring = (
            f"M{x + across * _MIDDLE_X:.1f} {y - down * half:.1f}"
            f"a{outer:.1f} {outer:.1f} 0 0 {sweep} {-across * outer:.1f} {down * outer:.1f}"
            f"h{across * _THIN:.1f}"
            f"a{inner:.1f} {inner:.1f} 0 0 {back} {across * inner:.1f} {-down * inner:.1f}z"
        )
        begin = y + _MIDDLE_X if down > 0 else top
        end = top + ROW_HEIGHT + _SEAM if down > 0 else y - _MIDDLE_X
        return ring + _box(x - half, begin, _THIN, end - begin)

    return lambda left, top, width: _cells(cell, left, top, width)


def _cells(cell: Callable[[float, float], str], left: float, top: float, width: float) -> str:
    return "".join(cell(left + at * CELL_WIDTH, top) for at in range(round(width / CELL_WIDTH)))


_SIGNS: dict[str, Shape] = {
    **{sign: _block(eighths / 8) for eighths, sign in enumerate("▁▂▃▄▅▆▇█", 1)},
    **{sign: _beside(eighths / 8) for eighths, sign in enumerate("▏▎▍▌▋▊▉", 1)},
    **{"░": _stripes, "▒": _shade, "▓": _shade},
    **{"─": _line("lr"), "│": _line("ud"), "┤": _line("lud"), "├": _line("rud"), "┼": _line("lrud")},
    **{"┬": _line("lrd"), "┴": _line("lru"), "┌": _line("rd"), "┐": _line("ld"), "└": _line("ru")},
    **{"┘": _line("lu"), "╭": _corner(1, 1), "╮": _corner(-1, 1), "╰": _corner(1, -1), "╯": _corner(-1, -1)},
    **{"┄": _dashes(3), "╎": _dashes(2, upright=True), "━": _line("lr", _THICK), "┃": _line("ud", _THICK)},
    **{
        "┏": _line("rd", _THICK),
        "┓": _line("ld", _THICK),
        "┗": _line("ru", _THICK),
        "┛": _line("lu", _THICK),
    },
    **{
        "┣": _line("rud", _THICK),
        "┫": _line("lud", _THICK),
        "╺": _line("r", _THICK),
        "╸": _line("l", _THICK),
    },
    **{"╹": _line("u", _THICK), "╻": _line("d", _THICK), "┯": _line("lrd", _THICK)},
}
_CRISP = ' shape-rendering="crispEdges"'
"""Leaves no line between adjacent shapes."""
_LOOKS = dict.fromkeys("▁▂▃▄▅▆▇█▏▎▍▌▋▊▉", _CRISP) | {
    sign: f' fill-opacity="{opacity}"{_CRISP}' for sign, opacity in (("░", 0.6), ("▒", 0.5), ("▓", 0.75))
}
