"""Go from stream to stream, from view to view, and through the text."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard.tui.layout import capacity, lanes_by_itself
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import LANES, PANES, SEARCHING, ZOOM, BoardBase, key
from streamboard.tui.views import VIEWS, key_of
from streamboard.tui.views.view import Hint, View
from streamboard.tui.widgets.pane import Pane

_MOST_PAGES = 10_000
"""More than any view has."""


class MovingActions(BoardBase):
    """The keys that change what is looked at."""

    GROUP = "Look"
    OF_ONE = frozenset({"move", "move_row", "page", "zoom", "shift", "scroll_text", "text_start", "follow"})
    BINDINGS: ClassVar[list[BindingType]] = [
        key("tab,right,l", "move(1)", "next", "Go to the next stream"),
        key("shift+tab,left,h", "move(-1)", "previous", "Go to the previous stream"),
        key("down,j", "move_row(1)", "down", "Go to the stream below"),
        key("up,k", "move_row(-1)", "up", "Go to the stream above"),
        key("right_square_bracket", "page(1)", "next page", "Go to the next page of streams"),
        key("left_square_bracket", "page(-1)", "previous page", "Go to the previous page of streams"),
        key("z,enter", "zoom", "zoom", "Show one stream alone, and back"),
        key("escape", "back", "back", "Leave what was entered last, or follow the text again"),
        key("v", "view", "view", "Change between panes and lanes"),
        *(key(key_of(room.name), f"show_view('{room.name}')", room.name, room.words) for room in VIEWS),
        key("pageup", "scroll_text(-1)", "page up", "Scroll the text up"),
        key("pagedown", "scroll_text(1)", "page down", "Scroll the text down"),
        key("home,g", "text_start", "start", "Go to the start of the text"),
        key("end,f", "follow", "follow", "Follow the text's end again"),
        key("left_curly_bracket", "shift(-1)", "move left", "Move this stream one place to the front"),
        key("right_curly_bracket", "shift(1)", "move right", "Move this stream one place to the back"),
    ]

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        return [*self.first_hints(view, scene), *super().hints(view, scene)]

    def go_to(self, stream_id: str | None) -> None:
        """Put a stream in focus."""
        self.selection.cursor = stream_id
        self.draw_frame()

    def action_move(self, step: int) -> None:
        """Move the focus along the streams."""
        self.go_to(self.current_view().step(self.scene(), step, 0))

    def action_move_row(self, step: int) -> None:
        """Move the focus up or down; in the zoom, scroll."""
        self.go_to(self.current_view().step(self.scene(), 0, step))

    def action_page(self, step: int) -> None:
        """Move the focus by a page."""
        if self.current_view().has_one_page(self.scene()):
            self.say("There is only one page.")
        else:
            self.go_to(self.current_view().turn_page(self.scene(), step))

    def does_something(self, name: str, parameters: tuple[object, ...]) -> bool:
        if name == "page" and self.current_view().has_one_page(self.scene()):
            return False
        return super().does_something(name, parameters)

    def action_turn_page(self) -> None:
        """Go to the next page, and from the last one to the first: what a click on the page does."""
        view, before = self.current_view(), self.current_view().place(self.scene())
        self.action_page(1)
        if view.place(self.scene()) == before:
            self.action_page(-_MOST_PAGES)

    def action_shift(self, step: int) -> None:
        """Move the stream in focus among the others."""
        self.selection.shift(step)
        self.draw_frame()

    def action_zoom(self) -> None:
        """Show one stream alone, and back."""
        if self.make_way(ZOOM):
            self.zoomed = not self.zoomed
            self.draw_frame()

    def action_back(self) -> None:
        """Leave what was entered last; else follow the text again."""
        if not self.leave():
            self.action_follow()
        self.draw_frame()

    def action_view(self) -> None:
        """Change between panes and lanes."""
        scene = self.scene()
        if capacity(scene.width, scene.height).panes == 0:
            self.say("The terminal is too small for panes.")
            return
        self.make_way(PANES)
        # The zoom lies over a view: back to what was under it would be no change.
        self.zoomed = False
        wanted = PANES if self.view_now(scene) == LANES else LANES
        by_itself = LANES if lanes_by_itself(len(scene.streams), scene.width, scene.height) else PANES
        # Back at what fits by itself is no choice: the next resize decides again.
        self.view_wanted = None if wanted == by_itself else wanted
        self.draw_frame()

    def action_show_view(self, name: str) -> None:
        """Show a view."""
        if self.make_way(name):
            self.zoomed = False
            self.view_wanted = name
        self.current_view()  # It has the next key, even if the terminal has no time for a frame now.
        self.draw_frame()

    def action_scroll_text(self, pages: int) -> None:
        """Scroll the text of the stream in focus; where there are no panes, the streams."""
        if pane := self.current_view().pane_in_focus(self.scene()):
            pane.scroll_page(pages)
        else:
            self.action_page(pages)

    def action_text_start(self) -> None:
        """Go to the start of the text."""
        if pane := self.current_view().pane_in_focus(self.scene()):
            pane.scroll_home_text()

    def action_follow(self) -> None:
        """Follow the text's end again."""
        if pane := self.current_view().pane_in_focus(self.scene()):
            pane.follow()

    def on_pane_chosen(self, message: Pane.Chosen) -> None:
        self.go_to(message.stream_id)

    def on_pane_double_clicked(self, message: Pane.DoubleClicked) -> None:
        self.selection.cursor = message.stream_id
        self.action_zoom()

    def on_view_chosen(self, message: View.Chosen) -> None:
        if self.current_view().NAME in SEARCHING:
            # Its rows are of any stream, also of those that are not found.
            self.selection.visited = message.stream_id
        if message.view is not None:
            self.zoomed = message.view == ZOOM
            if not self.zoomed:
                self.view_wanted = message.view
        self.go_to(message.stream_id)
