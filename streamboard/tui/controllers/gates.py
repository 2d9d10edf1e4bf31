"""Judge the run's gates when it is over, and show the verdicts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from streamboard.comparing.gate_rulings import Judged, judged
from streamboard.comparing.sides import RunSide
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import palette_of
from streamboard.tui.keys.action import Action
from streamboard.tui.workers import run_beside


class Gates(Controller):
    def __init__(self, screen: Board, baseline: RunSide | None) -> None:
        super().__init__(screen)
        self._baseline = baseline
        self.found: list[Judged] = []
        """The verdicts; empty while the run goes on."""
        self._judged_as_of: tuple[int, ...] | None = None
        """The stream revisions that `found` is for, or will be."""

    def look(self) -> None:
        """Judge in a thread once the run is over, and again when it has changed."""
        if not self.board.plan.gates:
            return
        over = self.board.finished and self.board.now > 0
        as_of = tuple(stream.revision for stream in self.board.streams.values()) if over else None
        if as_of == self._judged_as_of:
            return
        self._judged_as_of, self.found = as_of, []
        if as_of is not None:
            run_beside(self._screen.app, self._judge, "gates", exclusive=True)

    async def _judge(self) -> None:
        as_of = self._judged_as_of
        found = await asyncio.to_thread(judged, self.board, self._baseline)
        if as_of == self._judged_as_of:
            self.found = found

    def open(self) -> None:
        from streamboard.tui.dialogs.gates import GatesDialog

        palette = palette_of(self._screen.app)
        self._screen.app.push_screen(GatesDialog(self.found, palette))


def _not_yet(gates: Gates, _scene: Scene) -> str:
    if not gates.board.plan.gates:
        return "This run has no gates; a prompt set lists them under `gates`."
    return "" if gates.found else "Gates are judged when all streams have ended."


GATES: Sequence[Action[Gates]] = (
    Action(
        "board.gates",
        "Y",
        "gates",
        "See which gates the run passed or failed, and why",
        lambda gates: gates.open(),
        _not_yet,
        rank=77,
        synonyms="pass fail undecided baseline threshold slo regression",
    ),
)
