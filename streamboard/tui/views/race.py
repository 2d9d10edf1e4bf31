"""All streams on one clock: who was ahead when, and what running side by side gained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events

from streamboard.board.race import Race, rival
from streamboard.board.state import BoardState
from streamboard.tui.draw.beat import Beat
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action
from streamboard.tui.views.lanes import MIN_HEIGHT, MIN_WIDTH
from streamboard.tui.views.race_picture import Bars, RacePicture
from streamboard.tui.views.view import CanvasView, View

_BEAT_NS = 125_000_000
"""How often the picture is redrawn while streams are active."""


def _one_race(view: RaceView, scene: Scene) -> str:
    if view.comparable:
        return ""
    return f"There is one race so far. {scene.key('board.one_by_one')} runs all again, one by one."


class RaceView(CanvasView):
    ACTIONS: ClassVar[Sequence[Action[RaceView]]] = (
        Action(
            "race.both",
            "B",
            "both races",
            "Show the race before this one, too, or not",
            lambda view: view.show_both(),
            _one_race,
            rank=50,
            hint=lambda view, _scene: "one race" if view.both else "both races",
        ),
    )

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._top = 0
        """The index of the first visible lane."""
        self._page = 1
        self._both: tuple[int, bool] | None = None
        """A pass number, and whether the user wants both races in that pass."""
        self._beat = Beat(_BEAT_NS)
        self._picture: tuple[tuple[object, ...], list[Parts]] = (), []
        """The cache key, and the rows."""
        self._bars: Bars = {}
        self._clicks: dict[int, str] = {}
        """The stream id of each row."""

    # -- what the user does

    @property
    def comparable(self) -> bool:
        """Whether an earlier race or a ghost can be compared with the latest."""
        return (
            self.scene.ghost is not None or rival(self.board.passes, self.board.passes[-1].number) is not None
        )

    @property
    def both(self) -> bool:
        """By default beside a ghost, and if the latest pass ran one by one."""
        latest = self.board.passes[-1]
        if self._both is not None and self._both[0] == latest.number:
            return self._both[1]
        return self.scene.ghost is not None or (latest.one_by_one and self.comparable)

    def show_both(self) -> None:
        self._both = self.board.passes[-1].number, not self.both
        self.draw()

    def turn_page(self, scene: Scene, step: int) -> str | None:
        self._top += step * self._page
        return self.step(scene, 0, step * self._page)

    def on_click(self, event: events.Click) -> None:
        if event.y in self._clicks:
            self.post_message(View.Chosen(self._clicks[event.y]))

    # -- the picture

    def paint(self) -> Iterable[Parts]:
        if self.width < MIN_WIDTH or self.height < MIN_HEIGHT:
            return self.too_small()
        key = self._key()
        if self._picture[0] != key:
            self._picture = key, self._make_picture()
        return self._picture[1]

    def _key(self) -> tuple[object, ...]:
        scene, streams = self.scene, self.board.streams.values()
        moves = any(stream.active for stream in streams)
        beat = self._beat.of(scene.now, held=scene.held)
        ghost = scene.ghost
        return (
            beat if moves else sum(stream.revision for stream in streams),
            [(stream.plan.id, stream.phase) for stream in streams],
            [stream.plan.id for stream in scene.streams],
            (scene.cursor, scene.pinned, scene.marked, scene.blind),
            (len(self.board.passes), self.both),
            None if ghost is None or moves else ghost.folded,
            (self.width, self.height, self._top),
            self.palette,
        )

    def _make_picture(self) -> list[Parts]:
        latest, ghost = self.board.passes[-1], self.scene.ghost
        races = [Race(self.board, latest, self.scene.now)]
        if self.both and ghost is not None:
            races.insert(0, ghost.race())
        elif self.both and (before := rival(self.board.passes, latest.number)) is not None:
            races.insert(0, Race(self.board, before, self.scene.now))
        picture = RacePicture(self.scene, races, (self.width, self.height), self.palette, self._bars)
        self._scroll(picture.plan.page)
        rows = list(picture.rows(self._top))
        self._clicks = {y: stream for y, (_, stream) in enumerate(rows) if stream is not None}
        return [row for row, _ in rows]

    def _scroll(self, page: int) -> None:
        cursor, count = max(self.scene.index, 0), len(self.scene.streams)
        last_top = min(cursor, max(count - page, 0))
        self._top = max(min(max(self._top, cursor - page + 1), last_top), 0)
        self._page = page
