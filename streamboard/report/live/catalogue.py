"""All ways to report a run on standard output. A new one is a file and a row here."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, TextIO

if TYPE_CHECKING:
    from streamboard.board.state import BoardState, Folded
    from streamboard.comparing.gate_rulings import Judged


class Teller(Protocol):
    def take(self, folded: Sequence[Folded]) -> None:
        """The board has folded the events already."""

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        """Report what can be told only of a finished run."""


class Way(NamedTuple):
    name: str
    module: str
    """In this package, with a `teller`; imported on first use."""
    option: str = ""
    """Of `streamboard run`; empty if it is selected otherwise."""
    help: str = ""

    def teller(self, board: BoardState, out: TextIO, *, figures: bool = True) -> Teller:
        """`figures`: whether to end with them; they may be printed in another form instead."""
        module = import_module(f"{__package__}.{self.module}")
        made: Teller = module.teller(board, out, figures=figures)
        return made


WAYS = (
    Way("lines", "as_lines"),
    Way("plain", "as_plain"),
    Way("json", "as_events", "--json", "Print run events and figures, one JSON object a line."),
)
WAY = {way.name: way for way in WAYS}
