"""A new format of the table is a file of its own and its row in the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.edited import edited, told_by

pytestmark = pytest.mark.slow

NAMES = '''
"""The names of the streams, a line each."""

from __future__ import annotations

from streamboard.board.state import BoardState
from streamboard.figures.table import Table


def text(board: BoardState, table: Table) -> str:
    return "".join(f"{row.stream.plan.name}\\n" for row in table.rows)
'''

SCRIPT = """
import asyncio, json
from pathlib import Path

from tests.tui.pilot import showing, under_way

feed = under_way("one", "two")
feed.at_ms(1000).finish("s1", tokens=10)


async def screens():
    async with showing(feed, (120, 200)) as board:
        await board.press("4", "w")
        await board.shows("Saved as", ".txt")
        await board.press("question_mark")
        await board.shows("Marks")
        return " ".join(board.text.split())


help = asyncio.run(screens())
(path,) = Path().glob("*.txt")
print(json.dumps({"help": help, "text": path.read_text()}))
"""


def test_its_file_is_written_with_the_others_and_the_help_names_it(tmp_path: Path) -> None:
    edited(
        tmp_path,
        new={"report/export/as_names.py": NAMES},
        lines={
            "report/export/catalogue.py": {
                '    Export("json", "JSON", "as_json"),': '    Export("txt", "names", "as_names"),'
            }
        },
    )
    found = told_by(tmp_path, SCRIPT, cwd=tmp_path)
    assert found["text"] == "one\ntwo\n"
    assert "CSV, Markdown, JSON and names" in found["help"]


COUNT = '''
"""How many events a run had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from streamboard.board.state import BoardState
from streamboard.comparing.judging import Judged
from streamboard.report.ways.catalogue import Teller
from streamboard.run.events import Event


def teller(board: BoardState, out: TextIO, *, figures: bool) -> Teller:
    return _Count(out)


class _Count:
    def __init__(self, out: TextIO) -> None:
        self._out, self._count = out, 0

    def take(self, events: Sequence[Event]) -> None:
        self._count += len(events)

    def finish(self, gates: Sequence[Judged] = ()) -> None:
        print(self._count, file=self._out)
'''

RUN = """
import json, re, sys
from pathlib import Path

from click.testing import CliRunner

from streamboard.cli import headless, main, opening, running

chosen = []
running.plan_of = lambda source, options: None
opening.record_of = lambda plan, options: None
opening.baseline_of = lambda options: None
headless.run_headless = lambda plan, *, told, **_: chosen.append(told.way) or 0
runner = CliRunner()
runner.invoke(main.cli, ["run", "--prompt", "x", "--count"], catch_exceptions=False)
help = runner.invoke(main.cli, ["run", "--help"]).output
print(json.dumps({"help": " ".join(help.split()), "chosen": chosen}))
"""


def test_a_way_to_tell_a_run_is_a_file_and_a_row_and_the_command_line_offers_it(tmp_path: Path) -> None:
    edited(
        tmp_path,
        new={"report/ways/as_count.py": COUNT},
        lines={
            "report/ways/catalogue.py": {
                '    Way("plain", "as_sentences"),': (
                    '    Way("plain", "as_sentences"),\n'
                    '    Way("count", "as_count", "--count", "Print how many events there were."),'
                )
            }
        },
    )
    found = told_by(tmp_path, RUN, cwd=tmp_path)
    assert "--count Print how many events there were." in found["help"]
    assert found["chosen"] == ["count"]
