"""The bar for typing prompts: where they go, and the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from streamboard.common import units
from streamboard.safety.sanitise import clean_line
from streamboard.settings import prompt_history
from streamboard.tui.draw.canvas import Canvas, Parts, cut, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys import fixed
from streamboard.tui.keys.key_names import types_text
from streamboard.tui.widgets.bars import BottomBar

if TYPE_CHECKING:
    from streamboard.tui.widgets.prompt_text import BarKey, PromptText

_MOST_NAMES = 5
MOST_ROWS = 8
"""Longer text scrolls."""


class PromptStatus(Canvas):
    """Says what enter will do."""

    DEFAULT_CSS = "PromptStatus { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self.words: Parts = []
        self.aside = ""

    def update_view(self, words: Parts, aside: str) -> None:
        """Show `aside` at the right edge if there is room."""
        if (words, aside) != (self.words, self.aside):
            self.words, self.aside = words, aside
            self.draw()

    def paint(self) -> Iterable[Parts]:
        palette = self.palette
        right: Parts = [(f" {self.aside} ", palette.bar_dim)] if self.aside else []
        left = cut([(" ", palette.bar), *self.words], self.width)
        if width_of(left) + width_of(right) > self.width:
            right = []
        yield spread(left, right, self.width, palette.bar)


class PromptBar(BottomBar):
    """Hidden until it is first opened; keeps its text when closed."""

    DEFAULT_CSS = """
    PromptBar { height: auto; layout: vertical; display: none; }
    """

    def __init__(self, do: Callable[[BarKey], None]) -> None:
        super().__init__()
        self._do = do
        self.field: PromptText | None = None
        """Created when the bar is first opened."""
        self.stands = False
        """Show the bar unless something else prevents it."""
        self.several = self.pinned = False
        """Whether there are several streams to send to, and whether one is pinned."""
        self._status = PromptStatus()
        self._looked_at = ""
        self._found: list[str] = []
        """The files named in `_looked_at`."""

    def compose(self) -> ComposeResult:
        yield self._status

    @property
    def rows(self) -> int:
        return 1 + self._text_rows()

    def _text_rows(self) -> int:
        lines = self.field.lines if self.field is not None else 1
        return max(min(lines, MOST_ROWS, self.app.size.height // 3), 1)

    @property
    def typing(self) -> bool:
        return self.field is not None and self.field.has_focus

    def hints(self, scene: Scene) -> list[tuple[str, str]]:
        if not self.typing or self.field is None:
            return []
        if self.field.searching is not None:
            found = [(fixed.OLDER, "older"), ("enter", "take")] if self.field.found else []
            return [*found, (fixed.QUIT, "quit"), ("esc", "back")]
        saves = scene.key("board.save_session")
        return [
            ("enter", "send"),
            *([(fixed.TARGET, "to whom")] if self.several else []),
            *([(fixed.FORK, "from the pinned")] if self.pinned else []),
            *((fixed.NEW_LINE[0], "new line"), ("@", "file"), (fixed.OLDER, "search")),
            (fixed.EDITOR, "editor"),
            *([] if types_text(saves) else [(saves, "save")]),
            *((fixed.QUIT, "quit"), ("esc", "leave")),
        ]

    @property
    def text(self) -> str:
        """With pastes."""
        return self.field.whole if self.field is not None else ""

    @property
    def history(self) -> prompt_history.PromptHistory:
        """Raises `AttributeError` until the bar is first opened."""
        return self._history

    def _files(self) -> list[str]:
        text = self.text
        if "@" not in text:
            return []
        if text != self._looked_at:
            from streamboard.session.attachments import glance_at_files_of

            self._looked_at, self._found = text, glance_at_files_of(text, Path())
        return self._found

    def open(self) -> PromptText:
        self.stands = self.display = True
        if self.field is None:
            # Imported late: the board's first frame must not wait for an editor.
            from streamboard.tui.widgets.prompt_text import PromptText

            self._history = prompt_history.PromptHistory(prompt_history.default_path())
            self.field = PromptText(self._history, self._do)
            self.mount(self.field)
        self.field.focus()
        return self.field

    def close(self, *, stays: bool) -> None:
        self.stands = self.display = stays

    def update_view(self, words: Parts) -> None:
        if not self.display:
            return
        field = self.field
        if field is not None and field.searching is not None:
            told = clean_line(field.searching) if field.searching.strip() else field.searching
            nothing = "  no older one" if field.oldest else "" if field.found else "  nothing found"
            words = [("search: ", self._status.palette.bar_dim), (told, self._status.palette.bar_strong)]
            words += [("▌", self._status.palette.bar), (nothing, self._status.palette.bar_dim)]
        elif files := self._files():
            told = ", ".join(clean_line(name) for name in files[:_MOST_NAMES])
            more = ", …" if len(files) > _MOST_NAMES else ""
            dim, strong = self._status.palette.bar_dim, self._status.palette.bar_strong
            words = [*words, ("  with ", dim), (f"{units.count(len(files), 'file')}: {told}{more}", strong)]
        rows = self._text_rows()
        if field is not None and field.styles.height is not None and field.styles.height.value != rows:
            field.styles.height = rows
        lines = field.lines if field is not None else 1
        self._status.update_view(words, units.count(lines, "line") if lines > rows else "")
