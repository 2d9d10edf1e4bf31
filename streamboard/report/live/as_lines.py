"""A run as labelled lines, with a table at the end."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import partial
from typing import TextIO

from streamboard.board.state import BoardState, Folded
from streamboard.comparing.gate_rulings import Judged
from streamboard.report.live.catalogue import Teller
from streamboard.report.live.lines import LinePrinter
from streamboard.report.summary import print_summary
from streamboard.report.verdicts import verdict_lines


def teller(board: BoardState, out: TextIO, *, figures: bool) -> Teller:
    return _Lines(board, out, figures=figures)


class _Lines:
    def __init__(self, board: BoardState, out: TextIO, *, figures: bool) -> None:
        self._board = board
        self._figures = figures
        self._out = out
        columns = shutil.get_terminal_size().columns if out.isatty() else None
        self._printer = LinePrinter(board, partial(print, file=out), columns)

    def take(self, folded: Sequence[Folded]) -> None:
        self._printer.take(folded)
        self._out.flush()

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        self._printer.finish()
        print(file=self._out)
        if self._figures:
            print_summary(self._board, self._out, told=True, gates=gates)
        else:
            for line in verdict_lines(self._board, gates):
                print(line, file=self._out)
