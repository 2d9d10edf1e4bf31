"""Write the tables of these documents from the code: settings, figures, outcomes, marks and keys.

    uv run python docs/tables.py

What stands between the two comments of a table is replaced; a test holds that nothing is to be replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from streamboard.board.phases_and_ends import ENDS, legend
from streamboard.documents.json_schema import descriptions
from streamboard.documents.sections import Section, keys_within
from streamboard.figures.catalogue import FIGURES, RUN_FIGURES, slo_figure
from streamboard.figures.figure import Figure
from streamboard.figures.run_figure import RunFigure
from streamboard.promptset import (
    Prompt,
    PromptSet,
    RequestSettings,
    StreamSettings,
)
from streamboard.promptset.expectations import EXPECTATION
from streamboard.promptset.schema import LIMITS, SLO
from streamboard.run.plan import SECOND
from streamboard.run.plan import Slo as Objectives
from streamboard.tui.keys.action import Action
from streamboard.tui.keys.key_names import shown
from streamboard.tui.screen.action_order import SUBJECTS
from streamboard.tui.views.catalogue import VIEW_BY_NAME
from streamboard.tui.views.loading import class_of

DOCS = Path(__file__).parent
TOOLS = ("AIPerf", "GuideLLM", "vLLM")
_EVERY_OBJECTIVE = slo_figure(Objectives(ttft_ns=SECOND))
_UNLESS_SET = re.compile(r"(.*)\. (.*) unless set\.")
_STREAM_FIGURES = (*FIGURES, _EVERY_OBJECTIVE)


def written(document: str, text: str) -> str:
    """The text of a document with its tables as they are to be."""
    for name, lines in TABLES[document].items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        table = "\n".join(lines())
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not found or not closed:
            raise ValueError(f"there is no place for: {name}")
        text = f"{before}{begin}\n\n{table}\n\n{end}{after}"
    return text


def _of_streams() -> Iterator[str]:
    yield from _head("name", "tag", "what it is", "formula", "good", "sorted", "absent")
    for figure in _STREAM_FIGURES:
        formula = figure.formula if figure is not _EVERY_OBJECTIVE else "each objective is met"
        name = figure.name if figure.name == figure.title else f"**{figure.name}**, {figure.title}"
        first = {"low": "least first", "high": "most first"}[figure.first] if figure in FIGURES else ""
        good = {"low": "less", "high": "more", None: ""}[figure.better]
        yield _line(name, f"`{figure.named}`", figure.definition, formula, good, first, figure.absent)


def _of_runs() -> Iterator[str]:
    yield from _head("name", "what it is", "formula", "absent")
    for figure in RUN_FIGURES:
        name = figure.name if figure.name == figure.title else f"**{figure.name}**, {figure.title}"
        yield _line(name, figure.definition, figure.formula, figure.absent)


def _elsewhere() -> Iterator[str]:
    yield from _head("figure", *TOOLS, "why they differ")
    figures: tuple[Figure | RunFigure, ...] = (*_STREAM_FIGURES, *RUN_FIGURES)
    for figure in figures:
        yield _line(figure.name, *(_theirs(figure, tool) for tool in TOOLS), figure.why)


def _theirs(figure: Figure | RunFigure, tool: str) -> str:
    found = [one for one in figure.other_tools if one.tool == tool and one.name]
    return "; ".join(f"{one.name}: {one.formula}" for one in found) or "none"


def _head(*words: str) -> Iterator[str]:
    yield _line(*words)
    yield _line(*("---" for _ in words))


def _line(*cells: str) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"


def _outcomes() -> Iterator[str]:
    yield from _head("outcome", "how the attempt or stream ended")
    for outcome, end in ENDS.items():
        yield _line(f"`{outcome}`", end.meaning)


def _marks() -> Iterator[str]:
    yield from _head("mark", "state")
    for mark, words in legend():
        yield _line(f"`{mark}`", words)


def _keys_of_the_board() -> Iterator[str]:
    subjects: dict[str, list[Action[Any]]] = {}
    for group in SUBJECTS:
        subjects.setdefault(group.name, []).extend(action for action in group.actions if action.keys)
    for subject, actions in subjects.items():
        if actions:
            yield from (f"### {subject}", "", *_keys(actions), "")


def _keys(actions: Iterable[Action[Any]]) -> Iterator[str]:
    yield from _head("key", "what it does", "in your settings")
    for action in actions:
        keys = " ".join(f"`{shown(key)}`" for key in action.keys.split(","))
        yield _line(keys, action.words, "" if action.fixed else f"`{action.id}`")


def _keys_of_views() -> dict[str, Callable[[], Iterator[str]]]:
    """The tables of views' own keys, by the first word of their ids: some views share theirs."""
    sets = [actions for view in VIEW_BY_NAME.values() if (actions := class_of(view).ACTIONS)]
    return {f"keys of {actions[0].id.partition('.')[0]}": partial(_keys, actions) for actions in sets}


def _settings(keys: Mapping[str, str]) -> Iterator[str]:
    """The keys of a mapping in a prompt set, by what their declarations say of them."""
    yield from _head("key", "what it is", "unless set")
    for key, text in keys.items():
        found = _UNLESS_SET.fullmatch(text)
        what, otherwise = found.groups() if found else (text.removesuffix("."), "")
        yield _line(f"`{key}`", *(cell[:1].lower() + cell[1:] for cell in (what, otherwise)))


def _own(section: type[Section], base: type[Section]) -> dict[str, str]:
    """What a section says of the keys that it has beside those of another one."""
    return {key: text for key, text in descriptions(section).items() if key not in base.types()}


def _durations() -> dict[str, str]:
    sections = {"limits": LIMITS, "slo": SLO}
    return {
        f"{name}.{key}": text
        for name, section in sections.items()
        for key, text in descriptions(section).items()
    }


TABLES: dict[str, dict[str, Callable[[], Iterator[str]]]] = {
    "prompt-set.md": {
        "top of the file": lambda: _settings(descriptions(PromptSet)),
        "prompts": lambda: _settings(_own(Prompt, StreamSettings)),
        "stream settings": lambda: _settings(_own(StreamSettings, RequestSettings)),
        "request fields": lambda: _settings(descriptions(RequestSettings)),
        "checks": lambda: _settings(descriptions(EXPECTATION)),
        "durations": lambda: _settings(_durations()),
        "sim": lambda: _settings(descriptions(keys_within(PromptSet)["Sim"])),
    },
    "metrics.md": {
        "figures of a stream": _of_streams,
        "figures of a run": _of_runs,
        "figures elsewhere": _elsewhere,
    },
    "run-file.md": {"outcomes": _outcomes},
    "keys.md": {"marks": _marks, "keys of the board": _keys_of_the_board, **_keys_of_views()},
}
"""By document, and by the names in the comments around them."""


def main() -> None:
    """Write the tables where they belong."""
    for document in TABLES:
        path = DOCS / document
        path.write_text(written(document, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
