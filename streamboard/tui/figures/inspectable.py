"""Clickable figures: the style carries the figure's tag."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual import events
from textual.message import Message

from streamboard.tui.draw.canvas import Parts

_KEY = "figure"


class FigureChosen(Message):
    """`figure` is the figure's tag."""

    def __init__(self, stream_id: str, figure: str) -> None:
        super().__init__()
        self.stream_id = stream_id
        self.figure = figure


def of_figure(key: str, parts: Parts) -> Parts:
    return [(text, _inspectable(style, key)) for text, style in parts]


def figure_at(event: events.MouseEvent) -> str | None:
    key: str | None = event.style.meta.get(_KEY)
    return key


@lru_cache(512)
def _inspectable(style: Style, key: str) -> Style:
    return style + Style.from_meta({_KEY: key})
