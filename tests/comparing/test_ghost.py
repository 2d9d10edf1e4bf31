"""A recorded run that happens again on the clock of another one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from streamboard.common.errors import UsageError
from streamboard.comparing.ghost import Ghost
from streamboard.run.events import RunStarted
from streamboard.run.plan import RunPlan
from streamboard.run.runfile import RunFile
from tests.comparing.made import events_of
from tests.support.told import MS


def recorded(*ttfts: float | None, torn: bool = False, **fields: Any) -> RunFile:
    events = events_of(ttfts, **fields)
    assert isinstance(events[0], RunStarted)
    if torn:
        del events[-1]
    return RunFile(Path("then.jsonl"), events[0], events, torn=torn, bad_lines=())


def plan_of(*ttfts: float | None, **fields: Any) -> RunPlan:
    return recorded(*ttfts, **fields).started.plan


def phases(ghost: Ghost) -> list[str]:
    return [stream.phase for stream in ghost.board.streams.values()]


def test_it_happens_as_time_passes() -> None:
    ghost = Ghost(recorded(100, 300), plan_of(1, 1))
    ghost.follow(0)
    assert phases(ghost) == ["waiting", "waiting"]
    ghost.follow(200 * MS)
    assert phases(ghost) == ["streaming", "waiting"]
    ghost.follow(2000 * MS)
    assert phases(ghost) == ["ended", "ended"]
    assert ghost.over
    assert ghost.race().end_ns == 803 * MS


def test_it_begins_anew_with_another_pass_and_ends_where_time_stops() -> None:
    ghost = Ghost(recorded(100, 300), plan_of(1, 1))
    ghost.follow(200 * MS)
    ghost.follow(50 * MS)
    assert phases(ghost) == ["waiting", "waiting"]
    ghost.follow(None)
    assert phases(ghost) == ["ended", "ended"]


def test_its_streams_have_the_ids_of_their_partners_and_others_are_left_out() -> None:
    ghost = Ghost(recorded(100, 300, 500), plan_of(1, 1))
    assert [*ghost.board.streams] == ["s1", "s2"]
    ghost.follow(None)
    assert [stream.plan.name for stream in ghost.board.streams.values()] == ["story#1", "story#2"]
    # Another model in the only column is raced against all the same.
    assert len(Ghost(recorded(100), plan_of(1, column="other")).board.streams) == 1
    with pytest.raises(UsageError, match="no stream in common"):
        Ghost(recorded(100), plan_of(1, prompt="other"))


def test_where_the_recording_breaks_off_so_does_it() -> None:
    ghost = Ghost(recorded(100, torn=True), plan_of(1))
    ghost.follow(None)
    assert ghost.over
    assert ghost.board.problems == ["The recording ends here: the last line is cut off."]
