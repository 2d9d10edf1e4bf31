"""The table of figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.common.units import DASH
from streamboard.figures.figure import Figure
from streamboard.figures.percentiles import PARTS
from streamboard.figures.reading import Reading
from streamboard.figures.table import Group
from streamboard.report import values
from streamboard.report.comparison.as_markdown import markdown
from streamboard.report.facts import facts_of
from streamboard.report.markdown_parts import gates_told, head, line, plain
from streamboard.report.reported import Report, Reported


def text(report: Report) -> str:
    """Comparisons, then each run: its gates, and the table as on the screen with all columns."""
    return "\n".join([*map(markdown, report.comparisons), *map(_run, report.runs)])


def _run(run: Reported) -> str:
    board, table, gates = run.board, run.table, run.gates
    shown = table.all_wanted()
    heading = ["#", "stream", "model", "state", *(figure.name for figure in shown)]
    made = [f"- {plain(fact.name)}: {plain(fact.value)}" for fact in facts_of(board)]
    told = [*gates_told(gates), ""] if gates else []
    lines = [f"# {plain(board.plan.title)}", "", *made, "", *told, *head(heading, words=(1, 2, 3))]
    for row in table.rows:
        stream = row.stream
        cells = [
            str(stream.number),
            plain(stream.plan.name),
            plain(stream.model()),
            plain(values.state_of(stream)),
        ]
        cells += [_cell(figure, row.cells[figure.tag]) for figure in shown]
        lines.append(line(cells))
    if reasons := values.reasons_of(table):
        lines += ["", *(f"- {plain(stream.plan.name)}: {plain(reason)}" for stream, reason in reasons)]
    columns = [table.whole, *table.columns] if len(table.columns) > 1 else table.columns
    for of, found in (("column", columns), ("prompt", table.prompts)):
        lines += ["", f"## By {of}", "", *_group_lines(of, found, table.pooled)]
    lines += [
        "",
        r"▲ best, ▼ worst; \~ an estimate; \+ at least so much: it had not ended when the answer did;"
        r" \! the engine was late: it may be off by a twentieth or more.",
    ]
    return "\n".join(lines) + "\n"


def _cell(figure: Figure, reading: Reading) -> str:
    sign = f"\\{reading.sign}" if reading.sign in ("~", "!", "+") else reading.sign
    return f"{figure.text(reading)}{sign}"


def _group_lines(of: str, found: Sequence[Group], pooled: Sequence[Figure]) -> Iterator[str]:
    parts = (*PARTS, "n")
    headings = [f"{figure.pool.name} {part}" for figure in pooled if figure.pool for part in parts]
    met = ["SLO met"] if any(group.met is not None for group in found) else []
    checks = ["checks passed"] if any(group.checks is not None for group in found) else []
    yield from head([of, "streams", *met, *checks, *headings], words=(0,))
    for group in found:
        cells = [plain(group.name), str(group.streams)]
        cells += [] if group.met is None else [f"{group.met[0]} of {group.met[1]}"]
        if checks:
            cells.append(DASH if group.checks is None else f"{group.checks[0]} of {group.checks[1]}")
        for figure in pooled:
            spread = group.figures[figure.tag]
            cells += [_cell(figure, spread.part(part)) for part in PARTS]
            cells.append(str(spread.n))
        yield line(cells)
