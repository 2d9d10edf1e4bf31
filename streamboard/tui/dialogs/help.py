"""The help: the keys that work now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from streamboard.board.phases_and_ends import legend
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.dialogs.glossary import Glossary
from streamboard.tui.keys import key_names
from streamboard.tui.keys.hints import key_at

_KEYS, _WORDS = 17, 50
"""Cells for the keys, and at most for the words after them."""
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
    Help _Half { width: 1fr; height: auto; }
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
        with VerticalScroll() as window:
            self.put_hints(window)
            with Container():
                yield from (_Half(half) for half in (first, second))

    def on__half_pressed(self, message: _Half.Pressed) -> None:
        self.dismiss(None)
        self.app.action_press(*key_names.press_of(message.key))  # type: ignore[attr-defined]

    def action_glossary(self) -> None:
        self.app.switch_screen(Glossary())

    def action_scroll(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def halves(found: list[HelpSection]) -> tuple[list[HelpSection], list[HelpSection]]:
    """Split sections into two columns whose heights differ least."""
    heights = [len(section.rows) + 2 for section in found]
    whole = sum(heights)
    at = min(range(1, len(found) + 1), key=lambda place: abs(whole - 2 * sum(heights[:place])))
    return found[:at], found[at:]


class _Half(Widget):
    """Textual's own text widgets wrap anew at each layout; opening a dialog takes several."""

    ALLOW_SELECT = False

    class Pressed(Message):
        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class _Row(NamedTuple):
        keys: str
        words: str
        heading: bool = False
        pressable: bool = False

    def __init__(self, found: Iterable[HelpSection]) -> None:
        super().__init__()
        self._found = list(found)
        self._rows: list[_Half._Row] = []
        self._room = 0
        """Cells for the words, for which the rows were made."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows_at(width))

    def render_line(self, y: int) -> Strip:
        width, plain = self.size.width, self.rich_style
        rows = self._rows_at(width)
        row = rows[y] if y < len(rows) else self._Row("", "")
        bold = plain + Style(bold=True, underline=row.heading)
        parts = [Segment(row.keys, bold), Segment(row.words, bold if row.heading else plain)]
        return Strip(parts).adjust_cell_length(width, plain)

    def on_click(self, event: events.Click) -> None:
        row = self._rows[event.y] if event.y < len(self._rows) else self._Row("", "")
        if row.pressable and (key := key_at(row.keys, event.x)):
            self.post_message(self.Pressed(key))

    def _rows_at(self, width: int) -> list[_Row]:
        room = max(min(_WORDS, width - _KEYS - 2), 10)
        if room != self._room:
            self._room, self._rows = room, [*self._made(room)]
        return self._rows

    def _made(self, room: int) -> Iterator[_Row]:
        for section in self._found:
            yield self._Row("", section.heading, heading=True)
            for keys, words in section.rows:
                first, *more = wrap(words, room)
                yield self._Row(f"{keys:>{_KEYS}}", f"  {first}", pressable=section.pressable)
                yield from (self._Row(" " * _KEYS, f"  {line}") for line in more)
            yield self._Row("", "")
