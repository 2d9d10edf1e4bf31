"""A teller that may fail: if it cannot write, the run goes on without it."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.state import Folded
from streamboard.comparing.gate_rulings import Judged
from streamboard.report.live.catalogue import Teller
from streamboard.safety.outputs import OutputError


class Forgiving:
    def __init__(self, teller: Teller) -> None:
        self._teller: Teller | None = teller

    def take(self, folded: Sequence[Folded]) -> None:
        if self._teller is not None:
            try:
                self._teller.take(folded)
            except OutputError:
                self._teller = None

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        if self._teller is not None:
            try:
                self._teller.finish(gates)
            except OutputError:
                self._teller = None
