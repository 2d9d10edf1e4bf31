"""The views of a board. Another one is a file here and a line in `VIEWS`.

A view's file is imported when it is first shown: the board is there sooner.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from streamboard.board.state import BoardState
    from streamboard.tui.views.view import View


class ViewSpec(NamedTuple):
    """What is known of a view before it is shown: header, palette, help, settings and docs read it."""

    name: str
    """One word, for the user."""
    sentence: str
    """What it shows."""
    where: str
    """Its file here, and its class there: `race.RaceView`."""
    searches: bool = False
    """Whether it looks for what is searched for itself; else it shows the streams that have it."""
    synonyms: str = ""
    """What else people may type to find it in the palette."""

    @property
    def key(self) -> str:
        """The key that shows it, by its place among `VIEWS`; the zoom's own."""
        return "z" if self is ZOOM else str(VIEWS.index(self) + 1)

    def load(self) -> type[View]:
        """The class, imported."""
        module, _, name = self.where.partition(".")
        kind: type[View] = getattr(import_module(f"{__name__}.{module}"), name)
        return kind

    def make(self, board: BoardState) -> View:
        """A view of this kind."""
        view = self.load()(board)
        view.spec = self
        return view


PANES = ViewSpec("panes", "A pane for each stream: text, event log, figures", "grid.GridView")
LANES = ViewSpec("lanes", "A line for each stream: for dozens to hundreds", "lanes.LanesView")
RACE = ViewSpec("race", "All streams on one clock: who was ahead when", "race.RaceView")
COMPARE = ViewSpec("compare", "Two answers side by side, word for word", "compare.CompareView")
ZOOM = ViewSpec("zoom", "One stream whole with all its figures, the others in a strip below", "zoom.ZoomView")
BLIND = ViewSpec("blind", "Answers without names, to be voted on", "blind.BlindView")
NOTHING = ViewSpec("nothing", "No stream to show", "nothing.NothingView")

VIEWS = (
    PANES,
    LANES,
    RACE,
    ViewSpec(
        "table",
        "All figures, by stream, by model and by prompt",
        "table.TableView",
        synonyms="csv export report percentile slowest",
    ),
    ViewSpec(
        "events",
        "What happened on the wire, of all streams",
        "events.EventsView",
        searches=True,
        synonyms="error log retries",
    ),
    COMPARE,
)
"""Those that have a key, in its order: 1, 2, ..."""
VIEW_NAMES = tuple(spec.name for spec in VIEWS)
VIEW_BY_NAME = {spec.name: spec for spec in (*VIEWS, ZOOM, BLIND, NOTHING)}
"""All there are: the zoom lies over the others, and the last two come by themselves."""
