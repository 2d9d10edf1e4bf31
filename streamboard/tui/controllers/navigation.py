"""Switch between views."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.moving import Moving
from streamboard.tui.controllers.voting import Voting
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action, without_stream
from streamboard.tui.views.catalogue import LANES, NOTHING, PANES, VIEW_BY_NAME, VIEWS, ZOOM, ViewSpec
from streamboard.tui.views.layout import capacity, lanes_by_itself
from streamboard.tui.views.view import View
from streamboard.tui.widgets.view_links import ViewLink


class Navigation(Controller):
    def __init__(self, screen: Board, moving: Moving, vote: Voting, wanted: str | None) -> None:
        super().__init__(screen)
        self._moving = moving
        self.vote = vote
        self.zoomed = False
        self.wanted = wanted
        """The view that the user chose; None picks one that fits."""

    def view_now(self, scene: Scene) -> str:
        if scene.ballot is not None:
            return self.vote.shown_in
        return ZOOM.name if self.zoomed and scene.streams else self.view_under(scene)

    def view_under(self, scene: Scene) -> str:
        """Return the name of the view to show without zoom."""
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

    def zoom(self) -> None:
        self.vote.end()
        self.zoomed = not self.zoomed

    def dismiss_zoom(self) -> bool:
        was, self.zoomed = self.zoomed, False
        return was

    def back(self) -> None:
        if not self._screen.dismiss_latest():
            self._moving.follow()

    def what_back_leaves(self) -> str:
        return self._screen.what_escape_leaves()

    def toggle_panes(self) -> None:
        scene = self._screen.scene()
        self.vote.end()
        # Returning from zoom to the view beneath would not look like a toggle.
        self.zoomed = False
        wanted = PANES.name if self.view_under(scene) == LANES.name else LANES.name
        crowded = lanes_by_itself(len(scene.streams), scene.width, scene.height)
        by_itself = LANES.name if crowded else PANES.name
        # Back to automatic: the next resize may change it.
        self.wanted = None if wanted == by_itself else wanted

    def places(self, view: View, scene: Scene) -> list[ViewLink]:
        if scene.ballot is not None:
            return []
        zoomed = ZOOM.name == view.spec.name
        shown = self.view_under(scene) if zoomed else view.spec.name
        found = [
            ViewLink(scene.key(spec.action), spec.name, spec.action, spec.name == shown) for spec in VIEWS
        ]
        zoom = ViewLink(scene.key(ZOOM.action), ZOOM.name, ZOOM.action, True, passing=True)
        return [*found, zoom] if zoomed else found

    def show_view(self, name: str) -> None:
        if self.vote.goes_on:
            self.vote.show(name)
            return
        self.vote.end()
        self.zoomed = False
        self.wanted = name

    def choose(self, stream_id: str, view: str | None) -> None:
        """Focus a stream that was clicked or jumped to; `view` None stays in the present view."""
        if self.view.spec.searches:
            # A view with its own search lists streams that the board's search hides.
            self.selection.visited = stream_id
        if view is not None:
            self.zoomed = view == ZOOM.name
            if not self.zoomed:
                self.wanted = view
        self._moving.go_to(stream_id)


def _no_panes(_board: Navigation, scene: Scene) -> str:
    fit = capacity(scene.width, scene.height).panes
    return "" if fit else "The terminal is too small for panes."


def _show(view: ViewSpec) -> Action[Navigation]:
    return Action(
        view.action,
        view.key,
        view.name,
        view.sentence,
        lambda navigation: navigation.show_view(view.name),
        lambda navigation, _scene: navigation.vote.hinders(view.name),
        rank=23,
        hint=lambda navigation, scene: navigation.vote.words_for(view.name) if scene.blind else "",
        in_vote=True,
        synonyms=view.synonyms,
    )


VIEW_BY_VIEW: Sequence[Action[Navigation]] = (
    Action(
        ZOOM.action,
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
)
