"""Where a prompt is typed: several lines, with the prompts sent before at the arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import events
from textual.keys import Keys
from textual.message import Message
from textual.widgets import TextArea

from streamboard.session.attachments import completed, without_files
from streamboard.settings.prompt_history import PromptHistory
from streamboard.tui import textual_internals

# Older terminals send Alt+Enter as ESC and a carriage return. Textual drops the Alt of that, and what was
# meant as a new line would be sent.
textual_internals.read_as("\x1b\r", Keys.ControlJ)

NEW_LINE_KEYS = ("ctrl+j", "alt+enter", "shift+enter", "ctrl+enter")
LONG_PASTE = 10_000
"""Characters from which a paste is shown in a few words."""


class PromptText(TextArea):
    """A text to send. Keys of its own come before those of the board."""

    DEFAULT_CSS = """
    PromptText {
        height: 1; border: none; padding: 0 1; background: $panel;
        &:focus { border: none; background-tint: $foreground 0%; }
    }
    """

    class Submitted(Message):
        """The user sends the text."""

    class Asked(Message):
        """A key asks for something of the bar: `target`, `fork` or `editor`."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, history: PromptHistory) -> None:
        super().__init__(compact=True, highlight_cursor_line=False, tab_behavior="focus", max_checkpoints=200)
        self._history = history
        self._place: int | None = None
        """Which of the prompts sent before is shown; None for one that is new."""
        self._draft = ""
        """What was typed before another prompt took its place."""
        self.searching: str | None = None
        """The words that are searched for; None while nothing is."""
        self.found = True
        """Whether any prompt has them."""
        self.oldest = False
        """An older prompt than the oldest that has them was asked for."""
        self.lines = 1
        """How many rows the whole text takes."""
        self._pasted: dict[str, str] = {}
        """Long pastes by the words that stand for them."""
        self._keys: dict[str, Callable[[], object]] = {
            "enter": lambda: self.post_message(self.Submitted()),
            **dict.fromkeys(NEW_LINE_KEYS, lambda: self.insert("\n")),
            "tab": self._complete,
            "ctrl+r": self.search,
            "ctrl+t": lambda: self.post_message(self.Asked("target")),
            "ctrl+f": lambda: self.post_message(self.Asked("fork")),
            "ctrl+e": lambda: self.post_message(self.Asked("editor")),
        }

    @property
    def whole(self) -> str:
        """The text to send: with what was pasted in the place of the words that stand for it."""
        return self._with_pastes(self.text)

    def _with_pastes(self, text: str) -> str:
        for words, pasted in self._pasted.items():
            text = text.replace(words, pasted)
        return text

    async def on_paste(self, event: events.Paste) -> None:
        """Take a paste, which attaches no file: who pasted it may not have read it.

        Words stand for a long one: each key would cost with all of it in the field.
        """
        row, column = min(self.selection)
        if not self._with_pastes(self.document[row][:column])[-1:].strip():
            event.text = without_files(event.text)
        else:  # It goes on with a word, which may be a path behind an `@` that was typed.
            event.text = event.text[:1] + without_files(event.text[1:])
        if len(event.text) <= LONG_PASTE:
            return  # The base class takes it.
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
            # Whatever key leaves other things: this one always leaves a text field.
            await self.run_action("screen.perform('board.back')")
        elif event.key in self._keys:
            self._keys[event.key]()
        elif not self._walks(event.key) and not await self._bound(event.key):
            return  # A character: the base class takes it.
        event.stop()
        event.prevent_default()

    async def _bound(self, key: str) -> bool:
        """Do what a key is bound to here; whether it is.

        Left to Textual, that happens after the characters that are typed right behind it.
        """
        bindings = textual_internals.bindings_of(self, key)
        for binding in bindings[:1]:
            await self.run_action(binding.action)
        return bool(bindings)

    def put(self, text: str) -> None:
        """Have another text in its place, the cursor at its end."""
        self.text = text
        self.move_cursor(self.document.end)

    def sent(self) -> None:
        """The text was sent: begin anew."""
        self._place, self._draft = None, ""
        self._pasted.clear()
        self.put("")

    # -- the prompts sent before

    def _walks(self, key: str) -> bool:
        """Go to an older or a newer prompt, where the cursor can go no further."""
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
        """Search the prompts sent before for the words that are typed now."""
        if self._place is None:
            self._draft = self.text
        self.searching, self.found, self.oldest = "", True, False

    def _search_key(self, event: events.Key) -> None:
        """While it is searched, keys change the words; all others end the search with what was found."""
        assert self.searching is not None
        self.oldest = False
        if event.key == "ctrl+r":
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
        """Go to the next older prompt that has the words; stay at the oldest one."""
        here = len(self._history.prompts) if self._place is None else self._place
        if self._place is None or self._history.find(self.searching or "", here) is not None:
            self._find(here)
        else:
            self.oldest = True

    # -- paths

    def _complete(self) -> None:
        """Go on with a path whose beginning stands before the cursor."""
        row, column = self.cursor_location
        before = self.document[row][:column]
        longer = completed(before, Path.cwd())
        if longer is not None:
            self.insert(longer[len(before) :])
