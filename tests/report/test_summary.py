"""The summary table, the table of a plan, and the exit code."""

from __future__ import annotations

import io

import pytest
from rich.console import Console, RenderableType

from streamboard.report.exit_code import exit_code
from streamboard.report.plan import plan_table
from streamboard.report.summary import summary
from streamboard.run.events import ClockLag, EndpointState, ErrorInfo, Event, Outcome
from streamboard.run.plan import SECOND, Slo, Start
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board, held_up


def shown(renderable: RenderableType, width: int = 140) -> str:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False, legacy_windows=False).print(renderable)
    return file.getvalue()


def row(text: str, name: str) -> list[str]:
    (line,) = [line for line in text.splitlines() if line.startswith(name)]
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_a_row_has_the_figures_with_their_units() -> None:
    text = shown(summary(board(plan(stream("s1")), *Told().whole(0, 0, 300, 1300, 11))))
    assert row(text, "s1") == [
        "s1",
        "real-model",
        "✓ end_turn",
        "300 ms",
        "10.0",
        "11",
        "1.00 s",
        "1.00 s",
        "1.30 s",
    ]
    assert "1 of 1 completed; wall 1.30 s; 11 tok; 8.44 tok/s in all" in text


def test_what_is_absent_is_a_dash() -> None:
    s1, s2 = Told("s1"), Told("s2")
    error = ErrorInfo("connection", "refused")
    events = [
        s1.queued(0),
        s1.sent(0),
        s1.ended(5, "failed", error),
        s1.over(5, "failed", error),
        s2.queued(0),
    ]
    text = shown(summary(board(plan(stream("s1"), stream("s2")), *events)))
    assert row(text, "s1") == ["s1", "m", "✗ connection", *"------"]
    assert row(text, "s2")[-6:] == [*"------"]
    assert "0 of 2 completed" in text


def test_an_estimate_is_marked_and_so_is_the_simulation() -> None:
    s1 = Told()
    endpoint = EndpointState(t=0, endpoint="sim", state="ready", simulated=True)
    events = [
        s1.queued(0),
        s1.sent(0),
        s1.text(10, "x" * 40),
        s1.ended(20, "cancelled"),
        s1.over(20, "cancelled"),
    ]
    text = shown(summary(board(plan(stream("s1")), endpoint, *events)))
    assert "10~" in text
    assert "SIMULATED" in text


def test_the_totals_of_several_streams() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lag = ClockLag(t=995 * MS, lag_ns=45 * MS)
    events = [*s1.whole(0, 0, 300, 997, 11), lag, *s2.whole(0, 0, 100, 997, 11)]
    text = shown(summary(board(plan(stream("s1"), stream("s2"), slo=Slo(ttft_ns=SECOND // 5)), *events)))
    assert "speed-up 2.0x" in text
    assert "TTFT p50 200 ms, p95 290 ms (n=2)" in text
    assert "SLO 1 of 2" in text
    assert "the engine was late 1 time, at worst by 45.0 ms" in " ".join(text.split())


def test_late_ttfts_are_in_the_percentiles() -> None:
    told = [Told(name) for name in ("s1", "s2", "s3")]
    events = [event for one in told for event in (one.queued(0), one.sent(0))]
    events += [told[0].text(100), told[1].text(300), told[2].text(900), held_up(806, 901)]
    text = shown(summary(board(plan(*(stream(name) for name in ("s1", "s2", "s3"))), *events)))
    assert "TTFT p50 300 ms, p95 840 ms! (n=3)" in text


def test_hostile_names_do_not_reach_the_terminal() -> None:
    events = Told().whole(0, 0, 300, 1300, 11)
    text = shown(summary(board(plan(stream("s1", name="[bold]a\x1b[31m[/x]")), *events)))
    assert "[bold]a␛[31m[/x]" in text


def end(outcome: Outcome) -> list[Event]:
    s1 = Told()
    return [s1.queued(0), s1.sent(0), s1.text(500), s1.ended(900, outcome), s1.over(900, outcome)]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("completed", 0),
        *((outcome, 1) for outcome in ("max_tokens", "refused", "cut_off", "stalled", "failed", "cancelled")),
    ],
)
def test_the_exit_code_is_0_only_for_whole_answers(outcome: Outcome, code: int) -> None:
    assert exit_code(board(plan(stream("s1")), *end(outcome))) == code


def test_a_missed_objective_is_3_and_a_failure_goes_before_it() -> None:
    strict, loose = Slo(ttft_ns=SECOND // 4), Slo(ttft_ns=SECOND)
    assert exit_code(board(plan(stream("s1"), slo=strict), *end("completed"))) == 3
    assert exit_code(board(plan(stream("s1"), slo=loose), *end("completed"))) == 0
    assert exit_code(board(plan(stream("s1"), slo=strict), *end("failed"))) == 1


def test_a_stream_that_never_ended_did_not_complete() -> None:
    assert exit_code(board(plan(stream("s1"), stream("s2")), *end("completed"))) == 1


def test_the_plan_as_a_table() -> None:
    two = plan(
        stream("s1", name="story", model="m-1", text="Tell [bold]me\x1b[31m", max_tokens=77),
        stream("s2", endpoint="local"),
        concurrency=4,
        start=Start("staggered", SECOND // 4),
    )
    text = shown(plan_table(two))
    assert row(text, "1")[1:] == ["story", "sim", "m-1", "77", "Tell [bold]me␛[31m"]
    assert "own)" in text
    assert "2 streams, start staggered 250 ms, at most 4 in flight. Nothing was sent." in text
