"""The row for typing a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.widgets import Input, Static

from streamboard.tui.draw.canvas import Canvas, Parts, spread
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys import fixed
from streamboard.tui.widgets.bars import BottomBar

_HELP = 'words   !without   "several words"   failed, queued, a name, a model'


class _Count(Canvas):
    DEFAULT_CSS = "_Count { width: 26; max-width: 40%; height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.found = self.among = 0

    def paint(self) -> Iterable[Parts]:
        palette = self.palette
        style = palette.bar_strong if self.found else palette.on_bar(palette.trouble)
        words: Parts = [(f"{self.found}", style), (f" of {self.among} streams ", palette.bar_dim)]
        yield spread([], words, self.width, palette.bar)


class SearchBar(BottomBar):
    DEFAULT_CSS = """
    SearchBar { layout: horizontal; display: none; background: $panel; }
    SearchBar > Static { width: 3; height: 1; color: $accent; text-style: bold; }
    SearchBar > Input, SearchBar > Input:focus {
        width: 1fr; height: 1; border: none; padding: 0; background: $panel; background-tint: $panel 0%;
    }
    """

    def __init__(
        self, look_for: Callable[[str], None], keep: Callable[[], None], drop: Callable[[], object]
    ) -> None:
        """`look_for` takes the words at each letter."""
        super().__init__()
        self._look_for, self._keep, self._drop = look_for, keep, drop
        self._input: Input | None = None
        self._count = _Count()

    @property
    def typing(self) -> bool:
        return bool(self.display)

    def hints(self, scene: Scene) -> list[tuple[str, str]]:
        if not self.typing:
            return []
        return [("enter", "keep this search"), ("↑↓", "move"), (fixed.QUIT, "quit"), ("esc", "drop it")]

    def open(self, words: str) -> None:
        self.display = True
        if self._input is None:
            self._input = Input(placeholder=_HELP, compact=True, select_on_focus=False)
            self._input.cursor_blink = False
            self.mount(Static(" / ", markup=False), self._input, self._count)
        with self.prevent(Input.Changed):
            self._input.value = words
        self._input.cursor_position = len(words)
        self.take_keys(self._input)

    def close(self) -> None:
        """The search stays."""
        self.display = False

    def update_view(self, found: int, among: int) -> None:
        self._count.found, self._count.among = found, among
        self._count.draw()

    def on_key(self, event: events.Key) -> None:
        """Drop the search on escape, whatever key the user bound to go back."""
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self._drop()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._look_for(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._keep()
