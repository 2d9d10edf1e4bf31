"""All ways to tell a run on standard output. A new one is a file of its own and a row here."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, TextIO

if TYPE_CHECKING:
    from streamboard.board.state import BoardState
    from streamboard.run.events import Event


class Teller(Protocol):
    """Tells one run."""

    def take(self, events: Sequence[Event]) -> None:
        """Tell events that the board has folded already."""

    def finish(self) -> None:
        """The run is over: tell what it came to."""


class Way(NamedTuple):
    """A way to tell a run."""

    name: str
    module: str
    """The file beside this one that has its `teller`; it is loaded when a run is told so."""
    option: str = ""
    """The option of `streamboard run` that asks for it; empty where that is chosen otherwise."""
    help: str = ""
    """What the option does."""

    def teller(self, board: BoardState, out: TextIO) -> Teller:
        """Begin to tell a run.

        Args:
            board: The state that events were folded into before they are taken.
            out: Where it is told.
        """
        made: Teller = import_module(f"{__package__}.{self.module}").teller(board, out)
        return made


WAYS = (
    Way("lines", "as_lines"),
    Way("plain", "as_sentences"),
    Way("json", "as_events", "--json", "Print the run events, one JSON object a line."),
)
WAY = {way.name: way for way in WAYS}
"""The same by name."""
