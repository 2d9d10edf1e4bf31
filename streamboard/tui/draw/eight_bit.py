"""Colours for 256-colour terminals."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color, ColorType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color as TextualColor
from textual.color import Lab, rgb_to_lab
from textual.filter import LineFilter

_FIRST, _COUNT = 16, 256
"""The first sixteen differ between terminals."""
_READABLE = 4.5
"""WCAG's least contrast for small text; text that has it keeps it."""


class EightBit(LineFilter):
    """Chooses the most similar colour; by RGB, as in rich, a dark grey-blue becomes saturated navy."""

    def apply(self, segments: list[Segment], background: TextualColor) -> list[Segment]:
        return [Segment(text, _eight_bit(style), control) for text, style, control in segments]


@lru_cache(4096)
def _eight_bit(style: Style | None) -> Style | None:
    if style is None:
        return None
    ground = nearest(style.bgcolor)
    least = 0.0
    if style.color is not None and style.bgcolor is not None:
        least = min(contrast(style.color, style.bgcolor), _READABLE)
    return style + Style(color=nearest(style.color, ground, least), bgcolor=ground)


@lru_cache(1024)
def nearest(colour: Color | None, ground: Color | None = None, least: float = 0.0) -> Color | None:
    """By CIELAB; only true colours change. `least` is the contrast with `ground` to reach if possible."""
    if colour is None or colour.type is not ColorType.TRUECOLOR:
        return colour
    wanted = _lab(colour)
    by_likeness = sorted(_labs(), key=lambda each: _distance(each[1], wanted))
    alike = [Color.from_ansi(number) for number, _ in by_likeness]
    if ground is None or not least:
        return alike[0]
    return next((each for each in alike if contrast(each, ground) >= least), alike[0])


def contrast(one: Color, other: Color) -> float:
    """By WCAG 2, from 1 to 21."""
    lighter, darker = sorted(map(_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(1024)
def _luminance(colour: Color) -> float:
    parts = (part / 255 for part in colour.get_truecolor())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(1)
def _labs() -> list[tuple[int, Lab]]:
    return [(number, _lab(Color.from_ansi(number))) for number in range(_FIRST, _COUNT)]


def _lab(colour: Color) -> Lab:
    return rgb_to_lab(TextualColor(*colour.get_truecolor()))


def _distance(one: Lab, other: Lab) -> float:
    return (one.L - other.L) ** 2 + (one.a - other.a) ** 2 + (one.b - other.b) ** 2
