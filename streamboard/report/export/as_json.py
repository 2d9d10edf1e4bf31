"""The table of figures for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streamboard.board.run_remarks import counts_connecting
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.comparing.gate_rulings import Judged
from streamboard.figures.catalogue import RUN_FIGURES, figures_of_files
from streamboard.figures.figure import Figure
from streamboard.figures.of_stream.slo_met import TAG as MET
from streamboard.figures.percentiles import PARTS
from streamboard.figures.reading import ABSENT
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.table import Group, Row, Table
from streamboard.figures.unit import TIME
from streamboard.report import values
from streamboard.report.comparison.as_json import document as comparison
from streamboard.report.facts import facts_of, simulated
from streamboard.report.json_parts import gate_document, written
from streamboard.report.reported import Report
from streamboard.safety.sanitise import clean_line


def text(report: Report) -> str:
    """Times in milliseconds, null for absent values."""
    comparisons = [*map(comparison, report.comparisons)]
    if not report.runs:
        return written(comparisons[0] if len(comparisons) == 1 else comparisons)
    told = [document(run.board, run.table, run.gates) for run in report.runs]
    if len(told) == 1:
        return written(told[0] | ({"comparisons": comparisons} if comparisons else {}))
    runs = [{"run": run.name, **each} for run, each in zip(report.runs, told, strict=True)]
    return written({"runs": runs, "comparisons": comparisons})


def document(board: BoardState, table: Table, gates: Sequence[Judged] = ()) -> dict[str, Any]:
    figures = figures_of_files(board.plan.slo)
    return {
        "title": clean_line(board.plan.title),
        "simulated": bool(simulated(board)),
        "made": [{"name": fact.name, "value": fact.value} for fact in facts_of(board)],
        "counts_from": "attempt_started" if counts_connecting(board) else "request_sent",
        "run": {figure.named: _run_number(board, figure, table.now) for figure in RUN_FIGURES},
        "gates": [*map(gate_document, gates)],
        "streams": [_stream(row, figures) for row in table.rows],
        "all": _group(table.whole, table.pooled),
        "columns": [_group(group, table.pooled) for group in table.columns],
        "prompts": [_group(group, table.pooled) for group in table.prompts],
    }


def _run_number(board: BoardState, figure: RunFigure, now: int) -> float | None:
    """As of now while the run goes on."""
    value = figure.of(board, now).value
    return None if value is None else figure.unit.number(value)


def _stream(row: Row, figures: Sequence[Figure]) -> dict[str, Any]:
    stream = row.stream
    readings = [(figure, row.cells.get(figure.tag, ABSENT)) for figure in figures]
    intervals = {figure.named: values.ends(figure, reading) for figure, reading in readings}
    return {
        "id": clean_line(stream.plan.id),
        "name": clean_line(stream.plan.name),
        "column": clean_line(stream.column()),
        "model": clean_line(stream.model()),
        "prompt": clean_line(stream.plan.prompt),
        "state": values.state_of(stream),
        "reason": values.reason_of(stream),
        **{figure.named: values.number(figure, reading) for figure, reading in readings},
        "estimated": values.estimated(row),
        "unsure": values.unsure(row),
        "intervals": {name: ends for name, ends in intervals.items() if ends is not None},
        "checks": checks_of(stream),
        "notes": {tag: reading.note for tag, reading in row.cells.items() if reading.note},
    }


def checks_of(stream: StreamState) -> list[dict[str, Any]]:
    """`passed` is null for undecided ones."""
    attempt = stream.shown
    if attempt is None:
        return []
    return [
        {
            "check": clean_line(check.label),
            "passed": check.passed,
            "after_ms": None if (after := check.after_ns(attempt.zero)) is None else TIME.number(after),
            "why": clean_line(check.why),
        }
        for check in attempt.checks
    ]


def _group(group: Group, pooled: Sequence[Figure]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": clean_line(group.name), "streams": group.streams}
    if group.met is not None:
        found[MET] = group.met[0]
    if group.checks is not None:
        found["checks"] = {"passed": group.checks[0], "of": group.checks[1]}
    for figure in pooled:
        spread = group.figures[figure.tag]
        parts = {part: spread.part(part) for part in PARTS}
        intervals = {part: values.ends(figure, reading) for part, reading in parts.items()}
        found[figure.pool_named] = {
            "n": spread.n,
            **{part: values.number(figure, reading) for part, reading in parts.items()},
            "intervals": {part: ends for part, ends in intervals.items() if ends is not None},
            "confidence_95": {
                part: [None if end is None else figure.unit.number(end) for end in within]
                for part in PARTS
                if (within := spread.within(part)) is not None
            },
        }
    return found
