"""A form for a stream's settings and last question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static, TextArea

from streamboard.run.plan import StreamPlan
from streamboard.session.editing import Fields, FieldsError, changed, fields_of
from streamboard.tui.dialogs.dialog import Dialog

_LABELS = Fields(
    model="model (empty: the endpoint's own)",
    system="system prompt",
    max_tokens="max_tokens",
    extra="further fields of the request, as YAML or JSON, such as temperature: 0",
    prompt="last question",
)
_ROWS = {"system": 3, "extra": 3, "prompt": 4}


class StreamForm(Dialog[StreamPlan | None]):
    DEFAULT_CSS = """
    StreamForm { align: center middle; }
    StreamForm > VerticalScroll {
        width: 90; max-width: 96%; height: auto; max-height: 94%;
        background: $panel; border: round $primary; padding: 0 2;
    }
    StreamForm .label { color: $text-muted; }
    StreamForm Input { padding: 0; background: $surface; }
    StreamForm TextArea { border: none; padding: 0; background: $surface; }
    StreamForm .problem { color: $error; display: none; }
    """
    HINTS = (("ctrl+s", "runs it"), ("tab", "goes on"), ("esc", "cancels"))
    KEEPS_TEXT = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "cancel", show=False),
        Binding("ctrl+s", "run", "run", show=False, priority=True),
    ]

    def __init__(self, title: str, plan: StreamPlan, fields: Sequence[str] = Fields._fields) -> None:
        """`fields` are those of `Fields` that can be changed."""
        super().__init__()
        self._names = fields
        self._title = title
        self._plan = plan

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False) as window:
            window.border_title = Text(self._title)
            self.put_hints(window)
            for name in self._names:
                value = getattr(fields_of(self._plan), name)
                yield Static(getattr(_LABELS, name), classes="label", markup=False)
                if name in _ROWS:
                    field = TextArea(value, id=name, compact=True, highlight_cursor_line=False)
                    field.styles.height = _ROWS[name]
                    field.move_cursor(field.document.end)
                    yield field
                else:
                    line = Input(value, id=name, select_on_focus=False, compact=True)
                    line.cursor_position = len(value)
                    yield line
                yield Static("", id=f"{name}-problem", classes="problem", markup=False)

    def _fields(self) -> Fields:
        texts = {
            name: self.query_one(f"#{name}", TextArea).text
            if name in _ROWS
            else self.query_one(f"#{name}", Input).value
            for name in self._names
        }
        return fields_of(self._plan)._replace(**texts)

    @on(Input.Submitted)
    def action_run(self) -> None:
        try:
            plan = changed(self._plan, self._fields())
        except FieldsError as error:
            self._tell(error.problems)
        else:
            self.dismiss(plan)

    def _tell(self, problems: dict[str, str]) -> None:
        for name in self._names:
            told = self.query_one(f"#{name}-problem", Static)
            told.update(problems.get(name, ""))
            told.display = name in problems
        self.query_one(f"#{next(iter(problems))}").focus()
