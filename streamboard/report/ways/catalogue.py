"""All ways to report a run on standard output. A new one is a file of its own and a row here."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, TextIO

if TYPE_CHECKING:
    from streamboard.board.state import BoardState, Folded
    from streamboard.comparing.judging import Judged


class Teller(Protocol):
    """Reports one run."""

    def take(self, folded: Sequence[Folded]) -> None:
        """Report events as the board has folded them."""

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        """The run is over: report its results, and what became of its gates."""


class Way(NamedTuple):
    """A way to report a run."""

    name: str
    module: str
    """The module in this package that has its `teller`; loaded only when it is used."""
    option: str = ""
    """The option of `streamboard run` that selects it; empty if it is selected otherwise."""
    help: str = ""
    """What the option does."""

    def teller(self, board: BoardState, out: TextIO, *, figures: bool = True) -> Teller:
        """Begin to report a run.

        Args:
            board: The state; it must have folded events before they are taken.
            out: Where to write.
            figures: Whether to end with the figures, which may be told in another form.
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
