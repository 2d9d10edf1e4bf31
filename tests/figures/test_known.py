"""Run files written by hand, and what every figure of the catalogue makes of them.

The stamps in `files/*.jsonl` are in nanoseconds; here all times are in milliseconds.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from streamboard.board.race import Race
from streamboard.board.state import BoardState
from streamboard.figures.catalogue import FIGURE, RUN_FIGURE, figures_of
from streamboard.figures.figure import Figure
from streamboard.figures.figure_base import interval_text
from streamboard.figures.inspection import inspect
from streamboard.figures.of_stream.slo_met import TAG as MET
from streamboard.figures.percentiles import PARTS
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.samples import percentiles
from streamboard.figures.table import table
from streamboard.figures.unit import TIME
from streamboard.report.export import as_json, as_markdown
from streamboard.report.reported import report_of_table
from streamboard.run import runfile
from tests.support.told import MS

FILES = Path(__file__).parent / "files"


def folded(name: str) -> BoardState:
    """The board at the end of a file."""
    run = runfile.read(FILES / f"{name}.jsonl")
    assert run.warning == ""
    board = BoardState(run.started.plan)
    board.apply_all(run.events)
    return board


def number(figure: Figure | RunFigure, reading: Reading) -> float | None:
    """A value in milliseconds, where it is a time."""
    return reading.value / MS if figure.unit is TIME and reading.value is not None else reading.value


def of_stream(board: BoardState, stream_id: str) -> dict[str, float | None]:
    """Every figure of a stream by tag."""
    stream = board.streams[stream_id]
    return {one.tag: number(one, one.of(stream, board.now)) for one in figures_of(board.plan.slo)}


def of_run(board: BoardState) -> dict[str, float | None]:
    """Every figure of the run by tag."""
    return {tag: number(figure, figure.of(board, board.now)) for tag, figure in RUN_FIGURE.items()}


def reading(board: BoardState, tag: str, stream_id: str = "s1") -> Reading:
    return FIGURE[tag].of(board.streams[stream_id], board.now)


ABSENT: dict[str, Any] = {"expect": None, "right_after": None, "wait": None}
"""Figures that only answers with checks, or streams that were tried again, have."""
STREAMS: dict[tuple[str, str], dict[str, Any]] = {
    # Out at 150 after 50 of making and connecting; content at 400, 450, 650, 700, 900 and 1150, the first two
    # are thinking. The gaps: 50, 50, 200, 200, 250; their p95 is at rank 3.8 from 0, 200 + 0.8 x 50.
    ("whole", "s1"): {
        "queued": 100,
        "connect": 31.2,
        "ttft": 400 - 150,
        "ttfo": 650 - 150,
        "itl": (1150 - 400) / (16 - 1),
        "tokens_per_second": 1000 / 50,
        "input_tokens": 20 + 5,
        "output_tokens": 16,
        "e2e": 1150 - 150,
        "took": 1180 - 100,
        "gap_p50": 200,
        "gap_p95": 240,
        "gap_max": 250,
        "attempts": 1,
        MET: 1,
    },
    # It waits for the first one; out at 1210. The gaps: 10, 10, 20, 40; the p95 at rank 2.85, 20 + 0.85 x 20.
    ("whole", "s2"): {
        "queued": 1200,
        "connect": None,
        "ttft": 1810 - 1210,
        "ttfo": 1810 - 1210,
        "itl": (1890 - 1810) / (9 - 1),
        "tokens_per_second": 1000 / 10,
        "input_tokens": 10,
        "output_tokens": 9,
        "e2e": 1890 - 1210,
        "took": 1910 - 1200,
        "gap_p50": 15,
        "gap_p95": 37,
        "gap_max": 40,
        "attempts": 1,
        MET: 0,
    },
    # The same as the first one, but for when the request was out: its clock starts at 100.
    ("before", "s1"): {
        "queued": 100,
        "connect": None,
        "ttft": 400 - 100,
        "ttfo": 650 - 100,
        "itl": 50,
        "tokens_per_second": 20,
        "input_tokens": 25,
        "output_tokens": 16,
        "e2e": 1150 - 100,
        "took": 1080,
        "gap_p50": 200,
        "gap_p95": 240,
        "gap_max": 250,
        "attempts": 1,
    },
    # Out at 10; content at 15,010, 15,110 and 15,160.
    ("late", "s1"): {
        "queued": 0,
        "connect": None,
        "ttft": 15_000,
        "ttfo": 15_000,
        "itl": 150 / 3,
        "tokens_per_second": 20,
        "input_tokens": 8,
        "output_tokens": 4,
        "e2e": 15_150,
        "took": 15_172,
        "gap_p50": 75,
        "gap_p95": 50 + 0.95 * 50,
        "gap_max": 100,
        "attempts": 1,
    },
    # The second attempt began at 500 and was out at 530.
    ("retried", "s1"): {
        "queued": 50,
        "connect": 10,
        "ttft": 630 - 530,
        "wait": 630 - 60,
        "ttfo": 630 - 530,
        "itl": (730 - 630) / 2,
        "tokens_per_second": 20,
        "input_tokens": 8,
        "output_tokens": 3,
        "e2e": 730 - 530,
        "took": 740 - 500,
        "gap_p50": 100,
        "gap_p95": 100,
        "gap_max": 100,
        "attempts": 2,
    },
    # As it was run again by hand at 7000.
    ("changed", "s1"): {
        "queued": 0,
        "connect": None,
        "ttft": 200,
        "ttfo": 200,
        "itl": 200 / 4,
        "tokens_per_second": 20,
        "input_tokens": 1,
        "output_tokens": 5,
        "e2e": 400,
        "took": 1000,
        "gap_p50": 200,
        "gap_p95": 200,
        "gap_max": 200,
        "attempts": 1,
    },
    # Added at 2000.
    ("changed", "s3"): {
        "queued": 0,
        "connect": None,
        "ttft": 500,
        "ttfo": 500,
        "itl": 3000 / 30,
        "tokens_per_second": 10,
        "input_tokens": 1,
        "output_tokens": 31,
        "e2e": 3500,
        "took": 4000,
        "gap_p50": 3000,
        "gap_p95": 3000,
        "gap_max": 3000,
        "attempts": 1,
    },
    # Content at 100, 150 and 200, and silence until 5200. 15 characters are about 4 tokens.
    ("odd", "s1"): {
        "queued": 0,
        "connect": None,
        "ttft": 100,
        "ttfo": 100,
        "itl": None,
        "tokens_per_second": None,
        "input_tokens": None,
        "output_tokens": 4,
        "e2e": 200,
        "took": 5200,
        "gap_p50": 50,
        "gap_p95": 50,
        "gap_max": 5000,
        "attempts": 1,
    },
    # 400 tokens within a millisecond, after three seconds.
    ("odd", "s2"): {
        "queued": 0,
        "connect": None,
        "ttft": 3000,
        "ttfo": 3000,
        "itl": None,
        "tokens_per_second": None,
        "input_tokens": 1,
        "output_tokens": 400,
        "e2e": 3001,
        "took": 3004,
        "gap_p50": 0.5,
        "gap_p95": 0.5,
        "gap_max": 0.5,
        "attempts": 1,
    },
    # The first word came with the start of its block; a usage of 0 is none, and 12 characters are about 3.
    ("odd", "s3"): {
        "queued": 0,
        "connect": None,
        "ttft": 100,
        "ttfo": 100,
        "itl": None,
        "tokens_per_second": None,
        "input_tokens": 1,
        "output_tokens": 3,
        "e2e": 300,
        "took": 312,
        "gap_p50": 200,
        "gap_p95": 200,
        "gap_max": 200,
        "attempts": 1,
    },
}

RUNS: dict[str, dict[str, Any]] = {
    "whole": {
        "completed": 1,
        "wall": 1910,
        "run_output_tokens": 16 + 9,
        "run_tokens_per_second": 25 / 1.910,
        "speed_up": (1000 + 680) / 1910,
        "goodput": 0.5,
    },
    "before": {
        "completed": 1,
        "wall": 1180,
        "run_output_tokens": 16,
        "run_tokens_per_second": 16 / 1.180,
        "speed_up": 1050 / 1180,
        "goodput": None,
    },
    "late": {
        "completed": 1,
        "wall": 15_172,
        "run_output_tokens": 4,
        "run_tokens_per_second": 4 / 15.172,
        "speed_up": 15_150 / 15_172,
        "goodput": None,
    },
    # The eight characters of the attempt that failed are about two tokens; its E2E is 40.
    "retried": {
        "completed": 1,
        "wall": 740,
        "run_output_tokens": 3 + 2,
        "run_tokens_per_second": 5 / 0.740,
        "speed_up": (200 + 40) / 740,
        "goodput": None,
    },
    # One second, then four for what was added and one for what was run again; the stream that was removed is
    # in all of it. Two streams of 900 and 600 were there from the start, and took a second.
    "changed": {
        "completed": 1,
        "wall": 1000 + 4000 + 1000,
        "run_output_tokens": 11 + 21 + 31 + 5,
        "run_tokens_per_second": 68 / 6,
        "speed_up": (900 + 600) / 1000,
        "goodput": None,
    },
    "odd": {
        "completed": 2 / 3,
        "wall": 5200,
        "run_output_tokens": 4 + 400 + 3,
        "run_tokens_per_second": 407 / 5.2,
        "speed_up": (200 + 3001 + 300) / 5200,
        "goodput": None,
    },
}


@pytest.mark.parametrize(("name", "stream_id"), STREAMS)
def test_every_figure_of_a_stream(name: str, stream_id: str) -> None:
    expected = ABSENT | STREAMS[name, stream_id]
    found = of_stream(folded(name), stream_id)
    assert set(found) == set(expected)
    assert found == {tag: value if value is None else pytest.approx(value) for tag, value in expected.items()}


@pytest.mark.parametrize("name", RUNS)
def test_every_figure_of_the_run(name: str) -> None:
    expected = RUNS[name] | {"checks_passed": None}
    found = of_run(folded(name))
    assert set(found) == set(expected)
    assert found == {tag: value if value is None else pytest.approx(value) for tag, value in expected.items()}


def test_every_file_has_its_answers() -> None:
    assert {path.stem for path in FILES.glob("*.jsonl")} == set(RUNS) == {name for name, _ in STREAMS}


def test_percentiles_over_both_streams() -> None:
    board = folded("whole")
    streams = list(board.streams.values())

    def of(tag: str) -> tuple[float | None, ...]:
        spread = percentiles(FIGURE[tag], streams, board.now)
        return spread.n, *(number(FIGURE[tag], spread.part(part)) for part in PARTS)

    # Of two values the p95 lies nineteen twentieths of the way between them.
    assert of("ttft") == pytest.approx((2, 425, 250 + 0.95 * 350, 250 + 0.99 * 350))
    assert of("tokens_per_second") == pytest.approx((2, 60, 96, 99.2))
    assert of("e2e") == pytest.approx((2, 840, 680 + 0.95 * 320, 680 + 0.99 * 320))
    assert of("itl") == pytest.approx((2, 30, 48, 49.6))
    assert of("queued") == pytest.approx((2, 650, 1145, 1189))
    assert of("connect") == pytest.approx((1, 31.2, 31.2, 31.2))
    # All nine gaps: 10, 10, 20, 40, 50, 50, 200, 200, 250; ranks 4, 7.6 and 7.92 from 0.
    assert of("gap_p50") == pytest.approx((9, 50, 230, 246))


def test_a_new_connection_and_one_that_was_used_again() -> None:
    board = folded("whole")
    assert inspect(board.streams["s1"], FIGURE["connect"], 0).inputs == (
        "31.2 ms: name 8.10 ms, TCP 9.90 ms, TLS 13.2 ms"
    )
    assert reading(board, "connect", "s2") == Reading(note="re-used")
    again = inspect(board.streams["s2"], FIGURE["connect"], 0)
    assert again.inputs.startswith("re-used; ")


def test_the_inspector_says_where_the_clock_starts() -> None:
    sent = inspect(folded("whole").streams["s1"], FIGURE["ttft"], 0)
    words = "since the request was sent; 50.0 ms of making it and connecting before"
    assert sent.inputs == f"250.0 - 0.0 ms, {words}"
    # The others start before the request is made, and vLLM ends with the first chunk.
    assert [view.value for view in sent.views] == [250 * MS, 300 * MS, 300 * MS, 210 * MS]
    board = folded("before")
    for tag, ms in (("ttft", "300.0"), ("ttfo", "550.0"), ("e2e", "1050.0")):
        found = inspect(board.streams["s1"], FIGURE[tag], board.now)
        assert found.inputs == f"{ms} - 0.0 ms, since it began: when it was sent is not known"


@pytest.mark.parametrize(("name", "zero"), [("whole", "request_sent"), ("before", "attempt_started")])
def test_exports_say_where_the_clock_starts(name: str, zero: str) -> None:
    board = folded(name)
    found = table(board, list(board.streams.values()), board.now)
    assert json.loads(as_json.text(report_of_table(board, found)))["counts_from"] == zero
    assert ("include connecting" in as_markdown.text(report_of_table(board, found))) is (
        zero == "attempt_started"
    )


def test_what_may_be_late_has_an_interval_and_is_in_every_sample() -> None:
    # Held up from 14,987 to 15,012: the first content, at 15,010, came up to 23 ms before.
    board = folded("late")
    ttft = reading(board, "ttft")
    assert FIGURE["ttft"].text(ttft) == "15.0 s"
    assert interval_text(TIME, ttft) == "at most 23.0 ms less"
    assert ttft.sign == ""
    intervals = {tag: (one.less / MS, one.more / MS) for tag in FIGURE if (one := reading(board, tag))}
    speed = intervals.pop("tokens_per_second")
    assert speed == pytest.approx(((20 - 1000 / (173 / 3)) / MS, 0))
    assert reading(board, "tokens_per_second").sign == "!"
    # The first gap is 100 to 123; with that one the p95 is 50 + 0.95 x 73 in place of 97.5.
    assert {tag: ends for tag, ends in intervals.items() if any(ends)} == {
        "ttft": (23, 0),
        "ttfo": (23, 0),
        "itl": (0, pytest.approx(23 / 3)),
        "gap_p50": (0, 11.5),
        "gap_p95": (0, pytest.approx(50 + 0.95 * 73 - 97.5)),
        "gap_max": (0, 23),
    }
    for tag, n in (("ttft", 1), ("itl", 1), ("tokens_per_second", 1), ("gap_p50", 2)):
        spread = percentiles(FIGURE[tag], list(board.streams.values()), board.now)
        assert spread.n == n
        assert spread.p50[:3] == pytest.approx(reading(board, tag)[:3])


def test_notes_signs_and_samples_of_odd_answers() -> None:
    board = folded("odd")
    assert reading(board, "gap_max") == Reading(5000 * MS, note="open")
    stalled = inspect(board.streams["s1"], FIGURE["gap_max"], board.now)
    assert stalled.inputs == (
        "the longest of 2 gaps: 50.0 ms; the last one is open, it ended in 5.00 s of silence"
    )
    for tag in ("itl", "tokens_per_second"):
        assert reading(board, tag, "s2") == Reading(note="delivered at once")
        assert inspect(board.streams["s2"], FIGURE[tag], 0).inputs.startswith("delivered at once; ")
    assert [reading(board, "output_tokens", one).sign for one in ("s1", "s2", "s3")] == ["~", "", "~"]
    assert RUN_FIGURE["run_output_tokens"].of(board, board.now) == Reading(407, estimated=True)
    assert board.streams["s3"].attempts[0].message.text == "Hello, world"


def test_what_is_added_run_again_or_removed_is_told_alike_everywhere() -> None:
    board = folded("changed")
    totals, race = board.totals(board.now), Race(board, board.passes[-1], board.now).figures
    assert (totals.wall_ns, totals.output_tokens) == (race.wall_ns, race.output_tokens) == (6000 * MS, 68)
    assert totals.speed_up == race.speed_up == RUN_FIGURE["speed_up"].of(board, board.now).value
    assert (race.attempts, race.start_attempts) == (4, 2)
