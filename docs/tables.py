"""Write the tables of these documents from the code: figures, outcomes and marks.

    uv run python docs/tables.py

What stands between the two comments of a table is replaced; a test holds that nothing is to be replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from streamboard.board.states import ENDS, legend
from streamboard.figures.catalogue import FIGURES, RUN_FIGURES
from streamboard.figures.figure import Figure
from streamboard.figures.met import met_figure
from streamboard.figures.run import RunFigure
from streamboard.plan import SECOND, Slo

DOCS = Path(__file__).parent
TOOLS = ("AIPerf", "GuideLLM", "vLLM")
_EVERY_OBJECTIVE = met_figure(Slo(ttft_ns=SECOND))
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
    found = [one for one in figure.elsewhere if one.tool == tool and one.name]
    return "; ".join(f"{one.name}: {one.formula}" for one in found) or "none"


def _head(*words: str) -> Iterator[str]:
    yield _line(*words)
    yield _line(*("---" for _ in words))


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _outcomes() -> Iterator[str]:
    yield from _head("outcome", "how the attempt or stream ended")
    for outcome, end in ENDS.items():
        yield _line(f"`{outcome}`", end.meaning)


def _marks() -> Iterator[str]:
    yield from _head("mark", "state")
    for mark, words in legend():
        yield _line(f"`{mark}`", words)


TABLES: dict[str, dict[str, Callable[[], Iterator[str]]]] = {
    "metrics.md": {
        "figures of a stream": _of_streams,
        "figures of a run": _of_runs,
        "figures elsewhere": _elsewhere,
    },
    "run-file.md": {"outcomes": _outcomes},
    "keys.md": {"marks": _marks},
}
"""By document, and by the names in the comments around them."""


def main() -> None:
    """Write the tables where they belong."""
    for document in TABLES:
        path = DOCS / document
        path.write_text(written(document, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
