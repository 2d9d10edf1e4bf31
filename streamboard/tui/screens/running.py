"""Stop streams, run them again, hold the view."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from streamboard import units
from streamboard.engine.commands import RunAgain, RunAllAgain, StopAll, StopStream
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase, key
from streamboard.tui.views import RACE
from streamboard.tui.views.view import Hint, View


class RunningActions(BoardBase):
    """The keys that change what runs."""

    GROUP = "Run"
    SENDS = frozenset({"stop", "stop_all", "again", "again_all"})
    OF_ONE = frozenset({"stop", "again"})
    OF_ALL = frozenset({"stop_all", "again_all", "one_by_one"})
    BINDINGS: ClassVar[list[BindingType]] = [
        key("x", "stop", "stop", "Stop this stream; what came is kept"),
        key("X", "stop_all", "stop all", "Stop all streams"),
        key("r", "again", "again", "Run this stream again"),
        key("R", "again_all", "all again", "Run all streams again"),
        key("O", "one_by_one", "one by one", "Run all again one by one, and show both races"),
        key("space", "pause", "pause", "Hold the view; the streams go on and the figures stay true"),
    ]

    def action_stop(self) -> None:
        """Stop the stream in focus."""
        if self.selection.cursor is not None:
            self.send(StopStream(self.selection.cursor))

    def action_stop_all(self) -> None:
        """Stop all streams."""
        self.send(StopAll())

    def action_again(self) -> None:
        """Run the stream in focus again."""
        if self.selection.cursor is not None:
            self.send(RunAgain(self.selection.cursor))

    def action_again_all(self) -> None:
        """Run all streams again."""
        self.send(RunAllAgain())

    def action_one_by_one(self) -> None:
        """Run all streams again with one request in flight, and go where the races stand side by side.

        A recorded run cannot be run again; the races that it holds can be seen.
        """
        under_way = sum(stream.active for stream in self.board.streams.values())
        words = f"{units.count(under_way, 'stream')} under way: O again stops them, for a race one by one."
        if self.feed.live and under_way and not self.twice("one by one", words):
            return
        if self.send(RunAllAgain("one-by-one")) or len(self.board.passes) > 1:
            self.make_way(RACE.name)
            self.zoomed = False
            self.view_wanted = RACE.name
            self.draw_frame()

    def action_pause(self) -> None:
        """Hold the view, or let it go on from where the streams are."""
        if self.paused_at is None:
            self.hold()
        else:
            self.let_go()
        self.draw_frame()

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        running: list[Hint] = []
        if self.feed.live:
            single = [("O", "one by one")] if RACE.name == view.NAME else []
            running = [*single, ("x", "stop"), ("r", "again"), ("X", "stop all"), ("R", "all again")]
        pause = ("space", "pause" if self.paused_at is None else "go on")
        zoom: list[Hint] = [("z", "back" if self.zoomed else "zoom")] if scene.streams else []
        # The view's own keys come before those that every view has.
        own = view.hints(scene)
        others = [hint for hint in super().hints(view, scene) if hint not in own]
        return [*zoom, *own, *running, pause, *others]
