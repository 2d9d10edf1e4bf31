"""Run files: written once and privately, read back whatever happened to them."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from streamboard.common.errors import RunFileError
from streamboard.engine.recorder import Recorder
from streamboard.run import runfile
from streamboard.run.codec import encode
from streamboard.run.events import (
    RUN_FILE_VERSION,
    ContentBlockDelta,
    Event,
    RunEnded,
    RunFigures,
    RunStarted,
    StreamEnded,
    StreamPlanned,
    StreamQueued,
)
from tests.support.plans import plan

STARTED = RunStarted(
    t=0, version=RUN_FILE_VERSION, monotonic_ns=5, started_at="2026-01-01T00:00:00Z", plan=plan()
)
EVENTS: list[Event] = [
    STARTED,
    StreamQueued(t=1, stream="s1", attempt=1),
    ContentBlockDelta(
        t=2, stream="s1", attempt=1, index=0, delta={"type": "text_delta", "text": "Zürich 🦁"}
    ),
    StreamEnded(t=3, stream="s1", attempt=1, outcome="completed"),
    RunEnded(t=4, reason="finished", outcomes={"completed": 1}),
]
WHOLE = b"".join(map(encode, EVENTS))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def test_a_whole_file_is_read_without_a_warning(path: Path) -> None:
    path.write_bytes(WHOLE)
    run = runfile.read(path)
    assert run.events == EVENTS
    assert (run.started, run.torn, run.bad_lines, run.complete, run.warning) == (STARTED, False, (), True, "")


def test_a_file_torn_at_any_byte_gives_all_whole_lines(path: Path) -> None:
    ends = [place + 1 for place, byte in enumerate(WHOLE) if byte == ord("\n")]
    for length in range(ends[0], len(WHOLE)):
        path.write_bytes(WHOLE[:length])
        run = runfile.read(path)
        whole = sum(end <= length for end in ends)
        assert run.events == EVENTS[:whole]
        assert run.torn == (length not in ends)
        assert not run.complete
        assert run.warning == ("the last line is cut off" if run.torn else "the run did not end properly")


def test_a_file_torn_within_its_first_line_is_no_run_file(path: Path) -> None:
    for length in range(WHOLE.index(b"\n") + 1):
        path.write_bytes(WHOLE[:length])
        with pytest.raises(RunFileError, match="not a run file"):
            runfile.read(path)


def test_a_plan_from_before_there_were_columns_is_read(path: Path) -> None:
    assert WHOLE.count(b'"column":"",') == 1
    path.write_bytes(WHOLE.replace(b'"column":"",', b""))
    assert runfile.read(path).events == EVENTS


def test_bad_lines_are_left_out_and_counted(path: Path) -> None:
    lines = WHOLE.splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b"garbage\n", lines[1], b"\xff\xfe\x00\n", b"\n", *lines[2:]]))
    run = runfile.read(path)
    assert run.events == EVENTS
    assert run.bad_lines == (2, 4, 5)
    assert run.warning == "3 lines hold no event (first: line 2)"


def test_events_of_a_later_release_are_skipped_without_a_warning(path: Path) -> None:
    lines = WHOLE.splitlines(keepends=True)
    of_run, of_stream = b'{"event":"throttled","t":1}\n', b'{"event":"rested","t":2,"stream":"s1"}\n'
    path.write_bytes(b"".join([lines[0], of_run, lines[1], of_stream, *lines[2:]]))
    run = runfile.read(path)
    assert (run.events, run.bad_lines, run.warning) == (EVENTS, (), "")


def test_the_figures_of_a_thousand_streams_are_a_line_as_any_other(path: Path) -> None:
    figures = RunFigures(t=5, figures={"streams": [{str(key): 1.5 for key in range(70)}] * 1_000})
    path.write_bytes(WHOLE + encode(figures))
    run = runfile.read(path)
    assert (run.events[-1], run.warning) == (figures, "")


def test_a_line_nested_too_deep_is_a_bad_line(path: Path) -> None:
    path.write_bytes(WHOLE + b"[" * 100_000 + b"\n")
    assert runfile.read(path).bad_lines == (len(EVENTS) + 1,)


def test_windows_line_ends_are_read(path: Path) -> None:
    path.write_bytes(WHOLE.replace(b"\n", b"\r\n"))
    assert runfile.read(path).events == EVENTS


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"title: x\nprompts: [a]\n", b"\x00" * 100, encode(EVENTS[1])]
)
def test_other_files_are_no_run_files(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(RunFileError, match="not a run file") as raised:
        runfile.read(path)
    assert raised.value.advice


def test_a_newer_version_says_so(path: Path) -> None:
    path.write_bytes(WHOLE.replace(b'"version":1', b'"version":2', 1))
    with pytest.raises(RunFileError, match="version 2") as raised:
        runfile.read(path)
    assert raised.value.advice == "Update streamboard."


def test_a_newer_version_with_a_plan_that_is_not_known_yet_says_so_too(path: Path) -> None:
    newer = WHOLE.replace(b'"version":1', b'"version":2', 1).replace(
        b'"title":', b'"weather":"new","title":', 1
    )
    path.write_bytes(newer)
    with pytest.raises(RunFileError, match="version 2"):
        runfile.read(path)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="does not exist"):
        runfile.read(tmp_path / "none")
    with pytest.raises(RunFileError, match="is not a file"):
        runfile.read(tmp_path)


def test_the_recorder_makes_a_private_file_in_a_private_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "run.jsonl"
    before = os.umask(0)
    try:
        recorder = Recorder(path)
        recorder.write(b"one\n")
        recorder.write(b"two\n")
        recorder.close()
    finally:
        os.umask(before)
    assert path.read_bytes() == b"one\ntwo\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_recorder_overwrites_nothing(path: Path) -> None:
    path.write_text("precious")
    with pytest.raises(RunFileError, match="exists already"):
        Recorder(path)
    assert path.read_text() == "precious"


@pytest.mark.parametrize("target_exists", [True, False])
def test_the_recorder_follows_no_link(tmp_path: Path, path: Path, target_exists: bool) -> None:
    target = tmp_path / "target"
    if target_exists:
        target.write_text("precious")
    path.symlink_to(target)
    with pytest.raises(RunFileError):
        Recorder(path)
    assert target.exists() == target_exists
    assert not target_exists or target.read_text() == "precious"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFileError, match=r"cannot be written|exists already"):
        Recorder(tmp_path / "file" / "run.jsonl")


def in_plan(request: object) -> bytes:
    """A whole file whose stream has this request."""
    raw = msgspec.json.decode(encode(STARTED))
    raw["plan"]["streams"][0]["request"] = request
    return msgspec.json.encode(raw) + b"\n" + b"".join(map(encode, EVENTS[1:]))


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value]
    return value


UNSOUND: list[object] = [
    {"messages": None},
    {"messages": "abc"},
    {"messages": 5},
    {"messages": {"a": 1}},
    {"messages": ["abc"]},
    {"messages": [5]},
    {"messages": [{"role": "user"}]},
    {"messages": [{"role": 5, "content": "x"}]},
    {"messages": [{"role": "user", "content": [5]}]},
    {"messages": [{"role": "user", "content": "x"}], "x": deep(500)},
]


@pytest.mark.parametrize("request_", UNSOUND)
def test_a_request_of_a_shape_that_none_has_is_no_run(path: Path, request_: object) -> None:
    path.write_bytes(in_plan(request_))
    with pytest.raises(RunFileError, match="not a run file"):
        runfile.read(path)
    planned = msgspec.json.decode(
        encode(StreamPlanned(t=3, stream="s1", attempt=2, plan=STARTED.plan.streams[0]))
    )
    planned["plan"]["request"] = request_
    path.write_bytes(WHOLE + msgspec.json.encode(planned) + b"\n")
    assert runfile.read(path).bad_lines == (6,)


@pytest.mark.parametrize("line", [b"[" * 5000, b"[" * 5000 + b"]" * 5000, b'{"a":' * 900 + b"1" + b"}" * 900])
def test_lines_nested_beyond_sense_are_no_events(path: Path, line: bytes) -> None:
    path.write_bytes(WHOLE + line + b"\n")
    assert runfile.read(path).bad_lines == (6,)
    path.write_bytes(line + b"\n" + WHOLE)
    assert runfile.read(path).bad_lines == (1,)
    path.write_bytes(line + b"\n")
    with pytest.raises(RunFileError, match="not a run file"):
        runfile.read(path)


def test_requests_as_they_are_sent_are_sound(path: Path) -> None:
    blocks = [{"type": "image", "source": {"data": "x"}}, {"type": "text", "text": "hi"}]
    messages = [{"role": "user", "content": blocks}, {"role": "assistant", "content": "{"}]
    for sound in ([], messages):
        path.write_bytes(in_plan({"max_tokens": 5, "messages": sound, "tools": [{"schema": deep(50)}]}))
        assert runfile.read(path).warning == ""
    path.write_bytes(in_plan({}))
    assert runfile.read(path).warning == ""


@pytest.mark.parametrize(
    "line",
    [
        b'{"event":[]}',
        b'{"event":{},"t":1,"stream":"s1","attempt":1}',
        b'{"event":"x","t":1,"stream":"s1","attempt":%s}' % (b"9" * 400),
        b'{"event":"x","t":1,"stream":"s1","attempt":-1}',
        b'{"event":"x","t":1,"stream":"s1","attempt":1,"a":[%s1]}' % (b"[]," * 100_000),
        b'{"event":"run_started","a":[%s1]}' % (b"[]," * 1_000_000),
        b"[" + b"[]," * 100_000 + b"1]",
        b"\0" * 1_000_000,
    ],
)
def test_lines_that_no_run_writes_are_bad_lines(path: Path, line: bytes) -> None:
    path.write_bytes(WHOLE + line + b"\n")
    run = runfile.read(path)
    assert (run.events, run.bad_lines) == (EVENTS, (6,))
    path.write_bytes(line + b"\n")
    with pytest.raises(RunFileError, match=r"run\.jsonl:1: this is not a run file"):
        runfile.read(path)


@pytest.mark.slow
def test_a_hole_at_the_end_is_a_torn_line(path: Path) -> None:
    path.write_bytes(WHOLE)
    os.truncate(path, 500_000_000)
    run = runfile.read(path)
    assert (run.events, run.torn) == (EVENTS, True)


def test_a_file_beyond_what_memory_holds_is_refused_unread(path: Path) -> None:
    path.write_bytes(WHOLE)
    os.truncate(path, 6_000_000_000)
    with pytest.raises(RunFileError, match=r"has 6\.0 GB; at most 1 GB"):
        runfile.read(path)
