"""Textual themes, with the strength of their greys."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from streamboard.settings.on_screen import THEMES

PREFIX = "streamboard-"
"""`light` is `streamboard-light` to Textual."""
DEFAULT = THEMES[0]
NO_COLOUR = "no-colour"


class Strengths(NamedTuple):
    """Contrast with the background; 1 is black on white, or white on black."""

    text: float = 0.92
    dim: float = 0.6
    faint: float = 0.32
    bar: float = 0.9
    bar_dim: float = 0.62
    dim_fill: float = 0.6
    cursor: float = 0.22
    """Share of the primary colour."""


_USUAL = Strengths()
_HIGH = Strengths(text=1, dim=0.82, faint=0.6, bar=1, bar_dim=0.85, dim_fill=0.82, cursor=0.2)

_CURSORS = (
    "block-cursor",
    "block-cursor-blurred",
    "input-cursor",
    "input-selection",
    "screen-selection",
)


class Uncoloured(LineFilter):
    """Cursors and selections become reverse video."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, _uncoloured(style), control) for text, style, control in segments]


@lru_cache(1024)
def _uncoloured(style: Style | None) -> Style | None:
    if style is None:
        return None
    chosen = style.bgcolor == _CURSOR_GROUND
    return style + _NO_COLOURS + Style(reverse=style.reverse or chosen)


_NO_COLOURS = Style(color="default", bgcolor="default")
_CURSOR_GROUND = Color.parse("ansi_white").rich_color

_READABLE = {"text-muted": "auto 72%", "text-disabled": "auto 66%"}
"""Textual's own are too faint on a panel and under a cursor."""
_LOOKS: dict[str, tuple[Theme, Strengths]] = {
    "dark": (
        Theme(
            name="",
            primary="#3d9be9",
            secondary="#004578",
            accent="#ffa62b",
            warning="#ffa62b",
            error="#f0708f",
            success="#4ebf71",
            foreground="#e0e0e0",
            background="#121212",
            surface="#1e1e1e",
            panel="#242f38",
        ),
        _USUAL,
    ),
    "light": (
        Theme(
            name="",
            primary="#0a58a8",
            secondary="#3d78b0",
            accent="#a34700",
            warning="#ffb84d",
            error="#b3203a",
            success="#1a6b33",
            foreground="#1a1a1a",
            background="#f7f7f5",
            surface="#eceeef",
            panel="#e3e6ea",
            dark=False,
            variables={"live-fill": "#d67400", "good-fill": "#2f9e55", "trouble-fill": "#d6455f"},
        ),
        _USUAL._replace(bar_dim=0.7, dim_fill=0.42, cursor=0.14),
    ),
    "contrast": (
        Theme(
            name="",
            primary="#5fd7ff",
            secondary="#5fd7ff",
            accent="#ffd75f",
            warning="#ffd75f",
            error="#ff9a9a",
            success="#5fff87",
            foreground="#ffffff",
            background="#000000",
            surface="#000000",
            panel="#1c1c1c",
        ),
        _HIGH,
    ),
    "contrast-light": (
        Theme(
            name="",
            primary="#003e80",
            secondary="#003e80",
            accent="#6b3a00",
            warning="#ffd75f",
            error="#8b0020",
            success="#00501e",
            foreground="#000000",
            background="#ffffff",
            surface="#ffffff",
            panel="#eaeaea",
            dark=False,
        ),
        _HIGH._replace(cursor=0.14),
    ),
    NO_COLOUR: (
        # The terminal's own two colours; marks, words, bold and reverse video convey the rest.
        Theme(
            name="",
            ansi=True,
            primary="ansi_default",
            secondary="ansi_default",
            accent="ansi_default",
            warning="ansi_default",
            error="ansi_default",
            success="ansi_default",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            # Textual drops list cursors' reverse style, so `Uncoloured` recognises them by background.
            variables={
                **dict.fromkeys(
                    ("ansi-background", "ansi-foreground", "border", "border-blurred"), "ansi_default"
                ),
                **dict.fromkeys((f"{cursor}-foreground" for cursor in _CURSORS), "ansi_black"),
                **dict.fromkeys((f"{cursor}-background" for cursor in _CURSORS), "ansi_white"),
                "block-hover-background": "ansi_default",
            },
        ),
        _USUAL,
    ),
}


def all_themes() -> list[Theme]:
    for name, (theme, _) in _LOOKS.items():
        theme.name = full_name(name)
        if not theme.ansi:
            theme.variables = {**_READABLE, "scrollbar-background": str(theme.surface), **theme.variables}
    return [theme for theme, _ in _LOOKS.values()]


def strengths_of(theme: str) -> Strengths:
    return _LOOKS[short_name(theme)][1] if short_name(theme) in _LOOKS else _USUAL


def full_name(name: str) -> str:
    return f"{PREFIX}{name}" if name in _LOOKS else name


def fills_of(variables: Mapping[str, str]) -> dict[str, str]:
    texts = {"live-fill": "accent", "good-fill": "success", "trouble-fill": "error"}
    return {**{fill: variables[text] for fill, text in texts.items()}, **variables}


def short_name(theme: str) -> str:
    return theme.removeprefix(PREFIX)


def following(theme: str) -> str:
    names = [*_LOOKS]
    name = short_name(theme)
    return full_name(names[(names.index(name) + 1) % len(names)] if name in names else names[0])
