"""The base of dialogs over the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.screen import ModalScreen
from textual.widget import Widget

from streamboard.tui.keys.hints import hint_parts

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """A window that a click outside closes without a result."""

    HINTS: ClassVar[Sequence[tuple[str, str]]] = ()
    """Its keys and what they do, for its border."""
    KEEPS_TEXT: ClassVar[bool] = False
    """The user types into it, so a click outside does not close it."""

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
