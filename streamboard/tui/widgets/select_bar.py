"""The row that takes the keys while the user selects text by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.app import ComposeResult

from streamboard.common import units
from streamboard.tui.draw.canvas import Canvas, Parts, spread
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys import fixed
from streamboard.tui.text.caret import Move
from streamboard.tui.widgets.bars import BottomBar
from streamboard.tui.widgets.pane import Pane

_MOVES: dict[str, Move] = {
    **dict.fromkeys(("left", "h"), "left"),
    **dict.fromkeys(("right", "l"), "right"),
    **dict.fromkeys(("up", "k"), "up"),
    **dict.fromkeys(("down", "j"), "down"),
    **dict.fromkeys(("ctrl+left", "b"), "word left"),
    **dict.fromkeys(("ctrl+right", "w"), "word right"),
    **dict.fromkeys(("home", "0"), "home"),
    **dict.fromkeys(("end", "dollar_sign"), "end"),
    "pageup": "page up",
    "pagedown": "page down",
    **dict.fromkeys(("ctrl+home", "g"), "top"),
    **dict.fromkeys(("ctrl+end", "G"), "bottom"),
}
_ANCHOR, _COPY, _LEAVE = ("space", "v", "V"), ("enter", "c", "y"), ("escape", "q")


class _Told(Canvas):
    DEFAULT_CSS = "_Told { width: 1fr; height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.chars = self.lines = 0

    def paint(self) -> Iterable[Parts]:
        palette = self.palette
        if self.chars:
            count = f"{units.count(self.chars, 'character')}, {units.count(self.lines, 'line')}"
            words = f"{count}; enter copies"
        else:
            words = "arrows move; space, or shift with them, begins"
        parts: Parts = [(" select ", palette.bar_strong), (f" {words}", palette.bar)]
        yield spread(parts, [], self.width, palette.bar)


class SelectBar(BottomBar, can_focus=True):
    DEFAULT_CSS = "SelectBar { display: none; background: $panel; }"

    def __init__(self, done: Callable[[bool], None]) -> None:
        """`done` is told whether to copy the selection first."""
        super().__init__()
        self._done = done
        self._told = _Told()
        self._draws_out = False
        """Whether moves extend the selection."""
        self.pane: Pane | None = None
        """None while closed."""

    def compose(self) -> ComposeResult:
        yield self._told

    def hints(self, scene: Scene) -> list[tuple[str, str]]:
        if self.pane is None:
            return []
        begin = "begin anew" if self._draws_out else "begin"
        return [("enter", "copy"), ("space", begin), ("w", "word"), (fixed.QUIT, "quit"), ("esc", "leave")]

    def open(self, pane: Pane) -> None:
        self.pane = pane
        self._draws_out = bool(pane.reader.selection.text)
        pane.reader.place_caret()
        pane.draw()
        self.display = True
        self.take_keys(self)

    def close(self) -> None:
        """The selection stays."""
        if self.pane is not None:
            self.pane.reader.selection.caret = None
            self.pane.draw()
        self.pane = None
        self.display = False

    def update_view(self) -> None:
        if self.pane is None:
            return
        reader = self.pane.reader
        if reader.selection.caret is None:
            # The text was laid out again, for instance for a new width.
            self._draws_out = False
            reader.place_caret()
            self.pane.draw()
        text = reader.selection.text
        self._told.chars, self._told.lines = len(text), text.count("\n") + 1
        self._told.draw()

    def on_key(self, event: events.Key) -> None:
        if self.pane is None or event.key in fixed.KEYS_OF_THE_APP:
            return
        event.stop()
        event.prevent_default()
        shift = event.key.startswith("shift+") or "+shift+" in event.key
        if (move := _MOVES.get(event.key.replace("shift+", ""))) is not None:
            self._draws_out = self._draws_out or shift
            self.pane.reader.selection.move_caret(move, extend=self._draws_out)
            self.pane.draw()
        elif event.key in _ANCHOR:
            self._draws_out = True
            self.pane.reader.selection.anchor_caret()
            self.pane.draw()
        elif event.key in _COPY:
            self._done(True)
        elif event.key in _LEAVE:
            self._done(False)
        self.update_view()
