"""The styles everything is drawn with, resolved once per theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.style import Style
from textual.app import App
from textual.color import Color

from streamboard.board.states import Tone
from streamboard.tui.draw.themes import fills_of, strengths_of


@dataclass(frozen=True)
class Palette:
    """One accent for what is live, one for good, one for trouble; greys for the rest."""

    text: Style
    strong: Style
    dim: Style
    """Labels, units, thinking."""
    faint: Style
    """Borders and rules outside the focus."""
    live: Style
    good: Style
    trouble: Style
    live_fill: Style
    """Bars and areas: brighter than text may be on a light ground."""
    good_fill: Style
    trouble_fill: Style
    dim_fill: Style
    focus: Style
    """The border of the focused element."""
    bar: Style
    """Text on the header's and footer's background."""
    bar_dim: Style
    bar_strong: Style
    alert: Style
    """What must not be overlooked in a bar."""
    key: Style
    cursor: Style
    """The cursor row of a list."""

    @classmethod
    def of(cls, app: App[Any]) -> Palette:
        """The palette of the app's current theme."""
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
        """The heading of the column that rows are sorted by."""
        return self.live + Style(bold=True, underline=True)

    def on_bar(self, style: Style) -> Style:
        """The style with the bars' background."""
        return style + Style(bgcolor=self.bar.bgcolor)

    def tone(self, tone: Tone) -> Style:
        """The style of a state."""
        return {
            "live": self.live,
            "good": self.good,
            "trouble": self.trouble,
            "plain": self.text,
            "quiet": self.dim,
        }[tone]

    def tone_on_bar(self, tone: Tone) -> Style:
        """The style of a count in a bar."""
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
"""For the terminal's own colours: nothing is conveyed by colour alone."""
