"""A new format of reports is a file of its own and its line in the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.edited import edited, told_by

pytestmark = pytest.mark.slow

NAMES = '''
"""The names of the streams, a line each."""

from __future__ import annotations

from streamboard.report.reported import Report


def text(report: Report) -> str:
    names = [row.stream.plan.name for run in report.runs for row in run.table.rows]
    return "".join(f"{name}\\n" for name in [*names, *(one.name for one in report.comparisons)])
'''

SCRIPT = """
import asyncio, json
from pathlib import Path

import msgspec
from click.testing import CliRunner

from streamboard.cli.main import cli
from streamboard.common.errors import UsageError
from streamboard.run.codec import encode
from tests.tui.pilot import showing, under_way

feed = under_way("one", "two")
feed.at_ms(1000).finish("s1", tokens=10)
found = {}


async def screens():
    async with showing(feed, (120, 200)) as board:
        await board.press("4", "w")
        await board.shows("Saved as", ".names")
        await board.press("question_mark")
        await board.shows("Marks")
        return " ".join(board.text.split())


def said(*words):
    done = CliRunner().invoke(cli, words, standalone_mode=False)
    if done.exception is not None and not isinstance(done.exception, UsageError):
        raise done.exception
    return " ".join((done.output if done.exception is None else str(done.exception)).split())


found["help of the board"] = asyncio.run(screens())
(path,) = Path().glob("*.names")
found["w"] = path.read_text()
Path("run.jsonl").write_bytes(b"".join(map(encode, feed.events)))
found["report"] = CliRunner().invoke(cli, ["report", "run.jsonl", "--format", "names"]).stdout
said("runs", "export", "run.jsonl", "exported.names")
found["runs export"] = Path("exported.names").read_text()
later = [msgspec.structs.replace(feed.events[0], started_at="2027-01-01T00:00:00+00:00"), *feed.events[1:]]
Path("later.jsonl").write_bytes(b"".join(map(encode, later)))
compared = CliRunner().invoke(cli, ["compare", "run.jsonl", "later.jsonl", "--format", "names"])
found["compare"] = compared.stdout
found["error of runs export"] = said("runs", "export", "run.jsonl", "exported.xyz")
for command in ("report", "run", "compare", "runs export"):
    found[f"help of {command}"] = said(*command.split(), "--help")
found["error of report"] = CliRunner().invoke(cli, ["report", "run.jsonl", "--format", "xyz"]).output
found["error of run"] = CliRunner().invoke(cli, ["run", "x", "--summary", "xyz"]).output
found["run --summary"] = CliRunner().invoke(
    cli, ["run", "--prompt", "x", "--endpoint", "sim", "--no-record", "--summary", "names"]
).stdout
print(json.dumps(found))
"""


def test_its_file_and_its_line_suffice_for_the_board_and_every_command(tmp_path: Path) -> None:
    edited(
        tmp_path,
        new={"report/export/as_names.py": NAMES},
        lines={
            "report/export/catalogue.py": {
                '    ReportFormat("json", "JSON", "as_json", comparison=True),': (
                    '    ReportFormat("names", "names", "as_names", comparison=True),'
                )
            }
        },
    )
    found = told_by(tmp_path, SCRIPT, cwd=tmp_path)
    assert "CSV, Markdown, JSON and names" in found["help of the board"]
    for made in ("w", "report", "runs export"):
        assert found[made] == "one\ntwo\n", made
    assert found["run --summary"].strip()
    assert found["run --summary"].count("\n") == 1  # One stream, and nothing but its name.
    assert "[html|csv|md|json|names|junit]" in found["help of report"]
    assert "[csv|md|json|names|junit]" in found["help of run"]
    assert "[text|html|md|json|names]" in found["help of compare"]
    assert found["compare"] == "later.jsonl beside run.jsonl\n"
    assert ".csv, .md, .json or .names as a table" in found["help of runs export"]
    assert ".csv, .md, .json, .names." in found["error of runs export"]
    assert "'names'" in found["error of report"]
    assert "'names'" in found["error of run"]


COUNT = '''
"""How many events a run had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from streamboard.board.state import BoardState
from streamboard.comparing.gate_rulings import Judged
from streamboard.report.live.catalogue import Teller
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

from streamboard.cli import headless, main, running
from streamboard.cli.commands import run

chosen = []
run.plan_of = lambda source, options: None
running.record_of = lambda plan, options: None
running.baseline_of = lambda options: None
headless.run_headless = lambda plan, *, told, **_: chosen.append(told.way) or 0
runner = CliRunner()
runner.invoke(main.cli, ["run", "--prompt", "x", "--count"], catch_exceptions=False)
help = runner.invoke(main.cli, ["run", "--help"]).output
print(json.dumps({"help": " ".join(help.split()), "chosen": chosen}))
"""


def test_a_way_to_tell_a_run_is_a_file_and_a_row_and_the_command_line_offers_it(tmp_path: Path) -> None:
    edited(
        tmp_path,
        new={"report/live/as_count.py": COUNT},
        lines={
            "report/live/catalogue.py": {
                '    Way("plain", "as_plain"),': (
                    '    Way("plain", "as_plain"),\n'
                    '    Way("count", "as_count", "--count", "Print how many events there were."),'
                )
            }
        },
    )
    found = told_by(tmp_path, RUN, cwd=tmp_path)
    assert "--count Print how many events there were." in found["help"]
    assert found["chosen"] == ["count"]
