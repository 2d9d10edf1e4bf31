"""The views of a board. Another one is a module here and a line in `VIEWS`."""

from __future__ import annotations

from streamboard.tui.views.compare import CompareView
from streamboard.tui.views.events import EventsView
from streamboard.tui.views.grid import GridView
from streamboard.tui.views.lanes import LanesView
from streamboard.tui.views.race import RaceView
from streamboard.tui.views.table import TableView
from streamboard.tui.views.view import View

VIEWS: tuple[type[View], ...] = (GridView, LanesView, RaceView, TableView, EventsView, CompareView)
"""In the order of their keys: 1, 2, ..."""
