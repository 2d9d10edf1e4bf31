"""The tally of votes in its file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec
import pytest

from streamboard.run.archive import votes
from streamboard.run.plan import RunPlan
from tests.support.plans import plan, stream


def titled(title: str, text: str = "Tell me.", model: str | None = None) -> RunPlan:
    return msgspec.structs.replace(plan(stream(text=text, model=model)), title=title)


def test_the_same_prompts_share_a_tally_whoever_answers() -> None:
    assert votes.path_of(titled("Rain", model="a")) == votes.path_of(titled("Rain", model="b"))
    assert votes.path_of(titled("Rain")) != votes.path_of(titled("Rain", text="Tell me more."))
    assert votes.path_of(titled("Rain")) != votes.path_of(titled("Snow"))


def test_a_title_cannot_lead_out_of_the_folder() -> None:
    path = votes.path_of(titled("../../\x1b[31m/etc/passwd"))
    assert path.parent == votes.folder()
    assert path.name.startswith("31m-etc-passwd-")


def test_votes_are_kept_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tally.jsonl"
    votes.record(path, "story", ["a", "b"], "a")
    votes.record(path, "story", ["b", "a"], None)
    assert [(kept.among, kept.winner) for kept in votes.read(path)] == [(["a", "b"], "a"), (["b", "a"], None)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_what_is_no_vote_is_passed_over_and_a_torn_line_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "tally.jsonl"
    lines = [
        b"not json",
        b"[]",
        b'{"at":"","prompt":"p","among":["a","b"],"winner":"c"}',
        b'{"at":"","prompt":"p","among":["a","a"],"winner":"a"}',
        b'{"at":"","prompt":"p","among":["a"],"winner":"a"}',
        b'{"at":"","prompt":"p","among":["a","b"],"winner":"b"}',
        b"\xff\xfe",
        b'{"at":"","prom',
    ]
    path.write_bytes(b"\n".join(lines))
    assert [kept.winner for kept in votes.read(path)] == ["b"]
    votes.record(path, "p", ["a", "b"], "a")
    assert [kept.winner for kept in votes.read(path)] == ["b", "a"]


def test_no_file_is_no_votes(tmp_path: Path) -> None:
    assert votes.read(tmp_path / "none.jsonl") == []


def test_a_vote_goes_through_no_link(tmp_path: Path) -> None:
    (tmp_path / "tally.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        votes.record(tmp_path / "tally.jsonl", "p", ["a", "b"], "a")
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tally")
    with pytest.raises(OSError, match="not a regular file"):
        votes.read(tmp_path / "tally")
    with pytest.raises(OSError, match="not a regular file"):
        votes.record(tmp_path / "tally", "p", ["a", "b"], None)
