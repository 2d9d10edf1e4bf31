"""Recorded runs that are read as they are shown: from files of any kind, ahead of where they are shown."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.common.errors import SourceEndedError
from streamboard.feeds import seeking as recordings
from streamboard.feeds.event_file import EventFile
from streamboard.feeds.replay import ReplayFeed
from streamboard.feeds.seeking import Recording
from streamboard.run import runfile
from streamboard.run.codec import encode
from streamboard.run.events import Event, RunEnded, RunStarted
from tests.support.plans import plan, stream
from tests.support.told import Told

Open = Callable[[Path], EventFile]
STREAMS = [Told(f"s{number}") for number in range(1, 21)]
PLAN = plan(*(stream(told.stream) for told in STREAMS))
STARTED = RunStarted(t=0, version=1, monotonic_ns=0, started_at="", plan=PLAN, versions={})
EACH = 60


def story() -> list[Event]:
    """Twenty answers, one after the other, of which each has sixty deltas and a stall."""
    events: list[Event] = [STARTED]
    for place, told in enumerate(STREAMS):
        at = 1000 + 1000 * place
        events += [told.queued(at), told.sent(at + 1)]
        events += [told.text(at + 10 * delta + 300 * (delta > 30), "x") for delta in range(1, EACH + 1)]
        events += [told.over(at + 990)]
    return [*events, RunEnded(t=events[-1].t, reason="finished")]


EVENTS = story()
WHOLE = b"".join(map(encode, EVENTS))
TIMES = (20_500, 3_333, 1_000, 12_000, 12_700, 2_000, 30_000)


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens files that are closed when the test is over."""
    with ExitStack() as stack:
        yield lambda path: stack.enter_context(closing(EventFile(path)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "run.jsonl"
    path.write_bytes(WHOLE)
    return path


@pytest.fixture
def torn(path: Path, opened: Open) -> EventFile:
    path.write_bytes(WHOLE[:-9])
    return opened(path)


def as_it_is(data: bytes) -> bytes:
    return data


def with_garbage(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"\xef\xbb\xbf" + b"garbage\n".join(
        [b"".join(lines[:9]), b"".join(lines[9:700]), b"".join(lines[700:])]
    )


@pytest.mark.parametrize("lines", [1, 2])
def test_behind_a_byte_order_mark_the_first_events_are_whole(path: Path, opened: Open, lines: int) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + b"".join(WHOLE.splitlines(keepends=True)[:lines]))
    file = opened(path)
    file.read_on(10)
    assert file.between(0, lines) == EVENTS[:lines]


def said(board: BoardState) -> list[object]:
    """What a board says of each stream."""
    return [
        (one.phase, one.revision, one.tape.total, one.log.total, one.shown and one.shown.message.text)
        for one in board.streams.values()
    ]


def folded_to(t_ms: int) -> list[object]:
    board = BoardState(PLAN, ON_SCREEN)
    latest = 0
    for event in EVENTS:
        latest = max(latest, event.t)
        if latest <= t_ms * 1_000_000:
            board.apply(event)
    return said(board)


@pytest.mark.parametrize("written", [as_it_is, gzip.compress, with_garbage])
def test_one_can_go_anywhere_and_the_board_is_what_it_was(
    path: Path, opened: Open, written: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(written(WHOLE))
    for name, least in (("_LEAD", 20), ("_FAR", 50), ("_AT_FIRST", 100), ("_AT_ONCE", 100)):
        monkeypatch.setattr(recordings, name, least)
    monkeypatch.setattr("streamboard.feeds.keyframes.Keyframes.__init__.__defaults__", (40, 100))
    recording = Recording(opened(path), 0.0001)
    board = recording.board = BoardState(PLAN, ON_SCREEN)
    assert recording.ahead.known <= 200, "it is shown before all was read"
    recording.ahead.look(60)
    assert recording.ahead.whole
    assert recording.ahead.known == len(EVENTS)
    for t_ms in TIMES:
        recording.go_to(t_ms * 1_000_000, board)
        while batch := recording.take(100):
            board.apply_all(batch)
        assert said(board) == folded_to(min(t_ms, 20_990)), t_ms
    assert recording.at_end


def test_what_is_not_read_yet_is_waited_for(
    path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "_AT_FIRST", 100)
    monkeypatch.setattr(recordings, "_AT_ONCE", 100)
    recording = Recording(opened(path), 0.0001)
    assert recording.end == EVENTS[-1].t, "the end of a file says how long the run was"
    assert recording.end_is_known
    recording.head.move_to(recording.end)
    assert recording.waits
    assert not recording.at_end
    recording.ahead.look(60)
    assert not recording.waits
    path.write_bytes(gzip.compress(WHOLE))
    recording = Recording(opened(path), 0.0001)
    assert not recording.end_is_known, "a packed one does not"
    assert recording.end < EVENTS[-1].t


async def test_a_feed_hands_over_all_events_of_a_file_and_says_what_is_missing(torn: EventFile) -> None:
    feed = ReplayFeed(torn, 1e9)
    found: list[Event] = []

    async def read() -> None:
        async for batch in feed.batches():
            found.extend(batch)

    with pytest.raises(SourceEndedError, match="the last line is cut off"):
        await read()
    assert found == EVENTS[:-1]
    assert feed.at_end


def test_a_file_that_shrinks_while_it_is_shown_breaks_nothing(path: Path, opened: Open) -> None:
    file = opened(path)
    while not file.over:
        file.read_on(100)
    os.truncate(path, len(WHOLE) // 2)
    assert file.between(10, 20) == EVENTS[10:20]
    assert file.between(len(EVENTS) - 10, len(EVENTS)) == []
    assert len(file.between(0, len(EVENTS))) < len(EVENTS)


def test_an_event_that_begins_the_run_can_be_replaced(path: Path, opened: Open) -> None:
    file = opened(path)
    file.started = replace(STARTED, plan=replace(PLAN, gates=["ttft.p50 < 1s"]))
    assert file.read_on(2)[0] == file.started
    assert file.between(0, 1) == [file.started]


def test_another_tools_file_is_shown_like_any_run(opened: Open) -> None:
    path = Path(__file__).parent.parent / "run" / "files" / "aiperf_chat.jsonl"
    recording = Recording(opened(path), 1.0)
    recording.ahead.look(60)
    assert recording.ahead.run.between(0, recording.ahead.known) == runfile.read(path).events
