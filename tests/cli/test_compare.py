"""`streamboard compare`, and gates on the command line."""

from __future__ import annotations

import json
import resource
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from streamboard.run.codec import decode, encode
from streamboard.run.events import GateJudged, RunEnded
from tests.comparing.made import events_of
from tests.support.commands import GOOD, streamboard, write

NOON = "2026-11-01T12:00:00.000+00:00"


def kept(folder: Path, name: str, ttfts: Sequence[float | None], **fields: Any) -> Path:
    path = folder / name
    path.write_bytes(b"".join(map(encode, events_of(ttfts, **fields))))
    return path


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """A run, and one that is half as slow again."""
    times = [300.0 + place for place in range(20)]
    old = kept(tmp_path, "old.jsonl", times)
    return old, kept(tmp_path, "new.jsonl", [1.5 * time for time in times], at=NOON, text="other")


def test_it_says_what_differs_and_how_much(two: tuple[Path, Path]) -> None:
    done = streamboard("compare", *two)
    assert done.returncode == 0, done.stderr
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0].endswith("old.jsonl a test, 2026-11-01T10:00:00.000+00:00, 20 of 20 completed, SIMULATED")
    assert "Both were made alike, as far as the files say." in lines
    assert "TTFT 310 ms 464 ms 1.50x 1.50x to 1.50x 20 slower" in lines
    assert "completed 20/20 20/20 0 pts -16 to +16 20 no difference seen" in lines
    assert any(line.startswith("20 of 20 pairs of whole answers differ: story/fast") for line in lines)


def test_markdown_and_json(two: tuple[Path, Path]) -> None:
    text = streamboard("compare", *two, "--format", "md", "--gate", "ttft.p50 <= baseline + 10%").stdout
    assert "| TTFT | 310 ms | 464 ms | 1.50x | 1.50x to 1.50x | 20 | slower |" in text
    assert r"**gates\: 1 failed**" in text
    done = streamboard("compare", *two, "--format", "json", "--gate", "ttft.p50 <= baseline + 10%")
    found = json.loads(done.stdout)
    [ttft] = [row for row in found["figures"] if row["figure"] == "ttft_ms" and row["percentile"] == 50]
    assert ttft["ratio"] == 1.5
    assert ttft["a"] == {"value": 309.5, "n": 20}
    assert found["gates"][0]["ruling"] == "failed"
    assert done.returncode == 5


def test_markdown_names_several_runs_of_a_side_once(two: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = two
    again = kept(tmp_path, "again.jsonl", [470.0 + place for place in range(20)], at=NOON, text="third")
    text = streamboard("compare", new, again, "--baseline", old, "--format", "md").stdout
    a, b, *runs = text.splitlines()[2:6]
    assert a.startswith(r"- **A**: ")
    assert "old.jsonl: a test, " in a
    assert b.startswith(r"- **B**: ")
    assert b.endswith("new.jsonl and 1 more")
    assert all(run.startswith("  - a test, 2026") for run in runs)


def test_it_goes_into_a_file_as_a_page_or_in_words(two: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "x.html"
    gate = ("--gate", "ttft.p50 <= baseline + 10%")
    done = streamboard("compare", *two, *gate, "--format", "html", "-o", page)
    assert (done.returncode, done.stdout) == (5, "")
    assert "written " in done.stderr
    assert page.read_text().startswith("<!doctype html>")
    assert streamboard("compare", *two, "-o", page).returncode == 0
    assert page.read_text() == streamboard("compare", *two).stdout


def test_a_place_that_takes_no_comparison_is_told_and_nothing_is_half_written(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    for place, said in (
        (two[0], "is a recorded run"),
        (tmp_path, "is a folder"),
        ("/dev/null", "no regular file"),
    ):
        done = streamboard("compare", *two, "-o", place)
        assert done.returncode == 2
        assert said in done.stderr
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        done = streamboard("compare", *two, "--format", "html", "-o", tmp_path / "x.html")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["new.jsonl", "old.jsonl"]


def test_several_runs_are_each_compared_with_the_first(two: tuple[Path, Path], tmp_path: Path) -> None:
    third = kept(tmp_path, "third.jsonl", [300.0 + place for place in range(20)], at="later")
    done = streamboard("compare", *two, third)
    assert done.stdout.count("\nB  ") == 2
    assert len(json.loads(streamboard("compare", *two, third, "--format", "json").stdout)) == 2


def test_sides_of_three_runs(tmp_path: Path) -> None:
    paths = [
        kept(tmp_path, f"{number}.jsonl", [300.0 + number, 310.0, 320.0], at=str(number))
        for number in range(6)
    ]
    baselines = [word for path in paths[:3] for word in ("--baseline", str(path))]
    done = streamboard("compare", *paths[3:], *baselines)
    assert "(CV " in done.stdout
    assert "3 runs" not in done.stderr
    assert "The intervals say" not in done.stdout


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "are the same run; nothing can differ"),
        ({"at": NOON, "prompt": "other"}, "have no prompt in common: one asks story, the other other"),
        ({"at": NOON, "simulated": False}, "is simulated and"),
    ],
    ids=["itself", "others", "real"],
)
def test_what_cannot_be_compared_is_refused(tmp_path: Path, fields: dict[str, Any], said: str) -> None:
    old, new = kept(tmp_path, "a.jsonl", [300.0] * 6), kept(tmp_path, "b.jsonl", [300.0] * 6, **fields)
    done = streamboard("compare", old, new)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    if fields:
        assert streamboard("compare", old, new, "--anyway").returncode == 0


def test_one_sample_says_nothing_and_the_exit_code_tells(tmp_path: Path) -> None:
    done = streamboard(
        "compare", kept(tmp_path, "a.jsonl", [300.0]), kept(tmp_path, "b.jsonl", [900.0], at=NOON)
    )
    assert done.returncode == 6
    assert "too few to say" in done.stdout


def test_other_mistakes(two: tuple[Path, Path], tmp_path: Path) -> None:
    assert "Name a second run file" in streamboard("compare", two[0]).stderr
    (tmp_path / "empty").write_text("")
    for path in (tmp_path / "gone", tmp_path / "empty"):
        done = streamboard("compare", two[0], path)
        assert done.returncode == 2
        assert str(path) in done.stderr
    done = streamboard("compare", *two, "--gate", "tfft.p50 < 1s")
    assert done.returncode == 2
    assert "did you mean `ttft`?" in done.stderr


def test_a_recording_that_breaks_off_is_compared_as_far_as_it_goes(two: tuple[Path, Path]) -> None:
    old, new = two
    old.write_bytes(old.read_bytes()[:-100])
    done = streamboard("compare", old, new)
    assert done.returncode == 0
    assert "The recording ends here: the last line is cut off" in done.stdout


def test_hostile_names_do_no_harm(tmp_path: Path) -> None:
    name = "\x1b[31m|<b>"
    old = kept(tmp_path, "a.jsonl", [300.0] * 6, prompt=name, column=name)
    new = kept(tmp_path, "b.jsonl", [300.0] * 6, prompt=name, column="x", at=NOON, text="other")
    for form in ("text", "md", "json"):
        done = streamboard("compare", old, new, "--format", form)
        assert done.returncode == 0, done.stderr
        assert "\x1b" not in done.stdout
        assert form != "md" or "|<b>" not in done.stdout


def test_gates_of_a_run_are_judged_and_told(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD + 'gates: ["ttft.max < 1h", "completed >= 50%"]\n')
    done = streamboard("run", path, "--no-record", "--plain", "--gate", "output_tokens.max < 1")
    assert done.returncode == 5
    assert "The gate completed >= 50% passed: 2 of 2, 100 % " in done.stdout
    assert "The gate output_tokens.max < 1 failed: " in done.stdout
    done = streamboard("run", path, "--no-record", "--json", "--gate", "ttft.p50 <= baseline + 10%")
    assert done.returncode == 6
    *_, judged, end, _figures = map(decode, done.stdout.splitlines())
    assert isinstance(judged, GateJudged)
    assert judged.ruling == "undecided"
    assert isinstance(end, RunEnded)


def test_a_recorded_run_is_judged_too(two: tuple[Path, Path]) -> None:
    old, new = two
    gate = ("--gate", "ttft.p50 <= baseline + 10%", "--baseline", old)
    done = streamboard("replay", new, *gate)
    assert done.returncode == 5
    assert "✗ ttft.p50 <= baseline + 10% failed: 464 ms against 310 ms, 1.50x" in done.stdout
    assert streamboard("replay", new, *gate, "--plain").returncode == 5


def test_a_baseline_that_is_gone_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    done = streamboard("run", write(tmp_path, GOOD), "--baseline", tmp_path / "gone", "--record", record)
    assert done.returncode == 2
    assert "gone does not exist" in done.stderr
    assert not record.exists()


def test_a_missed_objective_is_told_with_its_worst(tmp_path: Path) -> None:
    done = streamboard("run", write(tmp_path, GOOD + "slo: {ttft: 1us}\n"), "--no-record")
    assert done.returncode == 3
    assert "SLO TTFT <= 0.001 ms missed by 2 of 2 streams; worst by say-" in done.stdout
    assert "too long" in done.stdout


def test_a_ghost_that_cannot_be_raced_is_told(two: tuple[Path, Path], tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert "gone does not exist" in streamboard(path, "--ghost", tmp_path / "gone").stderr
    done = streamboard(path, "--ghost", two[0])
    assert done.returncode == 2
    assert "has no stream in common with Quick" in done.stderr
