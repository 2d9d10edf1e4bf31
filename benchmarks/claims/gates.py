"""Whether gates are right: equal runs and slower ones, with few samples and many.

python -m benchmarks.claims.gates
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import streamboard
from benchmarks.harness.command import Scale, main
from benchmarks.harness.table import Report, Row
from streamboard.board.state import BoardState
from streamboard.comparing.against_baseline import held_ratio
from streamboard.comparing.bootstrap import paired_ratio
from streamboard.comparing.choice_of_method import MEDIAN
from streamboard.comparing.effect import ALPHA, Effect
from streamboard.comparing.gate_rulings import Ruling, judge, ruled
from streamboard.comparing.sides import RunSide
from streamboard.figures.confidence_intervals import least
from streamboard.figures.unit import TIME
from streamboard.promptset import PromptSet
from streamboard.promptset.gates import Gate, Tolerance, parse_gate
from streamboard.run.events import RunStarted

TRIALS = 200
SAMPLES = (5, 20, 200)
SLOWER = (0, 8, 20, 100)
"""By so many percent."""
TOLERANT, STRICT = parse_gate("ttft.p50 <= baseline + 10%"), parse_gate("ttft.p50 <= baseline")
MOST_WRONG = 5.0
_TTFT_MS, _SPREAD, _PROMPTS = 300.0, 0.2, 5
"""The median, the standard deviation of the logarithm, and prompts that have medians of their own."""
_REAL = 20
NOTE = (
    f"{TRIALS} pairs of runs each, drawn: TTFT about {_TTFT_MS:g} ms, lognormal with a spread of"
    f" {_SPREAD:.0%}, over {_PROMPTS} prompts whose medians differ by as much. Of each gate: how often it"
    " passed, failed, was undecided. Wrong is to fail what is within, and to pass what is beyond; undecided"
    f" is never wrong. Real runs are of the simulated server, {_REAL} streams each, eight at a time."
)


def run(scale: Scale) -> list[Report]:
    """Draw runs and judge them; then judge some of the simulated server."""
    report = Report("12", "Gates against a baseline", NOTE, further=("baseline + 10%", "baseline"))
    for slower in SLOWER:
        for n in SAMPLES:
            found = trials_of(n, slower, scale.count(TRIALS))
            wrong = {gate: wrong_in(gate, slower, rulings) for gate, rulings in found.items()}
            worst = max(wrong.values())
            cells = tuple(_told(rulings) for rulings in found.values())
            what = f"{slower} % slower, n={n}" if slower else f"equal, n={n}"
            row = Row(what, f"{worst:.1f} % wrong", f"<= {MOST_WRONG:g} %", worst <= MOST_WRONG, cells)
            report.rows.append(row)
    report.rows += asyncio.run(_of_simulated())
    return [report]


def trials_of(n: int, slower: int, trials: int) -> dict[Gate, Counter[Ruling]]:
    found: dict[Gate, Counter[Ruling]] = {TOLERANT: Counter(), STRICT: Counter()}
    for trial in range(trials):
        chance = random.Random(f"{n} {slower} {trial}")
        medians = [_TTFT_MS * chance.lognormvariate(0, _SPREAD) for _ in range(_PROMPTS)]
        old, new = (
            [factor * medians[place % _PROMPTS] * chance.lognormvariate(0, _SPREAD) for place in range(n)]
            for factor in (1.0, 1 + slower / 100)
        )
        effect = paired_ratio(old, new, MEDIAN) if n >= least(MEDIAN) else None
        for gate, rulings in found.items():
            rulings["undecided" if effect is None else _ruling(gate, effect)] += 1
    return found


def _ruling(gate: Gate, effect: Effect) -> Ruling:
    assert isinstance(gate.bound, Tolerance)
    before = _TTFT_MS * 1e6
    held = held_ratio(gate, gate.bound, TIME, before, before * effect.ratio, effect)
    return ruled(held, sure=held.p <= ALPHA).ruling


def wrong_in(gate: Gate, slower: int, rulings: Counter[Ruling]) -> float:
    """How often it was wrong, in percent."""
    assert isinstance(gate.bound, Tolerance)
    within = slower / 100 <= gate.bound.share
    return 100 * rulings["failed" if within else "passed"] / rulings.total()


def _told(rulings: Counter[Ruling]) -> str:
    return " / ".join(str(rulings[ruling]) for ruling in ("passed", "failed", "undecided"))


# -- of the simulated server


async def _of_simulated() -> list[Row]:
    old = RunSide("the first", (await _simulated(0),))
    rows = []
    for slower in SLOWER:
        new = RunSide("the other", (await _simulated(slower),))
        cells = []
        wrong = False
        for gate in (TOLERANT, STRICT):
            [found] = judge([gate.written], new, old)
            cells.append(found.ruling)
            wrong |= bool(wrong_in(gate, slower, Counter([found.ruling])))
        what = f"{slower} % slower, a real run" if slower else "equal, a real run"
        rows.append(Row(what, "wrong" if wrong else "right", "right", not wrong, tuple(cells)))
    return rows


async def _simulated(slower: int) -> BoardState:
    settings: dict[str, Any] = {
        "defaults": {
            "endpoint": "sim",
            "max_tokens": 10,
            "sim": {"ttft": _TTFT_MS / 1000 * (1 + slower / 100), "rate": 200},
        },
        "prompts": [{"prompt": "Tell me a story.", "repeat": _REAL}],
        "success": ["end_turn", "max_tokens"],
        "concurrency": 8,
    }
    board: BoardState | None = None
    async for event in streamboard.stream(PromptSet(**settings)):
        if isinstance(event, RunStarted):
            board = BoardState(event.plan)
        assert board is not None
        board.apply(event)
    assert board is not None
    return board


if __name__ == "__main__":
    main(run)
