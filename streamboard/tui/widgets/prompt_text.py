"""The text field for prompts, with earlier ones on the arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from textual import events
from textual.keys import Keys
from textual.widgets import TextArea

from streamboard.session.attachments import glance_completed, without_files
from streamboard.settings.prompt_history import PromptHistory
from streamboard.tui import textual_internals
from streamboard.tui.keys import fixed

# Older terminals send Alt+Enter as ESC and a carriage return. Textual drops the Alt, which would send the
# text instead of adding a line.
textual_internals.read_as("\x1b\r", Keys.ControlJ)

BarKey = Literal["send", "target", "fork", "editor"]
LONG_PASTE = 10_000
"""In characters; longer pastes are shown as a placeholder."""


class PromptText(TextArea):
    """Its own keys take precedence over the board's."""

    DEFAULT_CSS = """
    PromptText {
        height: 1; border: none; padding: 0 1; background: $panel;
        &:focus { border: none; background-tint: $foreground 0%; }
    }
    """

    def __init__(self, history: PromptHistory, do: Callable[[BarKey], None]) -> None:
        super().__init__(compact=True, highlight_cursor_line=False, tab_behavior="focus", max_checkpoints=200)
        self._history = history
        self._place: int | None = None
        """The index of the earlier prompt shown; None for a new one."""
        self._draft = ""
        """What was typed before an earlier prompt replaced it."""
        self.searching: str | None = None
        """The search in earlier prompts; None while not searching."""
        self.found = True
        """Whether any prompt matches."""
        self.oldest = False
        """The user asked for a match older than the oldest."""
        self.lines = 1
        """Rows of the wrapped text."""
        self._pasted: dict[str, str] = {}
        """By their placeholders."""
        self._keys: dict[str, Callable[[], object]] = {
            "enter": lambda: do("send"),
            **dict.fromkeys(fixed.NEW_LINE, lambda: self.insert("\n")),
            "tab": self._complete,
            fixed.OLDER: self.search,
            fixed.TARGET: lambda: do("target"),
            fixed.FORK: lambda: do("fork"),
            fixed.EDITOR: lambda: do("editor"),
        }

    @property
    def whole(self) -> str:
        """With pastes in place of their placeholders."""
        return self._with_pastes(self.text)

    def _with_pastes(self, text: str) -> str:
        for words, pasted in self._pasted.items():
            text = text.replace(words, pasted)
        return text

    async def on_paste(self, event: events.Paste) -> None:
        """A paste must not attach files: the user may not have read it.

        A long one becomes a placeholder, since it would slow down every key.
        """
        row, column = min(self.selection)
        if not self._with_pastes(self.document[row][:column])[-1:].strip():
            event.text = without_files(event.text)
        else:  # It continues a word, perhaps a path after a typed `@`.
            event.text = event.text[:1] + without_files(event.text[1:])
        if len(event.text) <= LONG_PASTE:
            return  # The base class inserts it.
        event.stop()
        event.prevent_default()
        words = f"[pasted text {len(self._pasted) + 1}, {len(event.text):,} characters]"
        self._pasted[words] = event.text
        self.insert(words)

    def on_text_area_changed(self) -> None:
        self._count_lines()

    def on_resize(self) -> None:
        self.call_after_refresh(self._count_lines)

    def _count_lines(self) -> None:
        self.lines = self.wrapped_document.height

    async def on_key(self, event: events.Key) -> None:
        if self.searching is not None:
            self._search_key(event)
        elif event.key == "escape":
            # Escape always leaves a text field, whatever key the user bound to go back.
            await self.run_action("screen.perform('board.back')")
        elif event.key in self._keys:
            self._keys[event.key]()
        elif not self._walks(event.key) and not await self._bound(event.key):
            return  # A character: the base class inserts it.
        event.stop()
        event.prevent_default()

    async def _bound(self, key: str) -> bool:
        """Run a key's action here: Textual would do so after the characters typed next."""
        bindings = textual_internals.bindings_of(self, key)
        for binding in bindings[:1]:
            await self.run_action(binding.action)
        return bool(bindings)

    def put(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)

    def sent(self) -> None:
        self._place, self._draft = None, ""
        self._pasted.clear()
        self.put("")

    # -- the prompts sent before

    def _walks(self, key: str) -> bool:
        at = self.cursor_location
        if key == "up" and self.navigator.is_first_wrapped_line(at):
            self._walk(-1)
        elif key == "down" and self.navigator.is_last_wrapped_line(at):
            self._walk(1)
        else:
            return False
        return True

    def _walk(self, step: int) -> None:
        prompts = self._history.prompts
        if self._place is None:
            self._draft = self.text
        place = (len(prompts) if self._place is None else self._place) + step
        if 0 <= place <= len(prompts):
            self._show(place)

    def _show(self, place: int) -> None:
        prompts = self._history.prompts
        self._place = place if place < len(prompts) else None
        self.put(self._draft if self._place is None else prompts[place])

    def search(self) -> None:
        if self._place is None:
            self._draft = self.text
        self.searching, self.found, self.oldest = "", True, False

    def _search_key(self, event: events.Key) -> None:
        """A key that neither edits nor repeats the search keeps the prompt found."""
        assert self.searching is not None
        self.oldest = False
        if event.key == fixed.OLDER:
            self._find_older()
        elif event.key == "backspace":
            self.searching = self.searching[:-1]
            self._find(len(self._history.prompts))
        elif event.key == "escape":
            self.searching = None
            self._show(len(self._history.prompts))
        elif event.is_printable and event.character:
            self.searching += event.character
            self._find(len(self._history.prompts))
        else:
            self.searching = None
            if not self.found:
                self._show(len(self._history.prompts))

    def _find(self, before: int) -> None:
        place = self._history.find(self.searching or "", before)
        self.found = place is not None
        if place is not None:
            self._show(place)
        else:
            self._place = None
            self.put("")

    def _find_older(self) -> None:
        here = len(self._history.prompts) if self._place is None else self._place
        if self._place is None or self._history.find(self.searching or "", here) is not None:
            self._find(here)
        else:
            self.oldest = True

    # -- paths

    def _complete(self) -> None:
        row, column = self.cursor_location
        before = self.document[row][:column]
        longer = glance_completed(before, Path())
        if longer is not None:
            self.insert(longer[len(before) :])
