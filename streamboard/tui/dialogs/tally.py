"""The tally of votes."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from streamboard.board.votes.standings import Scoreboard
from streamboard.tui.dialogs.text_dialog import AROUND, SHARE, WIDTH, TextDialog
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette
from streamboard.tui.widgets.tally import tally_rows


class Tally(TextDialog):
    OPENED_BY = "board.tally"

    def __init__(self, score: Scoreboard, title: str, width: int, palette: Palette, vote_key: str) -> None:
        """`title` is sanitised; `width` is the board's, in cells."""
        room = min(width * SHARE // 100, WIDTH) - AROUND
        super().__init__(f"votes: {title}", _text(tally_rows(score, room, palette, vote_key)))


def _text(rows: Iterable[Parts]) -> Text:
    text = Text(no_wrap=True, end="")
    for row in rows:
        text.append("\n" if text else "")
        for words, style in row:
            text.append(words, style)
    return text
