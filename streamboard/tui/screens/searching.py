"""Search streams and their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.board.stream import StreamState
from streamboard.sanitise import clean_line
from streamboard.tui.keys.action import Action
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase
from streamboard.tui.views.view import View
from streamboard.tui.widgets.bars import BottomBar, Flags
from streamboard.tui.widgets.searchbar import SearchBar

_MOST_WORDS = 24
"""Characters of what is searched for that the header shows."""


class SearchingActions(BoardBase):
    """The keys that narrow the board to some streams, and go to what they say."""

    def bottom_bars(self) -> Iterator[BottomBar]:
        yield from super().bottom_bars()
        yield SearchBar()

    @property
    def search_bar(self) -> SearchBar:
        """The bar in which one types what to search for."""
        return self.query_one(SearchBar)

    # -- what is searched for

    def action_search(self) -> None:
        """Type what to search for."""
        self.search_bar.open(self.selection.search.words)
        self.draw_frame()

    def on_search_bar_typed(self, message: SearchBar.Typed) -> None:
        self.selection.look_for(message.words)
        self.draw_frame()

    def on_search_bar_done(self) -> None:
        self._close()

    def on_search_bar_dropped(self) -> None:
        self.selection.look_for("")
        self._close()

    def _close(self) -> None:
        self.search_bar.close()
        # At once, unlike `view.focus`: the next key may be here already.
        self.set_focus(self.current_view(), scroll_visible=False)
        self.draw_frame()

    def leave(self) -> bool:
        if self.search_bar.typing:
            self.on_search_bar_dropped()
            return True
        if super().leave():
            return True
        searching = bool(self.selection.search)
        self.selection.look_for("")
        return searching

    def what_escape_leaves(self, scene: Scene) -> str:
        inner = super().what_escape_leaves(scene)
        return inner or ("all streams" if scene.search and not self.zoomed else "")

    # -- going to matches

    def action_match(self, step: int) -> None:
        """Go to the next match in the pane in focus, and from its last one on to the next pane."""
        pane = self.current_view().pane_in_focus(self.scene())
        if pane is None or not pane.find(step):
            self._match_elsewhere(step)

    def _match_elsewhere(self, step: int) -> None:
        for stream in self._following(step):
            self.selection.cursor = stream.plan.id
            self.draw_frame()
            pane = self.current_view().pane_in_focus(self.scene())
            if pane is None or pane.find(step):
                return

    def _following(self, step: int) -> Sequence[StreamState]:
        """The streams whose answers have a match, in turn; the one in focus comes last."""
        scene = self.scene()
        streams = list(self.current_view().in_order(scene))
        place = next((place for place, stream in enumerate(streams) if stream is scene.focus), 0)
        streams = streams[place + 1 :] + streams[: place + 1]
        if step < 0:
            streams = streams[-2::-1] + streams[-1:]
        return [stream for stream in streams if self.selection.finder.says(stream)]

    # -- what is said of it

    def draw_frame(self) -> None:
        super().draw_frame()
        if self.is_mounted and self.search_bar.typing:
            self.search_bar.update_view(len(self.scene().streams), len(self.board.streams))

    def _flags(self, view: View, scene: Scene) -> Flags:
        flags = super()._flags(view, scene)
        if not scene.search or self.search_bar.typing:
            return flags
        words = clean_line(scene.search.words)
        words = words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]}…"
        found = f"/{words}  {len(scene.streams)} of {len(self.board.streams)}"
        return flags._replace(place=f"{found}  {flags.place}".rstrip())


def _no_match(board: SearchingActions, scene: Scene) -> str:
    if not scene.search.wanted:
        return "There is nothing to find yet: / searches."
    return "" if any(map(board.selection.finder.says, scene.streams)) else "No answer has these words."


FIND: Sequence[Action[SearchingActions]] = (
    Action(
        "board.search",
        "slash",
        "search",
        "Show only streams that have some words, in their state, name or text",
        lambda board: board.action_search(),
        rank=63,
        synonyms="find filter failed error model grep",
    ),
    Action(
        "board.next_match",
        "n",
        "next match",
        "Go to the next match in the texts",
        lambda board: board.action_match(1),
        _no_match,
        rank=10,
        hint=lambda _board, scene: "next match" if scene.search else "",
        synonyms="find",
    ),
    Action(
        "board.previous_match",
        "N",
        "match before",
        "Go to the match before",
        lambda board: board.action_match(-1),
        _no_match,
        synonyms="find",
    ),
)
