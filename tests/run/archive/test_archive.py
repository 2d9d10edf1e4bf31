"""The runs that are kept: digests, index, filters, tags, pruning, and packed files."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from streamboard.common.errors import RunFileError, UsageError
from streamboard.feeds.event_file import EventFile
from streamboard.report.export.convert import export_run
from streamboard.report.runs import json_lines, size, when
from streamboard.run import packed, recording_paths, runfile
from streamboard.run.archive import index as indexing
from streamboard.run.archive import shelf, tags
from streamboard.run.archive.digest import Digest, digest
from streamboard.run.archive.filters import filter_of, moment, size_of
from streamboard.run.archive.index import runs_in
from streamboard.run.codec import encode
from streamboard.run.events import EndpointState, ResponseStarted, RunEnded, RunFigures, RunStarted
from streamboard.run.plan import RunPlan
from tests.support.plans import stream
from tests.support.told import Told

NOW = datetime.fromisoformat("2026-11-20T12:00:00+01:00")


def run_text(title: str = "Rain", day: int = 10, *, ended: bool = True, version: int = 1) -> bytes:
    """A run file of two streams."""
    plan = RunPlan(title, [stream("s1"), stream("s2")])
    told = Told()
    events: list[Any] = [
        RunStarted(
            t=0, version=version, monotonic_ns=0, started_at=f"2026-11-{day:02}T08:00:00+00:00", plan=plan
        ),
        EndpointState(t=1, endpoint="sim", state="ready", simulated=True),
        told.queued(0),
        told.sent(1),
        told.api(2, "message_start", message={"model": "sim-fast"}),
        told.text(3, "Wet."),
        told.over(4),
    ]
    if ended:
        events.append(RunEnded(t=5_000_000, reason="finished", outcomes={"completed": 1, "failed": 1}))
    return b"".join(map(encode, events))


def put(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return folder / name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder with three runs, the latest on the 12th."""
    runs = tmp_path / "runs"
    for day in (10, 11, 12):
        put(runs, f"2026-11-{day}-rain.jsonl", run_text(f"Rain {day}", day))
    monkeypatch.setattr(recording_paths, "folder", lambda: runs)
    return runs


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_digest_has_what_the_file_says(tmp_path: Path, pack: Any) -> None:
    found = digest(put(tmp_path, "run.jsonl", pack(run_text())))
    assert (found.title, found.streams, found.models, found.endpoints) == ("Rain", 2, ["sim-fast"], ["sim"])
    assert (found.simulated, found.ended, found.duration_ns) == (True, True, 4_000_000)
    assert (found.outcome, found.outcomes) == ("1 of 2 completed", {"completed": 1, "failed": 1})


def test_a_server_that_says_that_it_simulates_is_believed(tmp_path: Path) -> None:
    ready, said = b'"state":"ready","simulated":true', b'{"event":"message_start"'
    answered = encode(ResponseStarted(t=2, stream="s1", attempt=1, status=200, simulated=True))
    own = run_text().replace(ready, b'"state":"ready"')
    assert not digest(put(tmp_path, "own.jsonl", own)).simulated
    assert digest(put(tmp_path, "sim.jsonl", own.replace(said, answered + said))).simulated


def test_the_end_of_a_large_file_is_sought(tmp_path: Path) -> None:
    text = run_text(ended=False)
    long = text + text.splitlines(keepends=True)[5] * 20_000
    end = encode(RunEnded(t=9, reason="finished", outcomes={"completed": 2}))
    for data in (long + end, gzip.compress(long + end)):
        assert digest(put(tmp_path, "run.jsonl", data)).outcome == "completed"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("size", [1, 1_000_000])
def test_a_run_whose_figures_follow_its_end_ended(tmp_path: Path, size: int, pack: Any) -> None:
    figures = encode(RunFigures(t=6_000_000, figures={"run": "x" * size}))
    found = digest(put(tmp_path, "run.jsonl", pack(run_text() + figures)))
    assert (found.ended, found.outcome, found.duration_ns) == (True, "1 of 2 completed", 4_000_000)


def test_a_run_took_until_its_last_stream_ended_not_until_the_board_was_left(tmp_path: Path) -> None:
    left = encode(RunEnded(t=3_600_000_000_000, reason="finished", outcomes={"completed": 1, "failed": 1}))
    for early in (b"", b'{"event":"run_noted","t":0}\n'):  # The second is read as a whole.
        found = digest(put(tmp_path, "run.jsonl", early + run_text(ended=False) + left))
        assert (found.ended, found.duration_ns) == (True, 4_000_000)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    "line",
    [
        b'{"event":"run_ended","t":%d,"reason":"finished"}' % 10**400,
        b'{"event":"run_ended","t":-1,"reason":"finished"}',
        b'{"event":"x","t":%d}' % 10**4000,
        b'{"event":"run_ended","t":9,"reason":"finished","outcomes":{"completed":%d}}' % 10**400,
    ],
)
def test_numbers_that_no_run_has_are_not_taken_for_its_own(tmp_path: Path, line: bytes, pack: Any) -> None:
    path = put(tmp_path, "run.jsonl", pack(run_text(ended=False) + line + b"\n"))
    found = runs_in(tmp_path, tmp_path / "index")
    assert [(run.outcome, run.duration_ns) for run in found] == [("unfinished", 4_000_000)]
    assert "unfinished" in "".join(json_lines([shelf.KeptRun(1, run) for run in found]))
    assert runfile.read(path).warning
    with closing(EventFile(path)) as events:
        assert events.last in (4_000_000, None)


def test_a_file_whose_name_is_no_text_is_listed_each_time(folder: Path, tmp_path: Path) -> None:
    put(folder, os.fsdecode(b"\xff\xfe.jsonl"), run_text("Bytes", 13))
    for _ in range(2):
        found = runs_in(folder, tmp_path / "index")
        assert [run.title for run in found] == ["Bytes", "Rain 12", "Rain 11", "Rain 10"]
    lines = [*json_lines(shelf.KeptRun(1, run) for run in found)]
    assert json.loads(lines[0])["path"].endswith("??.jsonl")
    assert runs_in(folder, tmp_path / "index") == found
    with pytest.raises(UsageError, match="is no text"):
        tags.change(folder, [found[0].file.name], add=["x"])
    assert shelf.remove([shelf.KeptRun(1, found[0])]) == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty"),
        (b"not json\n", "is not a run file"),
        (b'{"event":"ping"}\n', "is not a run file"),
        (run_text(version=9), "has format version 9, which a later streamboard reads"),
        (b"\x1f\x8bnonsense", "damaged"),
        (b'{"event":"run_started","plan":{}}\n', "has a plan without streams"),
    ],
)
def test_a_file_that_is_no_run_says_so(tmp_path: Path, data: bytes, problem: str) -> None:
    found = digest(put(tmp_path, "run.jsonl", data))
    assert problem in found.problem
    assert found.outcome == "unreadable"


def test_a_run_that_did_not_end_is_unfinished(tmp_path: Path) -> None:
    whole = run_text()
    for data in (run_text(ended=False), whole[:-20], gzip.compress(whole)[:-20]):
        assert digest(put(tmp_path, "run.jsonl", data)).outcome == "unfinished"


def test_the_index_looks_at_what_changed_only(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "cache" / "runs.sqlite"
    looked: list[str] = []

    def looking(path: Path) -> Digest:
        looked.append(path.name)
        return digest(path)

    monkeypatch.setattr(indexing, "digest", looking)
    first = runs_in(folder, index)
    assert [run.title for run in first] == ["Rain 12", "Rain 11", "Rain 10"]
    assert len(looked) == 3
    put(folder, "2026-11-11-rain.jsonl", run_text("Snow", 11) + b" ")
    (folder / "2026-11-10-rain.jsonl").unlink()
    assert [run.title for run in runs_in(folder, index)] == ["Rain 12", "Snow"]
    assert looked[3:] == ["2026-11-11-rain.jsonl"]
    assert index.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("junk", [b"junk" * 500, b"", None])
def test_an_index_of_no_use_is_made_anew(folder: Path, tmp_path: Path, junk: bytes | None) -> None:
    index = tmp_path / "runs.sqlite"
    before = runs_in(folder, index)
    index.unlink() if junk is None else index.write_bytes(junk)
    assert runs_in(folder, index) == runs_in(folder, index) == before


def test_names_that_are_reserved_and_other_files_are_left_out(folder: Path) -> None:
    (folder / "reserved.jsonl").touch(0o200)
    (folder / "notes.txt").write_text("x")
    os.mkfifo(folder / "pipe.jsonl")
    assert len(runs_in(folder, None)) == 3
    assert runs_in(folder / "gone", None) == []


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("", [12, 11, 10]),
        ("rain", [12, 11, 10]),
        ("12-rain", [12]),
        ("model:FAST since:2026-11-11", [12, 11]),
        ("before:2026-11-11", [10]),
        ("outcome:failed", [12, 11, 10]),
        ("outcome:completed", []),
        ("tag:keep", [10]),
        ("since:9d", [12]),
        ("model: rain", []),
    ],
)
def test_filters(folder: Path, words: str, days: list[int]) -> None:
    tags.change(folder, ["2026-11-10-rain.jsonl"], add=["Keep"])
    found = shelf.wanted(shelf.all_runs(), filter_of(words.split(), NOW))
    assert [each.run.title for each in found] == [f"Rain {day}" for day in days]


@pytest.fixture
def _central_europe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_central_europe")
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("yesterday", "2026-11-19T00:00:00+01:00"),
        ("2026-07-01", "2026-07-01T00:00:00+02:00"),
        ("2026-11-01T09:30", "2026-11-01T09:30:00+01:00"),
        ("2026-11-01T09:30Z", "2026-11-01T10:30:00+01:00"),
        ("2026-11-01T09:30+05:00", "2026-11-01T05:30:00+01:00"),
    ],
)
def test_a_time_is_local_by_the_clock_of_its_day_or_has_its_offset(text: str, meant: str) -> None:
    assert moment(text, NOW).isoformat() == meant


def test_times_and_sizes() -> None:
    assert moment("36h", NOW).isoformat() == "2026-11-19T00:00:00+01:00"
    assert [size_of(text) for text in ("500MB", "1.5 gb", "7")] == [500_000_000, 1_500_000_000, 7]
    for wrong in (lambda: moment("soon", NOW), lambda: size_of("much")):
        with pytest.raises(UsageError, match=r"is no (time|size)"):
            wrong()
    assert [size(number) for number in (812, 14_200, 2_340_000, 23_400_000)] == [
        "812 B",
        "14 kB",
        "2.3 MB",
        "23 MB",
    ]
    days = ("2026-11-20", "2026-11-19", "2026-11-16", "2026-10-01", "2025-10-01")
    shown = [when(datetime.fromisoformat(f"{day}T09:05:00+01:00"), NOW) for day in days]
    assert shown == ["today 09:05", "yest. 09:05", "Mon 09:05", "1 Oct 09:05", "2025-10-01"]


def test_a_run_is_named_in_several_ways(folder: Path, tmp_path: Path) -> None:
    kept = shelf.all_runs()
    for word in ("1", "#1", "2026-11-12", "2026-11-12-rain", "2026-11-12-rain.jsonl"):
        assert shelf.chosen(word, kept).run.title == "Rain 12"
    other = put(tmp_path, "other.jsonl", run_text("Other"))
    assert shelf.chosen(str(other), kept).run.title == "Other"
    for word, what in (("9", "no run 9"), ("2026-11-1", "3 runs begin with"), ("snow", "no run snow")):
        with pytest.raises(UsageError, match=what):
            shelf.chosen(word, kept)


def test_pruning_spares_tagged_runs_and_takes_the_oldest(folder: Path) -> None:
    tags.change(folder, ["2026-11-10-rain.jsonl"], add=["keep"])
    kept = shelf.all_runs()
    assert [each.run.title for each in shelf.superfluous(kept, before=moment("2026-11-12", NOW))] == [
        "Rain 11"
    ]
    assert [each.run.title for each in shelf.superfluous(kept, to_size=kept[0].run.size * 2)] == ["Rain 11"]
    gone = shelf.superfluous(kept, to_size=0, tagged=True)
    assert len(gone) == 3
    assert shelf.remove(gone) == []
    assert shelf.all_runs() == []
    assert tags.read(folder) == {}


def test_tags_are_words(folder: Path) -> None:
    tags.change(folder, ["a"], add=["x", "y"])
    tags.change(folder, ["a"], add=["z"], take=["x"])
    assert tags.read(folder) == {"a": ["y", "z"]}
    for word in ("", "two words", "a:b", "x" * 41, "\x1b[2J"):
        with pytest.raises(UsageError, match="cannot be a tag"):
            tags.checked([word])
    (folder / "tags.json").write_text("junk")
    assert tags.read(folder) == {}


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_a_run_is_packed_and_read_again(tmp_path: Path, ending: str) -> None:
    source = put(tmp_path, "run.jsonl", run_text())
    to = tmp_path / f"packed{ending}"
    export_run(source, to)
    assert runfile.read(to).events == runfile.read(source).events
    assert digest(to).outcome == digest(source).outcome
    assert to.stat().st_mode & 0o777 == 0o600
    data = to.read_bytes()
    assert packed.begins_packed(data) == (ending != ".jsonl")
    if not ending.endswith("zst"):  # So small a run is one block of it.
        to.write_bytes(data[:-9])
        assert runfile.read(to).torn
    with pytest.raises(UsageError, match="exists already"):
        export_run(source, to)


def test_a_run_is_exported_as_its_table(tmp_path: Path) -> None:
    source = put(tmp_path, "run.jsonl", run_text())
    export_run(source, tmp_path / "run.json")
    assert json.loads((tmp_path / "run.json").read_text())
    with pytest.raises(UsageError, match="none of the endings"):
        export_run(source, tmp_path / "run.pdf")
    with pytest.raises(RunFileError):
        export_run(put(tmp_path, "junk.jsonl", b"junk"), tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()
