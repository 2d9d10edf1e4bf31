"""A report of the run that is shown goes beside its run file, and the board says where."""

from __future__ import annotations

from pathlib import Path

from streamboard.run.codec import encode
from streamboard.run.events import RunStarted
from tests.support.told import Told

from .feed import ScriptedFeed, plan_of
from .pilot import showing


async def test_a_key_writes_the_report_of_a_run_that_goes_on(tmp_path: Path) -> None:
    feed = ScriptedFeed(plan_of("one"))
    told = Told("s1")
    events = [told.queued(0), told.sent(1), told.text(50, "So far.")]
    begin = RunStarted(t=0, version=1, monotonic_ns=1, started_at="2026-01-01T00:00:00Z", plan=feed.plan)
    feed.record = tmp_path / "run.jsonl"
    # Its last line is still being written.
    feed.record.write_bytes(b"".join(map(encode, [begin, *events])) + b'{"event":"con')
    async with showing(feed) as board:
        await board.press("H")
        await board.shows("report written")
    text = (tmp_path / "run.html").read_text()
    assert "So far." in text
    assert "The recording ends here" not in text


async def test_what_is_not_recorded_or_cannot_be_read_is_told(tmp_path: Path) -> None:
    feed = ScriptedFeed(plan_of("one"))
    async with showing(feed) as board:
        await board.press("H")
        await board.shows("A report is made of a run")
        feed.record = tmp_path / "gone.jsonl"
        await board.press("H")
        await board.shows("The report is not written")
