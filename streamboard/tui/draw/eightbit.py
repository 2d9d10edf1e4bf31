"""Colours for terminals that have 256 of them."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.color import Lab, rgb_to_lab
from textual.filter import LineFilter

_FIRST, _COUNT = 16, 256
"""The sixteen before these look different in every terminal."""


class EightBit(LineFilter):
    """Replaces each colour by the one of the 256 that looks most like it.

    rich compares red, green and blue instead, and makes saturated navy of a dark grey-blue.
    """

    def apply(self, segments: list[Segment], background: TextualColor) -> list[Segment]:
        return [Segment(text, _eight_bit(style), control) for text, style, control in segments]


@lru_cache(4096)
def _eight_bit(style: Style | None) -> Style | None:
    if style is None:
        return None
    return style + Style(color=nearest(style.color), bgcolor=nearest(style.bgcolor))


@lru_cache(1024)
def nearest(colour: Color | None) -> Color | None:
    """The most similar colour of the palette, by distance in CIELAB; others than true colours as they are."""
    if colour is None or colour.type is not ColorType.TRUECOLOR:
        return colour
    wanted = _lab(colour)
    return Color.from_ansi(min(_labs(), key=lambda each: _distance(each[1], wanted))[0])


@lru_cache(1)
def _labs() -> list[tuple[int, Lab]]:
    return [(number, _lab(Color.from_ansi(number))) for number in range(_FIRST, _COUNT)]


def _lab(colour: Color) -> Lab:
    return rgb_to_lab(TextualColor(*colour.get_truecolor()))


def _distance(one: Lab, other: Lab) -> float:
    return (one.L - other.L) ** 2 + (one.a - other.a) ** 2 + (one.b - other.b) ** 2
