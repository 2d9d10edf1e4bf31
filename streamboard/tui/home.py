"""The home screen: prompt sets nearby and bundled, the latest runs, and chat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple

from rich.style import Style
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from streamboard.common.errors import UsageError
from streamboard.common.in_thread import in_thread
from streamboard.run.archive.filters import filter_of
from streamboard.run.archive.shelf import KeptRun, wanted
from streamboard.safety.sanitise import clean_line
from streamboard.settings.memory import Habits
from streamboard.tui.base_app import FullScreenApp
from streamboard.tui.dialogs.dialog import Dialog
from streamboard.tui.mishaps import Mishaps
from streamboard.tui.widgets.bars import Footer
from streamboard.tui.widgets.filtered_list import FilteredList
from streamboard.tui.widgets.run_rows import line_of, run_cells, widths_of
from streamboard.tui.workers import run_beside

MOST_RUNS = 200
"""Runs listed; a filter looks at all."""
_PATIENCE_S = 10.0
_NOT_BOLD = Style(bold=False)
_AROUND = 4
"""Cells beside the list: its padding and scroll bar."""
_KEYS = (
    ("enter", "open what the cursor is on"),
    ("/", "filter by words; of runs also model: since: outcome: tag:"),
    ("c", "on a run: go on from it in a chat; else a new chat"),
    ("↑ ↓  j k", "move; home and end, page up and page down as well"),
    ("?", "this help"),
    ("q", "leave"),
)


class Openable(NamedTuple):
    command: list[str]
    """What would be typed after `streamboard`."""
    cells: tuple[str, ...]
    """Columns, sanitised."""
    words: str
    """What a filter searches, in lower case."""
    kept: KeptRun | None = None


class HomeApp(FullScreenApp, FilteredList):
    CSS = (
        FullScreenApp.CSS
        + """
    HomeApp #heading { height: 2; padding: 0 2; background: $panel; }
    HomeApp OptionList {
        height: 1fr; border: none; padding: 0 1; background: $background;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    HomeApp OptionList > .option-list--option-disabled { color: $primary; text-style: bold; }
    HomeApp Input { height: 1; border: none; padding: 0 2; background: $panel; display: none; }
    """
    )
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "quit", show=False),
        Binding("question_mark,f1", "help", "help", show=False),
        Binding("c", "chat", "chat", show=False),
        Binding("escape", "drop_filter", "all", show=False),
    ]

    def __init__(
        self,
        sets: Sequence[tuple[str, Sequence[Openable]]],
        runs: Callable[[], list[KeptRun]],
        habits: Habits,
    ) -> None:
        """`sets` are by heading; `runs` reads files, so it is called in a thread."""
        super().__init__(habits)
        self.command: list[str] = []
        """What was chosen, as typed after `streamboard`; empty if nothing."""
        self._read_runs = runs
        self._chat = Openable(["chat"], ("chat", "type prompts, and see models answer side by side"), "chat")
        self._sections = sets
        self._runs: list[KeptRun] = []
        self._about_runs = "reading the latest runs"
        """What to say instead of runs; empty once they are read."""
        self._filter = ""
        self._shown: dict[str, Openable] = {}
        """By option id."""
        self._mishaps = Mishaps()

    def compose(self) -> ComposeResult:
        heading = Text.assemble(("streamboard", "bold"), "  many language-model streams side by side")
        yield Static(heading, id="heading", markup=False)
        yield OptionList()
        yield Input(placeholder="words, or model: since:7d outcome: tag:", compact=True)
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()
        run_beside(self, self._load, "runs", exclusive=True)
        self.call_after_refresh(self.list_all)

    def on_resize(self) -> None:
        self.call_after_refresh(self.list_all)

    async def _load(self) -> None:
        try:
            self._runs, self._about_runs = await in_thread(self._read_runs, _PATIENCE_S), ""
        except TimeoutError:
            self._about_runs = "their folder does not answer"
        except OSError as error:
            self._about_runs = f"their folder cannot be read: {error.strerror}"
        self.list_all()

    # -- the list

    def list_all(self) -> None:
        options = self.query_one(OptionList)
        at = options.highlighted_option
        before = self._shown[at.id].command if at is not None and at.id in self._shown else None
        self._shown = {}
        options.set_options(self._options())
        places = [place for place, option in enumerate(options.options) if not option.disabled]
        same = (place for place in places if self._shown[options.options[place].id or ""].command == before)
        options.highlighted = next(same, next(iter(places), None))
        if not places or options.highlighted == places[0]:
            options.scroll_home(animate=False)
        self._tell_keys()

    def _options(self) -> Iterator[Option]:
        runs, problem = self._filtered_runs()
        sections = [("Start", [self._chat]), *self._sections]
        found = [(heading, [*filter(self._wanted, entries)]) for heading, entries in sections]
        rows = [*found, ("Latest runs", [_run(each, self.size.width) for each in runs])]
        for heading, entries in rows:
            note = self._note(problem) if heading == "Latest runs" else ""
            if entries or note:
                yield Option(Text(heading), disabled=True)
                widths = widths_of([entry.cells for entry in entries])
                for entry in entries:
                    name = str(len(self._shown))
                    self._shown[name] = entry
                    yield Option(line_of(entry.cells, widths, self.size.width - _AROUND), id=name)
                if note:
                    yield Option(Text(f"  {note}", style=self.palette.dim + _NOT_BOLD), disabled=True)
                yield Option("", disabled=True)

    def _note(self, problem: str) -> str:
        if problem or self._about_runs:
            return problem or self._about_runs
        if not self._runs:
            return "none yet: every run of a prompt set is kept"
        more = len(self._runs) - MOST_RUNS
        return f"and {more} older ones; streamboard runs lists them" if more > 0 and not self._filter else ""

    def _filtered_runs(self) -> tuple[list[KeptRun], str]:
        """Return the runs to list, and what is wrong with the filter."""
        try:
            found = wanted(self._runs, filter_of(self._filter.split(), datetime.now().astimezone()))
        except UsageError as error:
            return [], f"{error.message} {error.advice}"
        return found[:MOST_RUNS], ""

    def _wanted(self, entry: Openable) -> bool:
        return all(word in entry.words for word in self._filter.lower().split())

    def _tell_keys(self) -> None:
        run = (entry := self._chosen()) is not None and entry.kept is not None
        keys = [("enter", "replay" if run else "open"), ("/", "filter")]
        keys.append(("c", "go on from it" if run else "chat"))
        if self._filter:
            keys.append(("esc", "all"))
        self.query_one(Footer).update_view([*keys, ("q", "quit"), ("?", "help")], 2)

    # -- what is chosen

    def _chosen(self) -> Openable | None:
        option = self.query_one(OptionList).highlighted_option
        return self._shown.get(option.id or "") if option is not None else None

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._tell_keys()

    @on(OptionList.OptionSelected)
    def _open(self, message: OptionList.OptionSelected) -> None:
        self._leave_for(self._shown[message.option.id or ""].command)

    def _leave_for(self, command: list[str]) -> None:
        self.command = command
        self.exit(0)

    def action_chat(self) -> None:
        entry = self._chosen()
        resumed = entry is not None and entry.kept is not None
        self._leave_for(["chat", "--resume", entry.kept.run.path] if resumed else ["chat"])  # type: ignore[union-attr]

    def action_help(self) -> None:
        self.push_screen(HomeHelp())

    # -- the filter

    @on(Input.Changed)
    def _filtered(self, message: Input.Changed) -> None:
        if message.value != self._filter:
            self._filter = message.value
            self.list_all()

    def survives(self, bug: Exception, cause: Message | None) -> bool:
        if not self.is_running or not self.query(OptionList):
            return False
        if words := self._mishaps.add(bug, cause):
            self.notify(words, severity="error", markup=False)
        return True


class HomeHelp(Dialog[None]):
    DEFAULT_CSS = """
    HomeHelp { align: center middle; }
    HomeHelp > Static {
        width: 76; max-width: 96%; height: auto; padding: 1 2;
        background: $panel; border: round $primary;
    }
    """
    HINTS = (("esc", "closes this"),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,q,enter", "dismiss", "close", show=False)
    ]

    def compose(self) -> ComposeResult:
        rows = [Text.assemble((f"{keys:>9}", "bold"), f"  {words}") for keys, words in _KEYS]
        window = Static(Text("\n").join(rows), markup=False)
        self.put_hints(window)
        yield window


def prompt_set(command: list[str], name: str, title: str) -> Openable:
    """Name and title need not be sanitised."""
    title = clean_line(title)
    return Openable(command, (clean_line(name), title), f"{' '.join(command)} {title}".lower())


def _run(kept: KeptRun, width: int) -> Openable:
    return Openable(["replay", kept.run.path], run_cells(kept, width), "", kept)
