"""Choose a recorded run, to replay or to race."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar, Literal

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from streamboard.common import units
from streamboard.common.errors import StreamboardError, UsageError
from streamboard.common.in_thread import in_thread
from streamboard.comparing.ghost import Ghost
from streamboard.run.archive.filters import filter_of
from streamboard.run.archive.shelf import KeptRun, wanted
from streamboard.run.runfile import RunFile
from streamboard.safety.sanitise import clean_line
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.draw.styles import palette_of
from streamboard.tui.keys.moves import move_in
from streamboard.tui.widgets.filtered_list import FilteredList
from streamboard.tui.widgets.run_rows import line_of, run_cells, widths_of
from streamboard.tui.workers import run_beside

Use = Literal["replay", "ghost"]
Opened = RunFile | Ghost
MOST_SHOWN = 200
"""Runs listed; a filter looks at all."""
_LIST_S, _OPEN_S = 10.0, 60.0
"""Timeouts for listing a folder and reading a run."""
_MOST_WIDTH, _AROUND = 130, 6


class RunPicker(Dialog[Opened | None], FilteredList):
    DEFAULT_CSS = """
    RunPicker { align: center middle; }
    RunPicker > Vertical {
        width: 130; max-width: 96%; height: 80%; max-height: 36;
        background: $panel; border: round $primary; padding: 0 1;
    }
    RunPicker Input { display: none; height: 1; border: none; padding: 0 1; background: $surface; }
    RunPicker OptionList {
        border: none; height: 1fr; background: $panel; padding: 0;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    RunPicker Static { height: auto; max-height: 6; padding: 0 1; }
    """
    HINTS = (("enter", "replays it"), ("g", "as the ghost"), ("/", "filter"), ("esc", "leaves"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave", show=False),
        Binding("g", "take_as_ghost", "ghost", show=False),
    ]

    def __init__(self, runs: Callable[[], list[KeptRun]], open_run: Callable[[KeptRun, Use], Opened]) -> None:
        """Both callbacks run in a thread; what `open_run` raises is shown."""
        super().__init__()
        self._read_runs, self._open_run = runs, open_run
        self._runs: list[KeptRun] = []
        self._listed: list[KeptRun] = []
        self._loaded = self._opening = False

    def compose(self) -> ComposeResult:
        with Vertical() as window:
            window.border_title = Text("recorded runs")
            self.put_hints(window)
            yield Input(placeholder="words, or model: since:7d before: outcome: tag:", compact=True)
            yield OptionList(markup=False, compact=True)
            yield Static(markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        self._say("Reading the list of runs.")
        run_beside(self, self._load, "runs", exclusive=True)

    async def _load(self) -> None:
        try:
            self._runs = await in_thread(self._read_runs, _LIST_S)
        except TimeoutError:
            self._say("The folder of the runs does not answer.", wrong=True)
        except OSError as error:
            self._say(f"The folder of the runs cannot be read: {error.strerror or error}.", wrong=True)
        else:
            self._loaded = True
            self._list()

    # -- the list

    @on(Input.Changed)
    def _list(self) -> None:
        if not self._loaded:
            return
        if not self._runs:
            self._say("No runs are kept yet; every run of a prompt set is.")
            return
        typed = self.query_one(Input).value
        try:
            found = wanted(self._runs, filter_of(typed.split(), datetime.now().astimezone()))
        except UsageError as error:
            self._say(f"{error.message} {error.advice}", wrong=True)
            return
        self._listed = found[:MOST_SHOWN]
        self._fill()
        more = len(found) - len(self._listed)
        if not found:
            self._say(f"None of {units.count(len(self._runs), 'run')} is like that.")
        else:
            self._say(f"and {more} older ones; a filter finds them" if more else "")

    def _fill(self) -> None:
        listing = self.query_one(OptionList)
        width = min(self.app.size.width * 96 // 100, _MOST_WIDTH) - _AROUND
        rows = [run_cells(kept, width) for kept in self._listed]
        widths = widths_of(rows)
        listing.set_options([Option(line_of(row, widths, width)) for row in rows])
        listing.highlighted = 0 if rows else None

    def on_resize(self) -> None:
        if self._listed:
            before = self.query_one(OptionList).highlighted
            self._fill()
            self.query_one(OptionList).highlighted = before

    def _say(self, words: str, *, wrong: bool = False) -> None:
        line = self.query_one(Static)
        line.update(Text(clean_line(words), style=palette_of(self.app).alert if wrong else ""))
        line.display = bool(words)

    # -- what is chosen

    @on(OptionList.OptionSelected)
    def _replay(self) -> None:
        self._take("replay")

    def action_take_as_ghost(self) -> None:
        self._take("ghost")

    def _take(self, use: Use) -> None:
        place = self.query_one(OptionList).highlighted
        if place is None or place >= len(self._listed) or self._opening:
            return
        self._opening = True
        self._say("Reading the run.")
        work = partial(self._open, self._listed[place], use)
        run_beside(self, work, "open")

    async def _open(self, kept: KeptRun, use: Use) -> None:
        try:
            opened = await in_thread(lambda: self._open_run(kept, use), _OPEN_S)
        except TimeoutError:
            self._say(f"{clean_line(kept.run.path)} does not answer.", wrong=True)
        except (StreamboardError, OSError) as error:
            self._say(str(error), wrong=True)
        else:
            self.dismiss(opened)
        finally:
            self._opening = False

    # -- keys

    def action_leave(self) -> None:
        if self.query_one(Input).display:
            self.action_drop_filter()
        else:
            self.dismiss(None)

    def on_key(self, event: events.Key) -> None:
        move_in(self.query_one(OptionList), event)
