"""The views of a board. Another one is a module here and a line in `VIEWS`.

A view's module is imported when it is first shown: the board is there sooner.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from streamboard.tui.views.view import View


class Room(NamedTuple):
    """A view, and where it is."""

    name: str
    """One word, for the user; the class says the same."""
    words: str
    """What it shows, in a sentence."""
    kind: str
    """Its class, within its module."""
    searches: bool = False
    """Whether it looks for what is searched for itself; else it shows the streams that have it."""

    def open(self) -> type[View]:
        """The class, imported."""
        module, _, name = self.kind.partition(".")
        kind: type[View] = getattr(import_module(f"{__name__}.{module}"), name)
        return kind


PANES = Room("panes", "A pane for each stream: text, event log, figures", "grid.GridView")
LANES = Room("lanes", "A line for each stream: for dozens to hundreds", "lanes.LanesView")
RACE = Room("race", "All streams on one clock: who was ahead when", "race.RaceView")
COMPARE = Room("compare", "Two answers side by side, word for word", "compare.CompareView")
VIEWS = (
    PANES,
    LANES,
    RACE,
    Room("table", "All figures, by stream, by model and by prompt", "table.TableView"),
    Room("events", "What happened on the wire, of all streams", "events.EventsView", searches=True),
    COMPARE,
)
"""In the order of their keys: 1, 2, ..."""
VIEW_NAMES = tuple(room.name for room in VIEWS)
ZOOM = Room("zoom", "One stream whole with all its figures, the others in a strip below", "zoom.ZoomView")
BLIND = Room("blind", "Answers without names, to be voted on", "blind.BlindView")
NOTHING = Room("nothing", "No stream to show", "nothing.NothingView")
ROOMS = {room.name: room for room in (*VIEWS, ZOOM, BLIND, NOTHING)}
"""All of them by name; the last three are not chosen by a key of their own."""


def key_of(view: str) -> str:
    """The key that shows one of `VIEWS`, by its name."""
    return str([room.name for room in VIEWS].index(view) + 1)
