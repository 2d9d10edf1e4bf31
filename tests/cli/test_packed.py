"""Packed run files: whatever reads runs reads them, and says what is missing where Python cannot."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from streamboard.run import packed, recording_paths
from streamboard.run.codec import encode
from streamboard.safety import private_files
from tests.comparing.made import events_of
from tests.support.commands import streamboard

READERS = (
    ("replay", "{a}"),
    ("replay", "{a}", "--plain"),
    ("{a}",),
    ("report", "{a}", "--format", "json"),
    ("report", "{b}", "--baseline", "{a}", "--format", "md"),
    ("compare", "{a}", "{b}"),
    ("replay", "{b}", "--baseline", "{a}", "--gate", "ttft.p50 <= baseline + 10%"),
    ("votes", "{a}"),
    ("chat", "--resume", "{a}"),
    ("chat", "--resume", "{a}", "--stream", "gone"),
)
"""Commands that read runs, with what stands for two of them."""


def made(folder: Path, ending: str) -> dict[str, Path]:
    """Two runs, of which the second is slower."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.jsonl{ending}" for name in ("a", "b")}
    for place, path in enumerate(paths.values()):
        times = [300.0 + place * 100 + each for each in range(8)]
        events = events_of(times, at=f"2026-11-1{place}T10:00:00+00:00")
        with packed.created(path, private_files.create(path)) as file:
            file.write(b"".join(map(encode, events)))
    return paths


def without_zstandard(patch: pytest.MonkeyPatch) -> None:
    for name in ("compression.zstd", "backports.zstd"):
        patch.setitem(sys.modules, name, None)


def given(words: tuple[str, ...], paths: dict[str, Path]) -> list[str]:
    return [word.format(**paths) for word in words]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_a_packed_run_is_read_as_the_run_itself(tmp_path: Path, words: tuple[str, ...], ending: str) -> None:
    shrunk = streamboard(*given(words, made(tmp_path / "x", ending)))
    plain = streamboard(*given(words, made(tmp_path / "y", "")))
    told = [text.replace(f".jsonl{ending}", ".jsonl").replace("/x/", "/y/") for text in shrunk[1:]]
    assert (shrunk.returncode, *told) == plain
    assert plain.stdout or "chat needs a terminal" in plain.stderr or "no stream gone" in plain.stderr


def test_packed_runs_are_kept_among_the_others_and_reported_beside_themselves() -> None:
    paths = made(recording_paths.folder(), ".zst")
    assert streamboard("runs").stdout.count("a test") == 2
    assert streamboard("runs", "open", "1").returncode == 0
    assert streamboard("report", paths["a"]).returncode == 0
    assert (paths["a"].parent / "a.html").exists()


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    paths = made(tmp_path, ".zst")
    without_zstandard(monkeypatch)
    done = streamboard(*given(words, paths))
    assert done.returncode == 2
    assert done.stdout == ""
    assert "is compressed with Zstandard, which this Python cannot read" in done.stderr
    assert "Install `streamboard[zst]`" in done.stderr


def test_runs_that_cannot_be_read_are_listed_with_the_reason_until_they_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made(recording_paths.folder(), ".zst")
    with monkeypatch.context() as patch:
        without_zstandard(patch)
        listed = streamboard("runs")
        assert listed.returncode == 0
        assert listed.stdout.count("which this Python cannot read") == 2
        assert "Install `streamboard[zst]`" in streamboard("runs", "open", "1").stderr
    assert streamboard("runs").stdout.count("a test") == 2
