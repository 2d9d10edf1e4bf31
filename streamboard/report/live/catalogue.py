"""All ways to report a run on standard output. A new one is a file and a row here."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, TextIO

if TYPE_CHECKING:
    from streamboard.board.state import BoardState, Folded
    from streamboard.comparing.judging import Judged


class Teller(Protocol):
    def take(self, folded: Sequence[Folded]) -> None:
        """Report events that the board has just folded."""

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        """Report the results of the finished run, and its gates."""


class Way(NamedTuple):
    name: str
    module: str
    """The module in this package with its `teller`; imported on first use."""
    option: str = ""
    """The option of `streamboard run` that selects it; empty if it is selected otherwise."""
    help: str = ""

    def teller(self, board: BoardState, out: TextIO, *, figures: bool = True) -> Teller:
        """Begin to report a run.

        Args:
            board: Must have folded events before they are taken.
            figures: Whether to end with figures, which may also be printed in another form.
        """
        module = import_module(f"{__package__}.{self.module}")
        made: Teller = module.teller(board, out, figures=figures)
        return made


WAYS = (
    Way("lines", "as_lines"),
    Way("plain", "as_sentences"),
    Way("json", "as_events", "--json", "Print run events and figures, one JSON object a line."),
)
WAY = {way.name: way for way in WAYS}
