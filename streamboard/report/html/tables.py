"""Tables of figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from streamboard.board.phases_and_ends import DONE
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.figures import confidence_intervals
from streamboard.figures.catalogue import RUN_FIGURES
from streamboard.figures.figure import Figure
from streamboard.figures.of_run.checks_passed import checks_of
from streamboard.figures.percentiles import PARTS, Percentiles
from streamboard.figures.table import Group, Table
from streamboard.report import values
from streamboard.report.facts import interval_words
from streamboard.report.html.markup import Markup, Part, element
from streamboard.report.reported import Reported

Row = Sequence[Part]


def table_of(caption: str, head: Sequence[str], rows: Iterable[Row], *, numbers: int = 1) -> Markup:
    """Scrolls sideways; each row's first cell is its head, and figures begin at column `numbers`."""
    cells = [element("tr", element("th", row[0], scope="row"), *_cells(row[1:], numbers - 1)) for row in rows]
    heads = (element("th", name, scope="col") for name in head)
    made = element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *heads)),
        element("tbody", *cells),
    )
    return element("div", made, class_="scroll", tabindex=0, role="region", aria_label=caption)


def _cells(cells: Row, numbers: int) -> Iterator[Markup]:
    for place, cell in enumerate(cells):
        yield element("td", cell, class_="number" if place >= numbers else None)


def run_figures(board: BoardState) -> list[tuple[str, str]]:
    """By name; shares with their interval."""
    totals = board.totals(board.now)
    found: list[tuple[str, str]] = []
    shares = {
        "completed": (totals.counts[DONE.name], totals.streams),
        "goodput": totals.goodput,
        "checks_passed": checks_of(board.streams.values()),
    }
    for figure in RUN_FIGURES:
        reading = figure.of(board, board.now)
        if reading.value is None or not figure.worth(board):
            continue
        share = shares.get(figure.tag)
        unit = f" {figure.unit.name}" if figure.unit.name else ""
        found.append((figure.name, _share(*share) if share else f"{figure.text(reading)}{unit}"))
    return found


def _share(good: int, of: int) -> str:
    """`18 of 20, 90 % (95 %: 70 % to 97 %)`."""
    if not of:
        return units.DASH
    low, high = confidence_intervals.of_share(good, of)
    return f"{good} of {of}, {good / of:.0%} (95 %: {low:.0%} to {high:.0%})"


def percentiles_by(what: str, groups: Sequence[Group], pooled: Sequence[Figure]) -> list[Markup]:
    """A table for each figure."""
    return [
        table_of(
            f"{figure.pool.name if figure.pool else figure.name}, by {what}",
            [what, "n", *PARTS],
            [
                [name_of(group.name), str(spread.n), *(cell_of(figure, spread, part) for part in PARTS)]
                for group in groups
                if (spread := group.figures[figure.tag]).n
            ],
        )
        for figure in pooled
        if any(group.figures[figure.tag].n for group in groups)
    ]


def name_of(name: str) -> Markup:
    """Isolates the direction of a name from outside."""
    return element("bdi", name or "not named")


def cell_of(figure: Figure, spread: Percentiles, part: str) -> list[Part]:
    """With its unit, and its interval in small print."""
    reading = spread.part(part)
    if reading.value is None:
        return [units.DASH]
    within = interval_words(spread.within(part), lambda value: figure.unit.text(value, None))
    unit = f" {figure.unit.name}" if figure.unit.name else ""
    return [f"{figure.text(reading)}{unit}{reading.sign}", element("small", within) if within else None]


def stream_table(table: Table, link: str) -> Markup:
    """`link` is the prefix of the answers' anchors."""
    shown = table.all_wanted()
    rows = []
    for row in table.rows:
        stream = row.stream
        readings = ((figure, row.cells[figure.tag]) for figure in shown)
        rows.append(
            [
                element("a", name_of(stream.plan.name), href=f"#{link}{stream.number}"),
                name_of(stream.column()),
                element("span", f"{row.status.mark} {row.status.short}", class_=row.status.tone),
                *(f"{figure.text(reading)}{reading.sign}" for figure, reading in readings),
            ]
        )
    heads = ["stream", "column", "ended", *(_headed(figure) for figure in shown)]
    return table_of("Every stream", heads, rows, numbers=3)


def _headed(figure: Figure) -> str:
    return f"{figure.name}, {figure.unit.name}" if figure.unit.name else figure.name


def side_by_side(runs: Sequence[Reported]) -> Markup:
    named = [dict(run_figures(run.board)) for run in runs]
    names = dict.fromkeys(name for each in named for name in each)
    rows: list[Row] = [[name, *(each.get(name, units.DASH) for each in named)] for name in names]
    for figure in dict.fromkeys(figure for run in runs for figure in run.table.pooled):
        spreads = [run.table.whole.figures[figure.tag] for run in runs]
        pooled = figure.pool.name if figure.pool else figure.name
        rows += [
            [f"{pooled} {part}", *(cell_of(figure, spread, part) for spread in spreads)] for part in PARTS
        ]
        rows.append([f"{pooled} n", *(str(spread.n) for spread in spreads)])
    return table_of("The runs side by side", ["figure", *(run.name for run in runs)], rows)


def reasons(table: Table) -> Markup | None:
    """Why streams did not end well; None if all did."""
    if not (said := values.reasons_of(table)):
        return None
    items = (element("li", element("b", name_of(stream.plan.name)), ": ", words) for stream, words in said)
    return element("ul", *items)
