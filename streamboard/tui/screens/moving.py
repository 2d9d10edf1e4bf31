"""Go from stream to stream, from view to view, and through the text."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui import views
from streamboard.tui.keys.action import NO_STREAM, Action, Refusal, without_stream
from streamboard.tui.layout import capacity, lanes_by_itself
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import LANES, PANES, SEARCHING, ZOOM, BoardBase
from streamboard.tui.views import VIEWS, ViewSpec
from streamboard.tui.views.view import View
from streamboard.tui.widgets.pane import Pane

_MOST_PAGES = 10_000
"""More than any view has."""


class MovingActions(BoardBase):
    """The keys that change what is looked at."""

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
        self.go_to(self.current_view().turn_page(self.scene(), step))

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
        if self.current_view().spec.name in SEARCHING:
            # Its rows are of any stream, also of those that are not found.
            self.selection.visited = message.stream_id
        if message.view is not None:
            self.zoomed = message.view == ZOOM
            if not self.zoomed:
                self.view_wanted = message.view
        self.go_to(message.stream_id)


def _one_page(board: MovingActions, scene: Scene) -> str:
    return "There is only one page." if board.view_shown.has_one_page(scene) else ""


def _no_text(board: MovingActions, scene: Scene) -> str:
    if board.view_shown.pane_in_focus(scene) is not None:
        return without_stream(board, scene)
    return f"Texts are shown in panes: {views.PANES.key}, or z for one alone."


def _no_pages(board: MovingActions, scene: Scene) -> str:
    return _no_text(board, scene) and _one_page(board, scene)


def _cannot_shift(step: int) -> Refusal[MovingActions]:
    def refused(board: MovingActions, scene: Scene) -> str:
        edge = 0 if step < 0 else -1
        if scene.cursor is None:
            return NO_STREAM
        return (
            f"It is the {'last' if edge else 'first'} already."
            if board.selection.order[edge] == scene.cursor
            else ""
        )

    return refused


def _no_panes(_board: MovingActions, scene: Scene) -> str:
    fit = capacity(scene.width, scene.height).panes
    return "" if fit else "The terminal is too small for panes."


def _show(view: ViewSpec) -> Action[MovingActions]:
    """The action that shows a view."""
    return Action(
        f"board.view_{view.name}",
        view.key,
        view.name,
        view.sentence,
        lambda board: board.action_show_view(view.name),
        lambda board, _scene: board.hinders(view.name),
        rank=23,
        hint=lambda board, scene: board.view_in_vote(view.name) if scene.blind else "",
        in_vote=True,
    )


LOOK: Sequence[Action[MovingActions]] = (
    Action(
        "board.next",
        "tab,right,l",
        "next",
        "Go to the next stream",
        lambda board: board.action_move(1),
        without_stream,
        rank=22,
        hint=lambda _board, scene: "next" if scene.blind else "",
        in_vote=True,
    ),
    Action(
        "board.previous",
        "shift+tab,left,h",
        "previous",
        "Go to the previous stream",
        lambda board: board.action_move(-1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.down",
        "down,j",
        "down",
        "Go to the stream below",
        lambda board: board.action_move_row(1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.up",
        "up,k",
        "up",
        "Go to the stream above",
        lambda board: board.action_move_row(-1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.next_page",
        "right_square_bracket",
        "next page",
        "Go to the next page of streams",
        lambda board: board.action_page(1),
        _one_page,
        in_vote=True,
    ),
    Action(
        "board.previous_page",
        "left_square_bracket",
        "previous page",
        "Go to the previous page of streams",
        lambda board: board.action_page(-1),
        _one_page,
        in_vote=True,
    ),
    Action(
        "board.zoom",
        "z,enter",
        "zoom",
        "Show one stream alone, and back",
        lambda board: board.action_zoom(),
        without_stream,
        rank=41,
        hint=lambda board, _scene: "back" if board.zoomed else "zoom",
        synonyms="full screen alone figures percentile",
    ),
    Action(
        "board.back",
        "escape",
        "back",
        "Leave what was entered last, or follow the text again",
        lambda board: board.action_back(),
        rank=32,
        hint=lambda board, scene: board.what_escape_leaves(scene),
        in_vote=True,
    ),
    Action(
        "board.view",
        "v",
        "view",
        "Change between panes and lanes",
        lambda board: board.action_view(),
        _no_panes,
        rank=75,
    ),
    *(_show(view) for view in VIEWS),
    Action(
        "board.scroll_up",
        "pageup",
        "page up",
        "Scroll the text up",
        lambda board: board.action_scroll_text(-1),
        _no_pages,
        in_vote=True,
    ),
    Action(
        "board.scroll_down",
        "pagedown",
        "page down",
        "Scroll the text down",
        lambda board: board.action_scroll_text(1),
        _no_pages,
        in_vote=True,
    ),
    Action(
        "board.text_start",
        "home,g",
        "start",
        "Go to the start of the text",
        lambda board: board.action_text_start(),
        _no_text,
        in_vote=True,
    ),
    Action(
        "board.follow",
        "f,end",
        "follow",
        "Follow the text's end again",
        lambda board: board.action_follow(),
        _no_text,
        rank=73,
        in_vote=True,
    ),
    Action(
        "board.move_left",
        "left_curly_bracket",
        "move left",
        "Move this stream one place to the front",
        lambda board: board.action_shift(-1),
        _cannot_shift(-1),
        synonyms="order arrange",
    ),
    Action(
        "board.move_right",
        "right_curly_bracket",
        "move right",
        "Move this stream one place to the back",
        lambda board: board.action_shift(1),
        _cannot_shift(1),
        synonyms="order arrange",
    ),
    Action(
        "board.turn_page",
        "",
        "turn page",
        "Go to the next page, and from the last one to the first",
        lambda board: board.action_turn_page(),
        _one_page,
        in_vote=True,
    ),
)
