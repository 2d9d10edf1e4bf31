"""Choose a listed model, or type another's name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from streamboard.board.state import BoardState
from streamboard.run.events import EndpointModels
from streamboard.run.plan import AUTO, BUILT_IN_ENDPOINTS
from streamboard.safety.name_letters import not_a_name
from streamboard.safety.sanitise import clean_line
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.keys.moves import move_in

REFRESH_S = 0.2
MOST_SHOWN = 500
"""Models shown per endpoint; typing finds the others."""

Choice = tuple[str, str]
"""An endpoint and a model."""


class ModelRow(NamedTuple):
    words: str
    choice: Choice | None = None
    """None for a heading."""


def rows_of(listed: dict[str, EndpointModels], endpoints: list[str], typed: str) -> Iterator[ModelRow]:
    """Yield models whose names contain `typed`, and `typed` itself; `listed` has the answers so far."""
    wanted = typed.strip().casefold()
    for name in [*listed, *(name for name in endpoints if name not in listed)]:
        said = listed.get(name)
        models = [model for model in said.models if wanted in model.casefold()] if said else []
        if said is None:
            yield ModelRow(f"{clean_line(name)}: asking")
        elif not said.models:
            yield ModelRow(f"{clean_line(name)}: {clean_line(said.problem) or 'lists no models'}")
        elif models:
            yield ModelRow(clean_line(name))
        yield from (ModelRow(f"  {clean_line(model)}", (name, model)) for model in models[:MOST_SHOWN])
        if len(models) > MOST_SHOWN:
            yield ModelRow(f"  and {len(models) - MOST_SHOWN} more; type to find one")
    known = {model for said in listed.values() for model in said.models}
    if (model := typed.strip()) and model not in known and not not_a_name(model) and len(model) <= 200:
        yield ModelRow("any other")
        yield from (ModelRow(f"  {model} at {clean_line(name)}", (name, model)) for name in endpoints)


class ModelPicker(Dialog[Choice | None]):
    DEFAULT_CSS = """
    ModelPicker { align: center middle; }
    ModelPicker > Vertical {
        width: 72; max-width: 96%; height: 80%; max-height: 30;
        background: $panel; border: round $primary; padding: 0 1;
    }
    ModelPicker Input { padding: 0 1; background: $surface; }
    ModelPicker OptionList {
        border: none; height: 1fr; background: $panel; padding: 0;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """
    HINTS = (("↑↓", "move"), ("enter", "chooses"), ("esc", "cancels"))
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "cancel", show=False)]

    def __init__(self, board: BoardState, title: str) -> None:
        super().__init__()
        self._title = title
        self._board = board
        used = [stream.plan.endpoint for stream in board.streams.values()]
        names = (*used, *board.plan.endpoints, *BUILT_IN_ENDPOINTS)
        self._endpoints = [name for name in dict.fromkeys(names) if name != AUTO]
        self._rows: list[ModelRow] = []

    def compose(self) -> ComposeResult:
        with Vertical() as window:
            window.border_title = Text(self._title)
            self.put_hints(window)
            yield Input(placeholder="part of a name, or the whole name of any model", compact=True)
            yield OptionList(markup=False, compact=True)

    def on_mount(self) -> None:
        self._show()
        self.set_interval(REFRESH_S, self._show)

    @on(Input.Changed)
    def _show(self) -> None:
        typed = self.query_one(Input).value
        rows = [*rows_of(self._board.models, self._endpoints, typed)]
        if rows == self._rows:
            return
        listing = self.query_one(OptionList)
        before = self._chosen
        self._rows = rows
        listing.set_options([Option(_words(row), disabled=row.choice is None) for row in rows])
        choices = [place for place, row in enumerate(rows) if row.choice is not None]
        same = next((place for place in choices if rows[place].choice == before), None)
        listing.highlighted = same if same is not None else next(iter(choices), None)

    @property
    def _chosen(self) -> Choice | None:
        place = self.query_one(OptionList).highlighted
        return self._rows[place].choice if place is not None and place < len(self._rows) else None

    def on_key(self, event: events.Key) -> None:
        move_in(self.query_one(OptionList), event)

    @on(Input.Submitted)
    def _take(self) -> None:
        if self._chosen is not None:
            self.dismiss(self._chosen)

    @on(OptionList.OptionSelected)
    def _take_option(self, message: OptionList.OptionSelected) -> None:
        choice = self._rows[message.option_index].choice
        if choice is not None:
            self.dismiss(choice)


def _words(row: ModelRow) -> Text:
    return Text(row.words, "bold" if row.choice is None else "")
