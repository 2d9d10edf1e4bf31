"""Write the tables of docs/metrics.md from the catalogue of figures.

    uv run python docs/figure_tables.py

What stands between the two comments of a table is replaced; a test holds that nothing is to be replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from streamboard.figures.catalogue import FIGURES, RUN_FIGURES
from streamboard.figures.figure import Figure
from streamboard.figures.met import met_figure
from streamboard.figures.run import RunFigure
from streamboard.plan import SECOND, Slo

METRICS = Path(__file__).with_name("metrics.md")
TOOLS = ("AIPerf", "GuideLLM", "vLLM")
_EVERY_OBJECTIVE = met_figure(Slo(ttft_ns=SECOND))
_STREAM_FIGURES = (*FIGURES, _EVERY_OBJECTIVE)


def tables() -> dict[str, str]:
    """The tables by their names in the comments around them."""
    return {
        "figures of a stream": "\n".join(_of_streams()),
        "figures of a run": "\n".join(_of_runs()),
        "figures elsewhere": "\n".join(_elsewhere()),
    }


def written(text: str) -> str:
    """A document with its tables as they are to be."""
    for name, table in tables().items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
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


def main(arguments: Sequence[str] = ()) -> None:
    """Write the tables where they belong."""
    METRICS.write_text(written(METRICS.read_text()))


if __name__ == "__main__":
    main()
