"""A run as its events, one JSON object per line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from streamboard.board.state import BoardState, Folded
from streamboard.comparing.gate_rulings import Judged
from streamboard.report.live.catalogue import Teller
from streamboard.report.run_figures import run_figures
from streamboard.run.codec import encode
from streamboard.run.events import Event, GateJudged, RunEnded
from streamboard.safety.sanitise import clean


def teller(board: BoardState, out: TextIO, *, figures: bool) -> Teller:
    return _Events(board, out, figures=figures)


class _Events:
    def __init__(self, board: BoardState, out: TextIO, *, figures: bool) -> None:
        self._board = board
        self._figures = figures
        self._out = out
        self._last: list[Event] = []
        """The end of the run, held back until after its gates."""

    def take(self, folded: Sequence[Folded]) -> None:
        self._last += [event for event, _ in folded if isinstance(event, RunEnded)]
        self._write(event for event, _ in folded if not isinstance(event, RunEnded))

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        """Write each gate's result, the end, and the figures."""
        self._write(self._event(gate) for gate in gates)
        self._write(self._last)
        if self._figures:
            self._write([run_figures(self._board, gates)])

    def _event(self, gate: Judged) -> GateJudged:
        return GateJudged(
            t=self._board.now,
            gate=gate.gate,
            ruling=gate.ruling,
            why=gate.why,
            figure=gate.tag,
            value=gate.value,
            low=gate.low,
            high=gate.high,
            n=gate.n,
            bound=gate.bound,
            baseline=gate.baseline,
        )

    def _write(self, events: Iterable[Event]) -> None:
        lines = b"".join(map(encode, events))
        # JSON leaves some control characters unescaped, and none may reach a terminal.
        self._out.buffer.write(clean(lines.decode()).encode() if self._out.isatty() else lines)
        self._out.buffer.flush()
