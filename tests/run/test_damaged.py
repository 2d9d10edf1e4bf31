"""A corpus of damaged, cut, older and foreign files: a reader names what is wrong, or reads what is whole."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from streamboard.cli.main import cli
from streamboard.common.errors import RunFileError, StreamboardError
from streamboard.run import reader, runfile
from streamboard.run.archive.digest import digest
from streamboard.run.archive.index import runs_in
from streamboard.run.codec import encode
from streamboard.run.events import Event, RunEnded, RunStarted
from tests.support.plans import plan
from tests.support.told import Told

S1 = Told("s1")
STARTED = RunStarted(t=0, version=1, monotonic_ns=5, started_at="2026-01-01T00:00:00Z", plan=plan())
EVENTS: list[Event] = [
    *(STARTED, S1.queued(1), S1.sent(2), S1.text(3, "Zürich 🦁"), S1.over(4)),
    RunEnded(t=5_000_000, reason="finished", outcomes={"completed": 1}),
]
LINES = [*map(encode, EVENTS)]
WHOLE = b"".join(LINES)
TEXT = WHOLE.decode()
HAR = json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": []}}, indent=2).encode()

REFUSED = {
    "empty": (b"", "it is empty"),
    "blank": (b"\n\n", "it is empty"),
    "utf-16": (TEXT.encode("utf-16"), "this file is UTF-16"),
    "utf-16 without a mark": (TEXT.encode("utf-16-le"), "this file is UTF-16"),
    "utf-16 of the other kind": (TEXT.encode("utf-16-be"), "this file is UTF-16"),
    "utf-32": (TEXT.encode("utf-32"), "this file is UTF-32"),
    "zero bytes": (b"\0" * 5000, "zero bytes"),
    "other tool's lines": (b'{"ts":1,"model":"x"}\n{"ts":2,"model":"x"}\n', "no run events"),
    "other tool's JSON": (b'{\n "results": []\n}\n', "JSON, but no run events"),
    "csv": (b"name,ttft\na,1\nb,2\n", "a table"),
    "tabs": (b"name\tttft\na\t1\n", "a table"),
    "html": (b"<!DOCTYPE html>\n<html></html>\n", "an HTML page"),
    "junit": (b'<?xml version="1.0"?>\n<testsuites/>\n', "an XML file"),
    "har": (HAR, "HAR"),
    "har on one line": (b"".join(HAR.split()), "HAR"),
    "zip": (b"PK\x03\x04" + b"\0" * 99, "a ZIP archive"),
    "prompt set": (b"title: x\nprompts: [a]\n", "not a run_started event"),
    "no first line": (b"".join(LINES[1:]), "not a run_started event"),
    "first line cut off": (LINES[0][:-5], "first line is cut off"),
    "gzip cut off at once": (gzip.compress(WHOLE)[:20], "damaged in its first line"),
    "no streams": (
        LINES[0].replace(LINES[0][LINES[0].index(b'"streams":') :], b'"streams":[]}}\n'),
        "without streams",
    ),
    "later": (WHOLE.replace(b'"version":1', b'"version":9', 1), "format version 9"),
}
HUGE = b"x" * 3000
READ: dict[str, tuple[bytes, str, int]] = {
    "byte-order mark": (b"\xef\xbb\xbf" + WHOLE, "", 6),
    "windows": (WHOLE.replace(b"\n", b"\r\n"), "", 6),
    "gzip by another name": (gzip.compress(WHOLE), "", 6),
    "torn gzip": (gzip.compress(WHOLE + os.urandom(9000).hex().encode())[:-2000], "cut off", 6),
    "torn": (WHOLE[:-9], "the last line is cut off", 5),
    "unfinished": (b"".join(LINES[:-1]), "did not end properly", 5),
    "lines swapped": (b"".join([LINES[1], LINES[0], *LINES[2:]]), "", 6),
    "zero bytes in a line": (WHOLE.replace(LINES[3], b"\0" * 99 + LINES[3]), "", 6),
    "zero bytes at the end": (WHOLE + b"\0" * 99, "cut off", 6),
    "zero bytes for a line": (WHOLE.replace(LINES[3], b"\0" * 99 + b"\n"), "first: line 4", 5),
    "another file's end": (LINES[0] + b"<html>\n" + b"".join(LINES[1:]), "first: line 2", 6),
    "garbage first": (b"garbage\n" + WHOLE, "first: line 1", 6),
    "huge line": (LINES[0] + HUGE + b"\n" + b"".join(LINES[1:]), "first: line 2", 6),
    "huge line without an end": (WHOLE + HUGE, "cut off", 6),
    "from before there were machines, columns and requests sent": (
        b"".join(line for line in LINES if b"request_sent" not in line).replace(b'"column":"",', b""),
        "",
        6 - sum(b"request_sent" in line for line in LINES),
    ),
    "from a later streamboard": (
        LINES[0] + b'{"event":"weather","t":1,"stream":"s1","attempt":1}\n' + LINES[-1],
        "",
        3,
    ),
    "twice": (WHOLE + WHOLE, "", 12),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


@pytest.fixture(autouse=True)
def short_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of these runs has more than two kilobytes."""
    monkeypatch.setattr(reader, "_MOST_LINE", 2000)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_run_has_a_name_and_advice(path: Path, name: str) -> None:
    content, words = REFUSED[name]
    path.write_bytes(content)
    with pytest.raises(RunFileError, match=words) as raised:
        runfile.read(path)
    assert str(path) in raised.value.message
    assert raised.value.advice
    problem = digest(path).problem
    assert problem, "the list of runs says so, too"
    assert str(path) not in problem


@pytest.mark.parametrize("name", READ)
def test_what_is_whole_is_read(path: Path, name: str) -> None:
    content, warning, count = READ[name]
    path.write_bytes(content)
    run = runfile.read(path)
    assert len(run.events) == count
    assert (warning in run.warning) if warning else run.warning == ""
    assert run.started == STARTED or "column" in name
    found = digest(path)
    assert (found.problem, found.streams) == ("", 1)


COMMANDS = (
    ("replay", "{}"),
    ("report", "{}", "-o", "-"),
    ("compare", "{}", "{}"),
    ("votes", "{}"),
    ("chat", "--resume", "{}"),
    ("{}",),
    ("runs", "export", "{}", "{}.csv"),
)


def said_by(arguments: Iterable[str], path: Path) -> str:
    """The sentence that a command ends in."""
    with pytest.raises(StreamboardError) as raised:
        cli.main([word.format(path) for word in arguments], standalone_mode=False)
    return f"{raised.value}"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_what_is_wrong_with_a_file(path: Path, command: tuple[str, ...]) -> None:
    for name in ("utf-16", "csv", "har", "empty", "first line cut off"):
        content, words = REFUSED[name]
        path.write_bytes(content)
        assert words in said_by(command, path), name
    path.unlink()
    no_file = ("not a file", "a folder", "no run", "regular")
    path.mkdir()
    assert any(words in said_by(command, path) for words in no_file)
    path.rmdir()
    os.mkfifo(path)
    assert any(words in said_by(command, path) for words in no_file)
    path.unlink()
    path.touch()
    os.truncate(path, 2_000_000_000)
    assert "2.0 GB" in said_by(command, path)


def test_the_list_of_runs_passes_over_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "hole.jsonl").touch()
    os.truncate(tmp_path / "hole.jsonl", 2_000_000_000)
    (tmp_path / "run.jsonl").write_bytes(WHOLE)
    by_name = {Path(run.path).name: run.problem for run in runs_in(tmp_path, None)}
    assert by_name.keys() == {"hole.jsonl", "run.jsonl"}
    assert by_name["run.jsonl"] == ""
    assert "too large" in by_name["hole.jsonl"]
