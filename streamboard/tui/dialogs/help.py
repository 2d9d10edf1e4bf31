"""The help: the keys that work now."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from streamboard.board.phases_and_ends import legend
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.dialogs.glossary import Glossary
from streamboard.tui.keys import keymap
from streamboard.tui.keys.hints import key_at

_KEYS, _WORDS = 17, 50
"""Cells for the keys, and at most for the words after them."""
_AROUND = 10
"""Cells for borders, padding and scroll bar."""
_WIDE = 130
"""Terminals of at least this width have two columns."""
_MARKS_OF_FIGURES = (
    ("~", "an estimate"),
    ("▲ ▼", "the best and the worst of the streams that ended"),
)


class HelpSection(NamedTuple):
    heading: str
    rows: list[tuple[str, str]]
    """Keys and what they do, or marks and what they mean."""
    pressable: bool = True
    """The rows are keys, which a click presses."""


class Help(Dialog[None]):
    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > VerticalScroll {
        width: 78; max-width: 96%; height: auto; max-height: 94%;
        background: $panel; border: round $primary; padding: 0 2;
    }
    Help > VerticalScroll > Container { height: auto; layout: vertical; }
    Help Static { width: 1fr; height: auto; }
    Help.-wide > VerticalScroll { width: 150; }
    Help.-wide > VerticalScroll > Container { layout: grid; grid-size: 2; grid-gutter: 0 3; grid-rows: auto; }
    """
    OPENED_BY = "board.help"
    HINTS = (("esc", "closes this"), ("g", "glossary"))
    HORIZONTAL_BREAKPOINTS = [(_WIDE, "-wide")]  # noqa: RUF012 - Textual's own declaration.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "close", show=False),
        Binding("g", "glossary", "glossary", show=False),
        Binding("j", "scroll(1)", "down", show=False),
        Binding("k", "scroll(-1)", "up", show=False),
    ]

    def __init__(self, found: list[HelpSection]) -> None:
        super().__init__()
        self._found = [*found, HelpSection("Marks", [*legend(), *_MARKS_OF_FIGURES], pressable=False)]

    def compose(self) -> ComposeResult:
        first, second = halves(self._found)
        # Else Textual would lay it out narrow, and once more when it learns its size.
        self.set_class(self.app.size.width >= _WIDE, "-wide")
        room = max(min(_WORDS, self.app.size.width - _KEYS - 2 - _AROUND), 10)
        with VerticalScroll() as window:
            self.put_hints(window)
            with Container():
                yield from (_Half(half, room) for half in (first, second))

    def on__half_pressed(self, message: _Half.Pressed) -> None:
        self.dismiss(None)
        self.app.action_press(*keymap.press_of(message.key))  # type: ignore[attr-defined]

    def action_glossary(self) -> None:
        """Show the glossary instead."""
        self.app.switch_screen(Glossary())

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def halves(found: list[HelpSection]) -> tuple[list[HelpSection], list[HelpSection]]:
    """Split sections into two columns whose heights differ least."""
    heights = [len(section.rows) + 2 for section in found]
    whole = sum(heights)
    at = min(range(1, len(found) + 1), key=lambda place: abs(whole - 2 * sum(heights[:place])))
    return found[:at], found[at:]


class _Half(Static):
    """Some sections as one text with clickable rows.

    A table, or a text with a link in each row, would take twice as long to show.
    """

    class Pressed(Message):
        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self, found: Iterable[HelpSection], room: int) -> None:
        """Draw the sections.

        Args:
            room: Cells for the words after the keys.
        """
        self._keys: list[str] = []
        """The keys of each line, as shown; empty for a line without."""
        text = Text()
        for section in found:
            text.append(f"{section.heading}\n", "bold underline")
            self._keys.append("")
            for keys, words in section.rows:
                lines = wrap(words, room)
                text.append(f"{keys:>{_KEYS}}", "bold")
                text.append("  " + f"\n{' ' * (_KEYS + 2)}".join(lines) + "\n")
                self._keys += [f"{keys:>{_KEYS}}" if section.pressable else ""] * len(lines)
            text.append("\n")
            self._keys.append("")
        super().__init__(text, markup=False)

    def on_click(self, event: events.Click) -> None:
        keys = self._keys[event.y] if event.y < len(self._keys) else ""
        if key := key_at(keys, event.x):
            self.post_message(self.Pressed(key))
