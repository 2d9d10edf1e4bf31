"""A comparison for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from streamboard.comparing.comparison import Compared, FigureRow, RunRow, ShareRow
from streamboard.comparing.effect import Effect
from streamboard.comparing.judging import Judged
from streamboard.comparing.measured import Summed
from streamboard.comparing.sides import RunSide
from streamboard.figures.unit import Unit
from streamboard.report.comparison.rows import made_lines
from streamboard.safety.sanitise import clean_line


def document(found: Compared, gates: Sequence[Judged] = ()) -> dict[str, Any]:
    """Times in milliseconds, shares from 0 to 1; null where there is no value, and for open ends."""
    return {
        "a": _side(found.old),
        "b": _side(found.new),
        "made_differently": [{"what": what, "a": old, "b": new} for what, old, new in made_lines(found)],
        "pairs": found.pairs,
        "only_in_a": found.alone[0],
        "only_in_b": found.alone[1],
        "figures": [*map(_figure, found.rows)],
        "shares": [*map(_share, found.shares)],
        "runs": [*map(_run, found.of_runs)],
        "answers": {"same": found.answers.same, "different": len(found.answers.differ)},
        "gates": [*map(gate_document, gates)],
    }


def gate_document(gate: Judged) -> dict[str, Any]:
    """What became of a gate. Values are in the figure's unit, times in nanoseconds."""
    return {
        "gate": clean_line(gate.gate),
        "ruling": gate.ruling,
        "why": clean_line(gate.why),
        "figure": gate.tag,
        "value": gate.value,
        "interval": [_finite(gate.low), _finite(gate.high)],
        "n": gate.n,
        "bound": gate.bound,
        "baseline": gate.baseline,
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
    ends = [_finite(effect.low), _finite(effect.high)]
    return {"ratio": round(effect.ratio, 4), "interval": ends, "n": effect.n, "by": effect.method}


def _finite(number: float | None) -> float | None:
    return round(number, 4) if number is not None and math.isfinite(number) else None


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
