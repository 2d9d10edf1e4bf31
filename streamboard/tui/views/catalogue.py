"""The views of a board."""

from __future__ import annotations

from typing import NamedTuple


class ViewSpec(NamedTuple):
    """Describes a view without importing it."""

    name: str
    """One word, for the user."""
    sentence: str
    where: str
    """Its module in this package and its class: `race.RaceView`."""
    searches: bool = False
    """It searches its own content; other views show only the streams that match."""
    synonyms: str = ""
    """For the palette."""
    shows_ghost: bool = False
    """It shows a run recorded before beside this one."""

    @property
    def action(self) -> str:
        """The id of the board's action that shows it."""
        return "board.zoom" if self is ZOOM else f"board.view_{self.name}"

    @property
    def key(self) -> str:
        """Its built-in key."""
        return str(VIEWS.index(self) + 1)


PANES = ViewSpec("panes", "A pane for each stream: text, event log, figures", "grid.GridView")
LANES = ViewSpec("lanes", "A line for each stream: for dozens to hundreds", "lanes.LanesView")
RACE = ViewSpec("race", "All streams on one clock: who was ahead when", "race.RaceView", shows_ghost=True)
COMPARE = ViewSpec(
    "compare", "Two answers side by side, word for word", "compare.CompareView", shows_ghost=True
)
MATRIX = ViewSpec(
    "matrix",
    "Prompts by columns: what each model made of each prompt, and how fast",
    "matrix.MatrixView",
    synonyms="model prompt repetition sum best column row",
    shows_ghost=True,
)
ZOOM = ViewSpec("zoom", "One stream whole with all its figures, the others in a strip below", "zoom.ZoomView")
BLIND = ViewSpec("blind", "Answers without names, to be voted on", "blind.BlindView")
NOTHING = ViewSpec("nothing", "No stream to show", "nothing.NothingView")

VIEWS: tuple[ViewSpec, ...] = (
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
    MATRIX,
)
"""In the order of their keys 1, 2, ..."""
if len(VIEWS) > 9:
    raise TypeError(f"there are {len(VIEWS)} views, and keys for nine: 1 to 9")
VIEW_NAMES = tuple(spec.name for spec in VIEWS)
VIEW_BY_NAME = {spec.name: spec for spec in (*VIEWS, ZOOM, BLIND, NOTHING)}
"""The zoom covers another view; the board shows the last two by itself."""
