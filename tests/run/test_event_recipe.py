"""A new event is a class and its name in the union: whoever does not know it takes no notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.edited import edited, told_by

pytestmark = pytest.mark.slow

EVENTS = '''

class Throttled(RunEvent, tag="throttled", kw_only=True):
    """The machine is hot."""

    celsius: int = 0


class Paused(StreamEvent, tag="paused", kw_only=True):
    """A stream rests."""

'''

SCRIPT = """
import json
from streamboard.board.state import BoardState
from streamboard.report.live.lines import LinePrinter
from streamboard.report.live.plain_teller import PlainTeller
from streamboard.run.schema import run_file_schema
from streamboard.run.codec import decode, encode
from streamboard.run.events import Paused, Throttled
from tests.support.plans import plan, stream
from tests.support.told import Told

new = [Throttled(t=5, celsius=90), Paused(t=6, stream="s1", attempt=1), Paused(t=7, stream="none", attempt=1)]
told = []
for events in ([], new):
    board, lines = BoardState(plan(stream("s1"))), []
    tellers = [LinePrinter(board, lines.append), PlainTeller(board, lines.append)]
    for event in [*events, *Told().whole(10, 20, 30, 40, 2)]:
        folded = board.fold_all([decode(encode(event))])
        for teller in tellers:
            teller.take(folded)
    one = board.streams["s1"]
    logs = [[row.label for row in log.rows] for log in (board.log, one.log)]
    told.append([lines, one.phase, logs])
names = run_file_schema()["$defs"]
print(json.dumps({"same": told[0] == told[1], "lines": told[1][0], "in the schema": "Throttled" in names}))
"""


def test_an_event_needs_no_more_than_its_class_and_its_name(tmp_path: Path) -> None:
    lines = {
        '    """As sent, without its `type`."""': EVENTS,
        "    | RunFigures": "    | Throttled\n    | Paused",
    }
    with_event = edited(tmp_path, {}, {"run/events.py": lines})
    found = told_by(with_event, SCRIPT, tmp_path)
    assert found["same"]
    assert found["lines"]
    assert found["in the schema"]
