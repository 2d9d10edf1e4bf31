"""A comparison for programs."""

from __future__ import annotations

from typing import Any

from streamboard.comparing.choice_of_method import Summed
from streamboard.comparing.comparison import Compared, FigureRow, RunRow, ShareRow
from streamboard.comparing.effect import Effect
from streamboard.comparing.sides import RunSide
from streamboard.figures.unit import Unit
from streamboard.report.comparison.rows import made_lines
from streamboard.report.json_parts import finite, gate_document
from streamboard.report.reported import SideBySide
from streamboard.safety.sanitise import clean_line


def document(one: SideBySide) -> dict[str, Any]:
    """Times in milliseconds, shares from 0 to 1; null for no value and for open ends.

    For sides that were not compared, `refused` says why in place of figures.
    """
    refused = None if one.refused is None else clean_line(str(one.refused))
    found = {} if one.found is None else _found(one.found)
    gates = [*map(gate_document, one.gates)]
    return {"a": _side(one.old), "b": _side(one.new), "refused": refused, **found, "gates": gates}


def _found(found: Compared) -> dict[str, Any]:
    return {
        "made_differently": [{"what": what, "a": old, "b": new} for what, old, new in made_lines(found)],
        "pairs": found.pairs,
        "only_in_a": found.alone[0],
        "only_in_b": found.alone[1],
        "figures": [*map(_figure, found.rows)],
        "shares": [*map(_share, found.shares)],
        "runs": [*map(_run, found.of_runs)],
        "answers": {"same": found.answers.same, "different": len(found.answers.differ)},
    }


def _side(side: RunSide) -> dict[str, Any]:
    return {
        "name": clean_line(side.name),
        "simulated": side.simulated,
        "started_at": [clean_line(board.started.started_at) for board in side.boards if board.started],
        "streams": len(side.streams),
    }


def _figure(row: FigureRow) -> dict[str, Any]:
    measured, unit = row.measured, row.figure.unit
    return {
        "figure": row.figure.named,
        "percentile": row.percent,
        "a": _sum(unit, measured.old),
        "b": _sum(unit, measured.new),
        **_effect(measured.effect),
        "word": row.word,
        "may_be_chance": row.by_chance,
    }


def _sum(unit: Unit, side: Summed) -> dict[str, Any]:
    found: dict[str, Any] = {"value": None if side.value is None else unit.number(side.value), "n": side.n}
    if side.runs is not None:
        low, high = unit.number(side.runs.low), unit.number(side.runs.high)
        found |= {"interval": [low, high], "cv": round(side.runs.cv, 4)}
    return found


def _effect(effect: Effect | None) -> dict[str, Any]:
    if effect is None:
        return {"ratio": None, "interval": [None, None], "n": 0, "by": None}
    ends = [finite(effect.low), finite(effect.high)]
    return {"ratio": round(effect.ratio, 4), "interval": ends, "n": effect.n, "by": effect.method}


def _share(row: ShareRow) -> dict[str, Any]:
    return {
        "figure": row.figure.named,
        "a": {"part": row.old.part, "of": row.old.of},
        "b": {"part": row.new.part, "of": row.new.of},
        "difference": round(row.difference.value, 4),
        "interval": [round(row.difference.low, 4), round(row.difference.high, 4)],
        "word": row.word,
    }


def _run(row: RunRow) -> dict[str, Any]:
    numbers = row.figure.unit.number
    return {
        "figure": row.figure.named,
        "a": [*map(numbers, row.old)],
        "b": [*map(numbers, row.new)],
        **_effect(row.effect),
        "word": row.word,
    }
