"""The table of figures: cells, marks, order, and percentiles by model and by prompt."""

from __future__ import annotations

import msgspec
import pytest
from streamboard.board.table import COLUMN, Percentiles, Table, arranged, groups, table, text_of

from streamboard.board.stream import StreamState
from streamboard.events import ClockLag, Event
from streamboard.plan import RunPlan, Slo
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board


def made(run: RunPlan, *events: Event, now: float = 100_000) -> Table:
    state = board(run, *events)
    return table(state, list(state.streams.values()), round(now * MS))


def three() -> tuple[RunPlan, list[Event]]:
    """Whole answers: TTFT 100, 200 and 300 ms; tok/s 10, 20 and 10."""
    told = [Told(f"s{number}") for number in (1, 2, 3)]
    events = [
        *told[0].whole(0, 0, 100, 1100, 11),
        *told[1].whole(0, 10, 210, 710, 11),
        *told[2].whole(0, 0, 300, 1300, 11),
    ]
    return plan(*(stream(one.stream) for one in told)), events


def test_a_row_has_every_figure() -> None:
    s1 = Told()
    events = [
        s1.queued(5),
        s1.sent(10),
        s1.start(15),
        s1.thinking(30),
        s1.text(50),
        s1.text(80),
        s1.text(210),
    ]
    events += [s1.final(215, 4), s1.ended(220), s1.over(220)]
    (row,) = made(plan(stream()), *events).rows
    assert {key: cell.value for key, cell in row.cells.items()} == {
        "queued": 5 * MS,
        "ttft": 20 * MS,
        "ttfo": 40 * MS,
        "itl": 60 * MS,
        "tokens_per_second": pytest.approx(1000 / 60),
        "output_tokens": 4,
        "e2e": 200 * MS,
        "gap_p50": 30 * MS,
        "gap_p95": pytest.approx((30 + 0.9 * 100) * MS),
        "gap_max": 130 * MS,
        "attempts": 1,
    }
    assert list(row.cells) == list(COLUMN)
    assert not any(cell.estimated or cell.late or cell.mark for cell in row.cells.values())
    assert (row.status.short, row.met) == ("end_turn", None)


def test_what_is_not_there_yet_is_none_and_what_is_estimated_says_so() -> None:
    s1, s2 = Told("s1"), Told("s2")
    events = [s1.queued(0), s1.sent(0), s1.text(100, "x" * 8), s1.text(400, "x" * 40), s2.queued(0)]
    running, waiting = made(plan(stream("s1"), stream("s2")), *events, now=500).rows
    cells = running.cells
    assert (cells["output_tokens"].value, cells["output_tokens"].estimated) == (12, True)
    assert cells["tokens_per_second"].estimated
    assert cells["tokens_per_second"].value == pytest.approx(10 / 0.4)
    assert (cells["itl"].value, cells["e2e"].value) == (None, None)
    assert {key for key, cell in waiting.cells.items() if cell.value is not None} == {"queued"}
    assert waiting.cells["queued"].value == 500 * MS


def test_an_attempt_before_the_stream_was_queued_again_counts_no_more() -> None:
    s1 = Told()
    first = s1.whole(0, 0, 100, 200, 5)
    s1.attempt = 2
    (row,) = made(plan(stream()), *first, s1.queued(1000), s1.sent(1000), s1.text(1050)).rows
    assert (row.cells["attempts"].value, row.cells["ttft"].value) == (1, 50 * MS)


def test_best_and_worst_of_each_column_are_marked() -> None:
    rows = made(three()[0], *three()[1]).rows
    assert [row.cells["ttft"].mark for row in rows] == ["▲", "", "▼"]
    assert [row.cells["tokens_per_second"].mark for row in rows] == ["▼", "▲", ""]
    assert [row.cells["e2e"].mark for row in rows] == ["", "▲", "▼"]
    assert all(row.cells[key].mark == "" for row in rows for key in ("queued", "output_tokens", "attempts"))


def test_alike_late_broken_and_running_are_not_marked() -> None:
    s1, s2, s3 = Told("s1"), Told("s2"), Told("s3")
    run = plan(stream("s1"), stream("s2"), stream("s3"))
    alike = made(run, *s1.whole(0, 0, 100, 200, 5), *s2.whole(0, 0, 104, 203, 5))
    assert not any(cell.mark for row in alike.rows for cell in row.cells.values())

    broken = [
        s3.queued(0),
        s3.sent(0),
        s3.text(10),
        s3.text(20),
        s3.ended(30, "failed"),
        s3.over(30, "failed"),
    ]
    both = made(run, *s1.whole(0, 0, 100, 200, 5), *s2.whole(0, 0, 200, 400, 5), *broken)
    assert [row.cells["ttft"].mark for row in both.rows] == ["", "▼", "▲"]
    assert [row.cells["e2e"].mark for row in both.rows] == ["▲", "▼", ""]

    # The first of these is late where its TTFT ends.
    lag = ClockLag(t=110 * MS, lag_ns=20 * MS)
    late = made(run, *s1.whole(0, 0, 100, 109, 5), lag, *s2.whole(0, 200, 400, 500, 5))
    assert late.rows[0].cells["ttft"].late
    assert not any(row.cells["ttft"].mark for row in late.rows)


def test_objectives_are_met_or_missed_once_a_stream_has_ended() -> None:
    s1, s2, s3 = Told("s1"), Told("s2"), Told("s3")
    run = plan(stream("s1"), stream("s2"), stream("s3"), slo=Slo(ttft_ns=150 * MS))
    events = [*s1.whole(0, 0, 100, 200, 5), *s2.whole(0, 0, 200, 300, 5), s3.queued(0), s3.sent(0)]
    found = made(run, *events)
    assert [row.met for row in found.rows] == [True, False, None]
    assert found.wanted("met")
    assert not made(three()[0], *three()[1]).wanted("met")


def test_columns_that_say_nothing_new_are_not_wanted() -> None:
    found = made(three()[0], *three()[1])
    assert not found.wanted("queued")  # 10 ms are our own doing.
    assert not found.wanted("ttfo")
    s1 = Told()
    waited = made(plan(stream()), s1.queued(0), s1.sent(60), s1.thinking(70), s1.text(80))
    assert waited.wanted("queued")
    assert waited.wanted("ttfo")


def test_rows_are_arranged_by_a_column_the_best_first() -> None:
    s4 = Told("s4")
    run, events = three()
    run = msgspec.structs.replace(run, streams=[*run.streams, stream("s4")])
    rows = made(run, *events, s4.queued(0)).rows

    def names(key: str | None, *, reverse: bool = False) -> list[str]:
        return [row.stream.plan.id for row in arranged(rows, key, reverse=reverse)]

    assert names(None) == ["s1", "s2", "s3", "s4"]
    assert names(None, reverse=True) == ["s4", "s3", "s2", "s1"]
    assert names("ttft") == ["s1", "s2", "s3", "s4"]
    assert names("ttft", reverse=True) == ["s3", "s2", "s1", "s4"]
    assert names("tokens_per_second") == ["s2", "s1", "s3", "s4"]
    assert names("tokens_per_second", reverse=True)[2:] == ["s2", "s4"]


def test_percentiles_by_a_name_in_common() -> None:
    run, events = three()
    state = board(run, *events)
    found = groups(
        state.streams.values(), lambda one: "odd" if one.number % 2 else "even", Slo(ttft_ns=200 * MS)
    )
    assert [(group.name, group.streams) for group in found] == [("odd", 2), ("even", 1)]
    odd = found[0].figures
    assert odd["ttft"] == Percentiles(2, 200 * MS, 290 * MS, 298 * MS, 0)
    assert odd["tokens_per_second"] == Percentiles(2, 10, 10, 10, 0)
    assert odd["e2e"] == Percentiles(2, 1200 * MS, 1290 * MS, 1298 * MS, 0)
    assert odd["itl"] == Percentiles(2, 100 * MS, 100 * MS, 100 * MS, 0)
    assert (odd["gaps"].n, odd["gaps"].left_out) == (2, 0)
    assert odd["queued"].n == 2
    assert found[0].met == (1, 2)
    assert odd["gaps"].p50 == pytest.approx(1000 * MS, rel=0.01)


def test_groups_are_by_the_model_that_answered_and_by_prompt() -> None:
    s1, s2 = Told("s1"), Told("s2")
    answer = [s2.queued(0), s2.sent(0), s2.start(1, model="other")]
    found = made(plan(stream("s1"), stream("s2")), *s1.whole(0, 0, 100, 200, 5), *answer)
    assert [group.name for group in found.models] == ["real-model", "other"]
    assert [(group.name, group.streams) for group in found.prompts] == [("test", 2)]


def test_what_the_engine_stamped_late_is_left_out_and_counted() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lag = ClockLag(t=110 * MS, lag_ns=20 * MS)
    events = [*s1.whole(0, 0, 100, 200, 5), lag, *s2.whole(0, 1000, 1300, 1400, 5)]
    (model,) = made(plan(stream("s1"), stream("s2")), *events).models
    assert {key: (figure.n, figure.left_out) for key, figure in model.figures.items()} == {
        "ttft": (1, 1),
        "tokens_per_second": (1, 1),
        "gaps": (1, 1),
        "e2e": (2, 0),
        "itl": (1, 1),
        "queued": (2, 0),
    }
    assert model.figures["ttft"].p50 == 300 * MS


def test_an_answer_that_broke_off_has_no_part_in_the_e2e_of_others() -> None:
    s1, s2 = Told("s1"), Told("s2")
    broken = [
        s2.queued(0),
        s2.sent(0),
        s2.text(10),
        s2.text(20),
        s2.ended(30, "cut_off"),
        s2.over(30, "cut_off"),
    ]
    (model,) = groups(_streams(*s1.whole(0, 0, 100, 200, 5), *broken), lambda _: "all", Slo())
    assert model.figures["e2e"].n == 1
    assert model.figures["ttft"].n == 2
    assert model.figures["gaps"].n == 2


def test_a_group_without_a_value_has_none() -> None:
    (group,) = groups(_streams(Told("s1").queued(0)), lambda _: "all", Slo())
    assert group.streams == 2
    assert all(figure == Percentiles() for figure in group.figures.values())
    assert group.met is None


def _streams(*events: Event) -> list[StreamState]:
    return list(board(plan(stream("s1"), stream("s2")), *events).streams.values())


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "ns", "-"),
        (9_960_000, "ns", "10.0 ms"),
        (28_440_000, "ns", "28.4 ms"),
        (312_400_000, "ns", "312 ms"),
        (1_720_000_000, "ns", "1.72 s"),
        (28.44, "tokens/s", "28.4"),
        (512, "tokens", "512"),
        (2, "count", "2"),
    ],
)
def test_values_are_shown_with_their_unit(value: float | None, unit: str, text: str) -> None:
    assert text_of(value, unit) == text  # type: ignore[arg-type]
