"""A run in whole sentences for listening, its figures included."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TextIO

from streamboard.board.state import BoardState, Folded
from streamboard.comparing.gate_rulings import Judged
from streamboard.report.live.catalogue import Teller
from streamboard.report.live.plain_summary import plain_summary
from streamboard.report.live.plain_teller import PlainTeller
from streamboard.report.verdicts import verdicts_spoken


def teller(board: BoardState, out: TextIO, *, figures: bool) -> Teller:
    return _Sentences(board, out, figures=figures)


class _Sentences:
    def __init__(self, board: BoardState, out: TextIO, *, figures: bool) -> None:
        self._board = board
        self._figures = figures
        self._out = out
        self._teller = PlainTeller(board, partial(print, file=out))

    def take(self, folded: Sequence[Folded]) -> None:
        self._teller.take(folded)
        self._out.flush()

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        self._teller.finish()
        told = plain_summary if self._figures else verdicts_spoken
        for sentence in told(self._board, gates):
            print(sentence, file=self._out)
