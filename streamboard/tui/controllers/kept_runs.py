"""Open a kept run: in front of the board, or as its ghost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from streamboard.common.errors import UsageError
from streamboard.comparing.ghost import Ghost
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action, without_stream
from streamboard.tui.views.catalogue import VIEWS

if TYPE_CHECKING:
    from streamboard.run.archive.shelf import KeptRun
    from streamboard.run.runfile import RunFile
    from streamboard.tui.dialogs.run_picker import Opened, Use


class KeptRuns(Controller):
    def __init__(self, screen: Board, replay: Callable[[RunFile], None]) -> None:
        """`replay` shows a run in front of the board."""
        super().__init__(screen)
        self._replay = replay

    def choose(self) -> None:
        from streamboard.run.archive.shelf import all_runs
        from streamboard.tui.dialogs.run_picker import RunPicker

        self._screen.app.push_screen(RunPicker(all_runs, self._opened), self._take)

    def _opened(self, kept: KeptRun, use: Use) -> Opened:
        """Called in a thread."""
        from streamboard.run.runfile import read

        run = read(kept.run.file)
        return run if use == "replay" else self._ghost_of(run)

    def _ghost_of(self, run: RunFile) -> Ghost:
        started = self.board.started
        if started is not None and started.started_at == run.started.started_at:
            raise UsageError("That is the run on this board.", "A ghost is another run of the same prompts.")
        here = [stream.plan for stream in list(self.board.streams.values())]
        return Ghost(run, msgspec.structs.replace(self.board.plan, streams=here))

    def _take(self, opened: Opened | None) -> None:
        if isinstance(opened, Ghost):
            self._screen.ghost = opened
            keys = ", ".join(self._screen.scene().key(view.action) for view in VIEWS if view.shows_ghost)
            self._screen.say(f"{opened.name} is raced beside this run; {keys} show both.")
        elif opened is not None:
            self._replay(opened)

    def drop_ghost(self) -> None:
        self._screen.ghost = None


def _no_ghost(kept: KeptRuns, scene: Scene) -> str:
    if scene.ghost is None:
        return f"There is no ghost; {scene.key('board.open_run')} chooses one."
    return without_stream(kept, scene)


KEPT: Sequence[Action[KeptRuns]] = (
    Action(
        "board.open_run",
        "ctrl+o",
        "recorded runs",
        "Choose a recorded run, to replay it in front of this board or to race it as a ghost",
        lambda kept: kept.choose(),
        rank=80,
        synonyms="open replay ghost history archive earlier previous compare load",
    ),
    Action(
        "board.no_ghost",
        "",
        "no ghost",
        "Leave the ghost out, and have this run alone again",
        lambda kept: kept.drop_ghost(),
        _no_ghost,
        synonyms="alone remove recorded",
    ),
)
