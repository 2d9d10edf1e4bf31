"""The base of dialogs over the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widget import Widget

from streamboard.tui.keys.hints import hint_parts
from streamboard.tui.textual_internals import bind_on, bindings_of, keymap_of

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A window that a click outside closes without a result."""

    HINTS: ClassVar[Sequence[tuple[str, str]]] = ()
    """Keys and what they do, for the border."""
    KEEPS_TEXT: ClassVar[bool] = False
    """A click outside does not close it."""
    OPENED_BY: ClassVar[str] = ""
    """Id of the action whose keys open and close it."""

    def on_mount(self) -> None:
        for key in self._opened_with():
            if not bindings_of(self, key):  # Its own keys win.
                bind_on(self, key, "dismiss")

    def _opened_with(self) -> Sequence[str]:
        if own := keymap_of(self.app).get(self.OPENED_BY):
            return own.split(",")
        stack = self.app.screen_stack
        beneath = (each for screen in stack for each in Binding.make_bindings(screen.BINDINGS))
        return [each.key for each in beneath if each.id and each.id == self.OPENED_BY]

    def put_hints(self, window: Widget) -> None:
        """Show clickable keys in a window's lower border."""
        text = Text("  ").join(
            Text.assemble(*hint_parts(keys, f" {words}", Style(bold=True), Style.null()))
            for keys, words in self.HINTS
        )
        window.auto_links = False
        window.border_subtitle = text

    def on_click(self, event: events.Click) -> None:
        # The second half of a double click was not meant for the dialog.
        beside = self.get_widget_at(event.screen_x, event.screen_y)[0] is self
        if beside and event.chain == 1 and not self.KEEPS_TEXT:
            self.dismiss(None)
