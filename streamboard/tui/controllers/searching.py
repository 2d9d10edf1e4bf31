"""Search streams and their texts."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.stream import StreamState
from streamboard.safety.sanitise import clean_line
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action
from streamboard.tui.widgets.search_bar import SearchBar

_MOST_WORDS = 24
"""Characters of the search that the header shows."""


class Searching(Controller):
    def __init__(self, screen: Board) -> None:
        super().__init__(screen)
        self.bar = SearchBar(self._look_for, self.close, self.dismiss_bar)

    # -- the search

    def open(self) -> None:
        self.bar.open(self.selection.search.words)

    def _look_for(self, words: str) -> None:
        self.selection.look_for(words)
        self._screen.draw_frame()

    def close(self) -> None:
        """Close the bar but keep the search."""
        self.bar.close()
        self._screen.give_keys_to_view()
        self._screen.draw_frame()

    def drop(self) -> bool:
        searching = bool(self.selection.search)
        self.selection.look_for("")
        return searching

    def dismiss_bar(self) -> bool:
        if not self.bar.typing:
            return False
        self.drop()
        self.close()
        return True

    # -- going to matches

    def go_to_match(self, step: int) -> None:
        if self.pane is None or not self.pane.find(step):
            self._match_elsewhere(step)

    def _match_elsewhere(self, step: int) -> None:
        for stream in self._following(step):
            self.selection.cursor = stream.plan.id
            self._screen.draw_frame()
            if self.pane is None or self.pane.find(step):
                return

    def _following(self, step: int) -> Sequence[StreamState]:
        """Return the streams with matches in the direction of `step`, the one in focus last."""
        scene = self._screen.scene()
        streams = list(self._screen.current_view().in_order(scene))
        place = next((place for place, stream in enumerate(streams) if stream is scene.focus), 0)
        streams = streams[place + 1 :] + streams[: place + 1]
        if step < 0:
            streams = streams[-2::-1] + streams[-1:]
        return [stream for stream in streams if self.selection.finder.says(stream)]

    # -- what the bar and the header show

    def update_bar(self, scene: Scene) -> None:
        if self.bar.typing:
            self.bar.update_view(len(scene.streams), len(self.board.streams))

    def told(self, scene: Scene) -> str:
        """For the header; empty while the bar shows it."""
        if not scene.search or self.bar.typing:
            return ""
        words = clean_line(scene.search.words)
        words = words if len(words) <= _MOST_WORDS else f"{words[:_MOST_WORDS]}…"
        return f"/{words}  {len(scene.streams)} of {len(self.board.streams)}"


def _no_match(search: Searching, scene: Scene) -> str:
    if not scene.search.wanted:
        return f"There is nothing to find yet: {scene.key('board.search')} searches."
    return "" if any(map(search.selection.finder.says, scene.streams)) else "No answer has these words."


FIND: Sequence[Action[Searching]] = (
    Action(
        "board.search",
        "slash",
        "search",
        "Show only streams that have some words, in their state, name or text",
        lambda search: search.open(),
        rank=63,
        synonyms="find filter failed error model grep",
    ),
    Action(
        "board.next_match",
        "n",
        "next match",
        "Go to the next match in the texts",
        lambda search: search.go_to_match(1),
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
        lambda search: search.go_to_match(-1),
        _no_match,
        synonyms="find",
    ),
)
