"""The table of figures as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from streamboard.board.state import BoardState
from streamboard.common.units import DASH
from streamboard.comparing.judging import Judged
from streamboard.figures.figure import Figure
from streamboard.figures.percentiles import PARTS
from streamboard.figures.reading import Reading
from streamboard.figures.table import Group, Table
from streamboard.report.export import values
from streamboard.report.made import facts_of
from streamboard.report.verdicts import gate_lines
from streamboard.safety.sanitise import clean_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&:@]|(?<=www)\.)")
"""What Markdown interprets or turns into links."""


def text(board: BoardState, table: Table, gates: Sequence[Judged] = ()) -> str:
    """Return the gates, then the table as on the screen with all of its columns."""
    shown = [figure for figure in table.figures if table.wanted(figure)]
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
    reasons = [(stream, reason) for row in table.rows if (reason := values.reason_of(stream := row.stream))]
    if reasons:
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


def gates_told(gates: Sequence[Judged]) -> list[str]:
    """Return how many gates passed, then a line for each."""
    first, *others = [words for words, _ in gate_lines(gates)]
    return [f"**{plain(first)}**", "", *(f"- {plain(each)}" for each in others)]


def head(headings: Sequence[str], words: Sequence[int]) -> list[str]:
    """Return a table's head, with figures aligned to the right."""
    rule = ["---" if place in words else "---:" for place in range(len(headings))]
    return [line(headings), line(rule)]


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(text: str) -> str:
    """Escape text from outside so that Markdown shows it literally."""
    return _SPECIAL.sub(r"\\\1", clean_line(text))
