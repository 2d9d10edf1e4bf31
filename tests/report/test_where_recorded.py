"""What is said of the run file on leaving."""

from __future__ import annotations

from pathlib import Path

from streamboard.report.where_recorded import recorded
from streamboard.run.events import RecordingFailed
from streamboard.run.plan import RunPlan

from ..support.told import board

FULL = RecordingFailed(t=2_000_000_000, message="No space left on device")


def test_the_gap_in_a_run_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    whole, cut = board(RunPlan("x", [])), board(RunPlan("x", []), FULL)
    assert recorded(path, whole, 0) == "not recorded"
    assert recorded(path, cut, 0) == "not recorded: No space left on device"
    path.touch()
    assert recorded(path, whole, 0) == f"recorded in {path}"
    assert recorded(path, whole, 0, died=True) == f"recorded in {path}, up to where the engine died"
    told = recorded(path, cut, 5_000_000_000)
    assert told == f"recorded in {path}, without the last 3.00 s: No space left on device"
