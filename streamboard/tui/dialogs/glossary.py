"""The glossary of figures and their signs."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from streamboard.figures.catalogue import ALL
from streamboard.tui.dialogs.dialog import Dialog

_AROUND = 8
"""Cells for borders, padding and scroll bar."""
_INDENT = "  "


class GlossaryEntry(NamedTuple):
    word: str
    title: str
    """In full; empty if the word is that already."""
    definition: str
    formula: str = ""


SIGNS = (
    GlossaryEntry(
        "~", "estimate", "The server has not counted the tokens yet, so they were estimated from the text."
    ),
    GlossaryEntry(
        "!",
        "unsure",
        "The engine was late when this was stamped: the true value may differ by more than 5 %. The inspector"
        " (click on the figure) shows between which ends it lies. No sample is left out because of it.",
    ),
    GlossaryEntry(
        "late",
        "",
        "How long the engine woke up after the time that it had asked for. What arrived meanwhile may have"
        " arrived that much earlier than its stamp says.",
        "woken - asked for",
    ),
    GlossaryEntry("-", "absent", "There is no such value: never a zero. The inspector says why."),
    GlossaryEntry("▲ ▼", "best and worst", "Of the streams that ended, where they differ by more than 5 %."),
    GlossaryEntry(
        "gap",
        "inter-chunk latency, ICL",
        "The time between consecutive deltas. A delta is what the server sends at a time, often several"
        " tokens; ITL is per token.",
        "delta - previous delta",
    ),
)


def entries() -> Iterator[GlossaryEntry]:
    for figure in ALL:
        title = "" if figure.title == figure.name else figure.title
        yield GlossaryEntry(figure.name, title, figure.definition, figure.formula)
    yield from SIGNS


class Glossary(Dialog[None]):
    DEFAULT_CSS = """
    Glossary { align: center middle; }
    Glossary > VerticalScroll {
        width: 84; max-width: 96%; height: auto; max-height: 94%;
        background: $panel; border: round $primary; padding: 0 2;
    }
    Glossary Static { width: 1fr; height: auto; }
    """
    OPENED_BY = "board.help"
    HINTS = (("esc", "closes this"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,g,q,enter", "dismiss", "close", show=False),
        Binding("j", "scroll(1)", "down", show=False),
        Binding("k", "scroll(-1)", "up", show=False),
    ]

    def compose(self) -> ComposeResult:
        room = max(min(84, self.app.size.width * 96 // 100) - _AROUND, 10)
        with VerticalScroll() as window:
            window.border_title = "What the figures mean"
            self.put_hints(window)
            yield Static(_text(room), markup=False)

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def _text(room: int) -> Text:
    text = Text()
    for entry in entries():
        text.append(entry.word, "bold")
        text.append(f"  {entry.title}\n" if entry.title else "\n")
        for line in wrap(entry.definition, room - len(_INDENT)):
            text.append(f"{_INDENT}{line}\n")
        if entry.formula:
            for line in wrap(f"= {entry.formula}", room - len(_INDENT)):
                text.append(f"{_INDENT}{line}\n", "italic")
        text.append("\n")
    return text
