"""Styles, resolved once per theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.style import Style
from textual.app import App
from textual.color import Color

from streamboard.board.phases_and_ends import Tone
from streamboard.tui.draw.themes import fills_of, strengths_of


@dataclass(frozen=True)
class Palette:
    """One accent each for live, good and trouble; greys for the rest."""

    text: Style
    strong: Style
    dim: Style
    """Labels, units, thinking."""
    faint: Style
    live: Style
    good: Style
    trouble: Style
    live_fill: Style
    """Brighter than text may be on a light background."""
    good_fill: Style
    trouble_fill: Style
    dim_fill: Style
    focus: Style
    bar: Style
    """In the header and footer."""
    bar_dim: Style
    bar_strong: Style
    alert: Style
    key: Style
    cursor: Style

    @classmethod
    def of(cls, app: App[Any]) -> Palette:
        if app.current_theme.ansi:
            return _NO_COLOUR
        variables, strengths = fills_of(app.theme_variables), strengths_of(app.theme)

        def color(name: str) -> Color:
            return Color.parse(variables[name])

        ground, bar = color("background"), color("panel")
        ink = ground.get_contrast_text(1.0)

        def on(back: Color, front: Color, strength: float = 1.0, **attributes: bool) -> Style:
            mixed = back.blend(front, strength)
            return Style(color=mixed.rich_color, bgcolor=back.rich_color, **attributes)  # type: ignore[arg-type]

        return cls(
            text=on(ground, ink, strengths.text),
            strong=on(ground, ink, bold=True),
            dim=on(ground, ink, strengths.dim),
            faint=on(ground, ink, strengths.faint),
            live=on(ground, color("accent")),
            good=on(ground, color("success")),
            trouble=on(ground, color("error")),
            live_fill=on(ground, color("live-fill")),
            good_fill=on(ground, color("good-fill")),
            trouble_fill=on(ground, color("trouble-fill")),
            dim_fill=on(ground, ink, strengths.dim_fill),
            focus=on(ground, color("primary"), bold=True),
            bar=on(bar, ink, strengths.bar),
            bar_dim=on(bar, ink, strengths.bar_dim),
            bar_strong=on(bar, ink, bold=True),
            alert=on(color("warning"), color("warning").get_contrast_text(1.0), bold=True),
            key=on(bar, color("accent"), bold=True),
            cursor=on(ground.blend(color("primary"), strengths.cursor), ink),
        )

    @property
    def sorted_by(self) -> Style:
        return self.live + Style(bold=True, underline=True)

    def on_bar(self, style: Style) -> Style:
        return style + Style(bgcolor=self.bar.bgcolor)

    def tone(self, tone: Tone) -> Style:
        return {
            "live": self.live,
            "good": self.good,
            "trouble": self.trouble,
            "plain": self.text,
            "quiet": self.dim,
        }[tone]

    def tone_on_bar(self, tone: Tone) -> Style:
        of_bar: dict[Tone, Style] = {"plain": self.bar, "quiet": self.bar_dim}
        return self.on_bar(of_bar.get(tone, self.tone(tone)))


_PLAIN, _BOLD, _DIM = Style(), Style(bold=True), Style(dim=True)
_NO_COLOUR = Palette(
    text=_PLAIN,
    strong=_BOLD,
    dim=_DIM,
    faint=_DIM,
    live=_PLAIN,
    good=_PLAIN,
    trouble=_BOLD,
    live_fill=_PLAIN,
    good_fill=_PLAIN,
    trouble_fill=_BOLD,
    dim_fill=_DIM,
    focus=_BOLD,
    bar=_PLAIN,
    bar_dim=_DIM,
    bar_strong=_BOLD,
    alert=Style(bold=True, reverse=True),
    key=_BOLD,
    cursor=Style(reverse=True),
)
"""Nothing is conveyed by colour alone."""


def palette_of(app: App[Any]) -> Palette:
    """`app` must be a `FullScreenApp`."""
    palette: Palette = app.palette  # type: ignore[attr-defined]
    return palette
