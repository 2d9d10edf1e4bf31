"""What the benchmarks conclude from what they saw."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.harness import lag
from benchmarks.harness.lag import Delta
from benchmarks.harness.source import stamp_of
from benchmarks.harness.table import Report, median_of_all, ratio

MS, SECOND = 1_000_000, 1_000_000_000


def deltas(stream: str, lags_ms: list[float], *, start: int = 0) -> list[Delta]:
    """A delta each second with these lags."""
    return [
        Delta(start + number * SECOND, start + number * SECOND + int(late * MS), stream)
        for number, late in enumerate(lags_ms)
    ]


def test_only_the_time_in_which_all_streams_run_is_counted() -> None:
    late_starter = deltas("b", [90, 2, 2, 2], start=3 * SECOND)
    measured = lag.summarise([*deltas("a", [50, 50, 50, 50, 1, 1, 1, 99]), *late_starter])
    assert (measured.deltas, measured.steady) == (12, 4)
    assert measured.worst == 2
    assert measured.first_p99 == pytest.approx(90, abs=1)


def test_a_run_too_short_to_settle_is_counted_whole() -> None:
    assert lag.summarise(deltas("a", [3])).steady == 1


def test_a_quick_run_judges_nothing_that_takes_time(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report("8", "Growth")
    report.add("CPU per frame", None, "ms", at_most=1.2)
    report.add("memory", 900.0, "MB", at_most=250)
    report.say("deltas missing", "3", kept=False, target="0")
    report.print(quick=True)
    none, much, lost = [line for line in capsys.readouterr().out.splitlines() if "|" in line][-3:]
    assert "not measured in a quick run" in none
    assert "900.0 MB" in much
    assert [("MISSED" in line) for line in (none, much, lost)] == [False, False, True]
    report.print()
    none, much, _ = [line for line in capsys.readouterr().out.splitlines() if "|" in line][-3:]
    assert "MISSED" not in none
    assert "MISSED" in much
    assert median_of_all([1.0, None]) is None
    assert (ratio(3.0, 2.0), ratio(None, 2.0), ratio(3.0, 0.0)) == (1.5, None, None)


def test_the_stamp_is_read_from_the_text() -> None:
    assert stamp_of("rain @123456789 ") == 123456789
    assert stamp_of("rain ") is None


def test_the_screen_is_as_far_behind_as_its_latest_stamp() -> None:
    def shown(microseconds: int) -> bytes:
        return b"\x1b[1;1Hrain @%d over" % microseconds

    shown_at = [(1050, shown(1_040_000)), (1150, b"no stamp"), (1350, shown(1_300_000)), (1500, b"")]
    chunks = [(ms * MS, data) for ms, data in shown_at]
    assert lag.behind_ms(chunks, 1000 * MS, 1500 * MS) == pytest.approx([60, 160, 260, 100, 200])


def test_deltas_are_read_from_a_run_file(tmp_path: Path) -> None:
    lines = [
        {
            "t": 0,
            "event": "run_started",
            "version": 1,
            "monotonic_ns": 7 * SECOND,
            "started_at": "",
            "plan": PLAN,
        },
        {
            **HEAD,
            "event": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": "a @7000900 "},
        },
        {**HEAD, "event": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "b "}},
        {**HEAD, "event": "message_delta", "delta": {}, "usage": {"output_tokens": 3}},
    ]
    path = tmp_path / "run.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert lag.from_run_file(path) == [Delta(7_000_900_000, 7_001_000_000, "s1")]
    assert lag.counted_by_server(path) == (2, 3)


def test_a_report_says_what_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report("1", "Lag")
    report.add("p99", 2.5, "ms", at_most=3)
    report.add("ratio", 0.9, at_most=0.7)
    report.add("p50", 1, "ms")
    report.print()
    assert [row.kept for row in report.rows] == [True, False, None]
    said = capsys.readouterr().out
    assert "### 1. Lag" in said
    assert "MISSED" in said


def test_a_report_may_have_further_columns(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report("1", "TTFT", further=("worst",))
    report.add("off", 1.5, "ms", at_most=2, further=("+3.0 ms",))
    report.say("missing", "0")
    report.print()
    said = " ".join(capsys.readouterr().out.split())
    assert "| off | 1.5 ms | <= 2 ms | kept | +3.0 ms |" in said
    assert "| missing | 0 | | | |" in said


STARTED = {"version": 1, "monotonic_ns": 7 * SECOND, "started_at": ""}
HEAD = {"t": 1 * MS, "stream": "s1", "attempt": 1, "index": 0}
PLAN = {
    "title": "t",
    "streams": [
        {
            "id": "s1",
            "name": "s1",
            "prompt": "p",
            "endpoint": "sim",
            "model": None,
            "request": {"messages": []},
        }
    ],
}
