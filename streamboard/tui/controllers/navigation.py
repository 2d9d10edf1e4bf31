"""Go from stream to stream, from view to view, and through the text."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.voting import Voting
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import NO_STREAM, Action, Refusal, without_stream
from streamboard.tui.views import LANES, NOTHING, PANES, VIEW_BY_NAME, VIEWS, ZOOM, ViewSpec
from streamboard.tui.views.layout import capacity, lanes_by_itself

_MOST_PAGES = 10_000
"""More than any view has."""


class Navigation(Controller):
    """What is looked at."""

    def __init__(self, screen: Board, vote: Voting, wanted: str | None) -> None:
        """Make it.

        Args:
            screen: The board.
            vote: While one goes on, it decides what is shown.
            wanted: The view to begin with; None leaves it to what fits.
        """
        super().__init__(screen)
        self.vote = vote
        self.zoomed = False
        self.wanted = wanted
        """The view that the user chose; None leaves it to what fits."""

    def view_now(self, scene: Scene) -> str:
        """The name of the view to show: the one that was chosen, or what fits."""
        if scene.ballot is not None:
            return self.vote.shown_in
        return ZOOM.name if self.zoomed and scene.streams else self.view_under(scene)

    def view_under(self, scene: Scene) -> str:
        """The view while no stream is shown alone."""
        if not scene.streams:
            return (
                self.wanted
                if self.wanted is not None and VIEW_BY_NAME[self.wanted].searches
                else NOTHING.name
            )
        none_fits = capacity(scene.width, scene.height).panes == 0
        crowded = none_fits or lanes_by_itself(len(scene.streams), scene.width, scene.height)
        wanted = self.wanted or (LANES.name if crowded else PANES.name)
        return LANES.name if wanted == PANES.name and none_fits else wanted

    def go_to(self, stream_id: str | None) -> None:
        """Put a stream in focus."""
        self.selection.cursor = stream_id

    def move(self, step: int) -> None:
        """Move the focus along the streams."""
        self.go_to(self.view.step(self._screen.scene(), step, 0))

    def move_row(self, step: int) -> None:
        """Move the focus up or down; in the zoom, scroll."""
        self.go_to(self.view.step(self._screen.scene(), 0, step))

    def page(self, step: int) -> None:
        """Move the focus by a page."""
        self.go_to(self.view.turn_page(self._screen.scene(), step))

    def turn_page(self) -> None:
        """Go to the next page, and from the last one to the first: what a click on the page does."""
        view, before = self.view, self.view.place(self._screen.scene())
        self.page(1)
        self._screen.draw_frame()
        if view.place(self._screen.scene()) == before:
            self.page(-_MOST_PAGES)

    def shift(self, step: int) -> None:
        """Move the stream in focus among the others."""
        self.selection.shift(step)

    def zoom(self) -> None:
        """Show one stream alone, and back."""
        self.vote.end()
        self.zoomed = not self.zoomed

    def leave_zoom(self) -> bool:
        """Show all streams again; whether one was shown alone."""
        was, self.zoomed = self.zoomed, False
        return was

    def back(self) -> None:
        """Leave what was entered last; else follow the text again."""
        if not self._screen.leave():
            self.follow()

    def what_back_leaves(self) -> str:
        """What that is, for the footer; empty where nothing worth a hint was entered."""
        return self._screen.what_escape_leaves()

    def toggle_panes(self) -> None:
        """Change between panes and lanes."""
        scene = self._screen.scene()
        self.vote.end()
        # The zoom lies over a view: back to what was under it would be no change.
        self.zoomed = False
        wanted = PANES.name if self.view_under(scene) == LANES.name else LANES.name
        crowded = lanes_by_itself(len(scene.streams), scene.width, scene.height)
        by_itself = LANES.name if crowded else PANES.name
        # Back at what fits by itself is no choice: the next resize decides again.
        self.wanted = None if wanted == by_itself else wanted

    def show_view(self, name: str) -> None:
        """Show a view."""
        if self.vote.goes_on:
            self.vote.show(name)
            return
        self.vote.end()
        self.zoomed = False
        self.wanted = name

    def scroll_text(self, pages: int) -> None:
        """Scroll the text of the stream in focus; where there are no panes, the streams."""
        if pane := self.pane:
            pane.scroll_page(pages)
        else:
            self.page(pages)

    def go_to_start(self) -> None:
        """Go to the start of the text."""
        if pane := self.pane:
            pane.scroll_home_text()

    def follow(self) -> None:
        """Follow the text's end again."""
        if pane := self.pane:
            pane.follow()

    def choose(self, stream_id: str, view: str | None) -> None:
        """Put a stream in focus that was clicked or jumped to.

        Args:
            stream_id: The stream.
            view: The view to go to; None stays.
        """
        if self.view.spec.searches:
            # Its rows are of any stream, also of those that are not found.
            self.selection.visited = stream_id
        if view is not None:
            self.zoomed = view == ZOOM.name
            if not self.zoomed:
                self.wanted = view
        self.go_to(stream_id)


def _one_page(navigation: Navigation, scene: Scene) -> str:
    return "There is only one page." if navigation.view.has_one_page(scene) else ""


def _no_text(navigation: Navigation, scene: Scene) -> str:
    if navigation.view.pane_in_focus(scene) is not None:
        return without_stream(navigation, scene)
    return f"Texts are shown in panes: {PANES.key}, or z for one alone."


def _no_pages(navigation: Navigation, scene: Scene) -> str:
    return _no_text(navigation, scene) and _one_page(navigation, scene)


def _cannot_shift(step: int) -> Refusal[Navigation]:
    def refused(navigation: Navigation, scene: Scene) -> str:
        edge = 0 if step < 0 else -1
        if scene.cursor is None:
            return NO_STREAM
        return (
            f"It is the {'last' if edge else 'first'} already."
            if navigation.selection.order[edge] == scene.cursor
            else ""
        )

    return refused


def _no_panes(_board: Navigation, scene: Scene) -> str:
    fit = capacity(scene.width, scene.height).panes
    return "" if fit else "The terminal is too small for panes."


def _show(view: ViewSpec) -> Action[Navigation]:
    """The action that shows a view."""
    return Action(
        f"board.view_{view.name}",
        view.key,
        view.name,
        view.sentence,
        lambda navigation: navigation.show_view(view.name),
        lambda navigation, _scene: navigation.vote.hinders(view.name),
        rank=23,
        hint=lambda navigation, scene: navigation.vote.words_for(view.name) if scene.blind else "",
        in_vote=True,
    )


LOOK: Sequence[Action[Navigation]] = (
    Action(
        "board.next",
        "tab,right,l",
        "next",
        "Go to the next stream",
        lambda navigation: navigation.move(1),
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
        lambda navigation: navigation.move(-1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.down",
        "down,j",
        "down",
        "Go to the stream below",
        lambda navigation: navigation.move_row(1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.up",
        "up,k",
        "up",
        "Go to the stream above",
        lambda navigation: navigation.move_row(-1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.next_page",
        "right_square_bracket",
        "next page",
        "Go to the next page of streams",
        lambda navigation: navigation.page(1),
        _one_page,
        in_vote=True,
    ),
    Action(
        "board.previous_page",
        "left_square_bracket",
        "previous page",
        "Go to the previous page of streams",
        lambda navigation: navigation.page(-1),
        _one_page,
        in_vote=True,
    ),
    Action(
        "board.zoom",
        "z,enter",
        "zoom",
        "Show one stream alone, and back",
        lambda navigation: navigation.zoom(),
        without_stream,
        rank=41,
        hint=lambda navigation, _scene: "back" if navigation.zoomed else "zoom",
        synonyms="full screen alone figures percentile",
    ),
    Action(
        "board.back",
        "escape",
        "back",
        "Leave what was entered last, or follow the text again",
        lambda navigation: navigation.back(),
        rank=32,
        hint=lambda navigation, scene: navigation.what_back_leaves(),
        in_vote=True,
    ),
    Action(
        "board.view",
        "v",
        "view",
        "Change between panes and lanes",
        lambda navigation: navigation.toggle_panes(),
        _no_panes,
        rank=75,
    ),
    *(_show(view) for view in VIEWS),
    Action(
        "board.scroll_up",
        "pageup",
        "page up",
        "Scroll the text up",
        lambda navigation: navigation.scroll_text(-1),
        _no_pages,
        in_vote=True,
    ),
    Action(
        "board.scroll_down",
        "pagedown",
        "page down",
        "Scroll the text down",
        lambda navigation: navigation.scroll_text(1),
        _no_pages,
        in_vote=True,
    ),
    Action(
        "board.text_start",
        "home,g",
        "start",
        "Go to the start of the text",
        lambda navigation: navigation.go_to_start(),
        _no_text,
        in_vote=True,
    ),
    Action(
        "board.follow",
        "f,end",
        "follow",
        "Follow the text's end again",
        lambda navigation: navigation.follow(),
        _no_text,
        rank=73,
        in_vote=True,
    ),
    Action(
        "board.move_left",
        "left_curly_bracket",
        "move left",
        "Move this stream one place to the front",
        lambda navigation: navigation.shift(-1),
        _cannot_shift(-1),
        synonyms="order arrange",
    ),
    Action(
        "board.move_right",
        "right_curly_bracket",
        "move right",
        "Move this stream one place to the back",
        lambda navigation: navigation.shift(1),
        _cannot_shift(1),
        synonyms="order arrange",
    ),
    Action(
        "board.turn_page",
        "",
        "turn page",
        "Go to the next page, and from the last one to the first",
        lambda navigation: navigation.turn_page(),
        _one_page,
        in_vote=True,
    ),
)
