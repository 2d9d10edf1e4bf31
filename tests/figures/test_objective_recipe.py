"""A new objective is a field of `Slo` and the value that an attempt has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.edited import edited, told_by

pytestmark = pytest.mark.slow

SCRIPT = """
import json

from streamboard.board.state import BoardState
from streamboard.figures.catalogue import figures_of
from streamboard.figures.table import table
from streamboard.promptset import Prompt, PromptSet, expand
from tests.support.told import Told

prompts = [Prompt(name="a", prompt="Hello."), Prompt(name="b", prompt="Bye.")]
plan = expand(PromptSet(prompts=prompts, slo={"took": "1s"}))
board = BoardState(plan)
first, second = (Told(stream.id) for stream in plan.streams)
board.apply_all([*first.whole(0, 10, 300, 800, 9), *second.whole(0, 10, 300, 2500, 9)])
made = table(board, [*board.streams.values()], board.now)
print(json.dumps({
    "formula": figures_of(plan.slo)[-1].formula,
    "verdicts": [row.cells["slo_met"].value for row in made.rows],
    "why": made.rows[1].cells["slo_met"].note,
    "met": made.whole.met,
}))
"""


def test_a_field_and_an_attempts_value_make_an_objective(tmp_path: Path) -> None:
    edited(
        tmp_path,
        new={},
        lines={
            "run/plan.py": {"class Slo(msgspec.Struct, frozen=True):": "    took_ns: int | None = None"},
            "board/attempt.py": {
                "class Attempt:": "    def took_ns(self) -> int | None:\n        return self.elapsed_ns(0)"
            },
        },
    )
    found = told_by(tmp_path, SCRIPT, cwd=tmp_path)
    assert found == {"formula": "took <= 1 s", "verdicts": [1, 0], "why": "took 2>1 s", "met": [1, 2]}
