"""A recorded run in which time goes forward and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.feeds import keyframes
from streamboard.feeds.event_file import KeptEvents
from streamboard.feeds.lookahead import Landmark
from streamboard.feeds.seeking import Recording
from streamboard.run.events import Event, RunEnded, RunStarted
from streamboard.run.plan import SECOND
from streamboard.run.runfile import RunFile
from tests.support.plans import plan, stream
from tests.support.told import MS, Told

S1, S2 = Told("s1"), Told("s2")
PLAN = plan(stream("s1"), stream("s2"))


def recording_of(*events: Event) -> Recording:
    started = RunStarted(t=0, version=1, monotonic_ns=0, started_at="", plan=PLAN, versions={})
    every = [started, *events, RunEnded(t=events[-1].t, reason="finished")]
    run = RunFile(Path("run.jsonl"), started, every, torn=False, bad_lines=())
    return Recording(KeptEvents(run), 0.0001)


def story(deltas: int = 100) -> list[Event]:
    """An answer of a delta each 10 ms, and one of two."""
    return [
        *(S1.queued(1000), S1.sent(1000), S2.queued(1000), S2.sent(1000)),
        *(S1.text(1010 + 10 * place, "x") for place in range(deltas)),
        *(S2.text(1020 + 10 * deltas, "y"), S2.over(1030 + 10 * deltas), S1.over(1040 + 10 * deltas)),
    ]


def shown(recording: Recording, board: BoardState) -> None:
    """Fold what is due."""
    board.apply_all(recording.take(10**6))


def text_of(board: BoardState) -> str:
    attempt = board.streams["s1"].shown
    return "" if attempt is None else attempt.message.text


@pytest.mark.parametrize("every", [10, 10_000])
def test_going_back_makes_the_board_what_it_was(monkeypatch: pytest.MonkeyPatch, every: int) -> None:
    monkeypatch.setattr("streamboard.feeds.seeking._LEAD", 5)
    monkeypatch.setattr(keyframes.Keyframes.__init__, "__defaults__", (every, 32))
    recording, board = recording_of(*story()), BoardState(PLAN, ON_SCREEN)
    recording.go_to(recording.end, board)
    shown(recording, board)
    assert recording.at_end
    assert text_of(board) == "x" * 100
    for ms, chars in ((1500, 50), (1005, 0), (1500, 50), (1259, 25)):
        recording.go_to(ms * MS, board)
        shown(recording, board)
        assert text_of(board) == "x" * chars
        assert board.streams["s1"].tape.total == chars + 2
    recording.go_to(0, board)
    assert recording.at == SECOND, "there is nothing to see before the first stream was queued"
    recording.go_to(10**15, board)
    shown(recording, board)
    assert text_of(board) == "x" * 100
    assert board.streams["s2"].phase == "ended"


def test_who_looks_at_the_board_learns_that_time_went_back() -> None:
    recording, board = recording_of(*story()), BoardState(PLAN, ON_SCREEN)
    recording.go_to(recording.end, board)
    shown(recording, board)
    before = board.epoch
    recording.go_to(1500 * MS, board)
    assert board.epoch == before + 1


def test_a_step_goes_to_the_next_event_of_a_stream() -> None:
    recording, board = recording_of(*story(3)), BoardState(PLAN, ON_SCREEN)
    recording.go_to(1020 * MS, board)
    shown(recording, board)
    assert [event.t // MS for event in recording.step("s2")] == [1030, 1050]
    assert [event.t // MS for event in recording.step("s2")] == [1060]
    assert recording.step("s2") == []


def test_landmarks_are_stalls_and_endings() -> None:
    gap = [S1.text(1010 + 10 * place, "x") for place in range(20)] + [S1.text(1700, "x")]
    recording = recording_of(S1.queued(1000), S1.sent(1000), *gap, S1.over(1800))
    board = BoardState(PLAN, ON_SCREEN)
    stall, end = Landmark(1200 * MS, "s1", 500 * MS), Landmark(1800 * MS, "s1", None)
    assert recording.landmark(-1) is None
    assert recording.landmark(1) == stall
    recording.go_to(stall.t, board)
    assert recording.landmark(1) == end
    recording.go_to(end.t, board)
    assert recording.landmark(1) is None
    assert recording.landmark(-1) == stall
