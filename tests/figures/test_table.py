"""The table of figures: cells, marks, order, and percentiles by column and by prompt."""

from __future__ import annotations

import msgspec
import pytest

from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURE, FIGURES
from streamboard.figures.figure_base import interval_text, text_of
from streamboard.figures.of_stream.slo_met import TAG as MET
from streamboard.figures.percentiles import PARTS, Percentiles
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.sorting import By, Order
from streamboard.figures.table import Table, groups, table
from streamboard.figures.unit import COUNT, RATE, TIME, TOKENS, Unit
from streamboard.run.events import Event
from streamboard.run.plan import RunPlan, Slo
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board, held_up

END = 700 * MS


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
        "connect": None,
        "ttft": 20 * MS,
        "ttfo": 40 * MS,
        "itl": 60 * MS,
        "tokens_per_second": pytest.approx(1000 / 60),
        "input_tokens": 5,
        "output_tokens": 4,
        "e2e": 200 * MS,
        "took": 210 * MS,
        "gap_p50": 30 * MS,
        "gap_p95": pytest.approx((30 + 0.9 * 100) * MS),
        "gap_max": 130 * MS,
        "attempts": 1,
        "expect": None,
        "right_after": None,
        "wait": None,
    }
    assert list(row.cells) == list(FIGURE)
    assert not any(cell.sign or cell.moving for cell in row.cells.values())
    assert row.status.short == "end_turn"


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
    lag = held_up(90, 110)
    late = made(run, *s1.whole(0, 0, 100, 109, 5), lag, *s2.whole(0, 200, 400, 500, 5))
    assert late.rows[0].cells["ttft"] == Reading(100 * MS, less=10 * MS)
    assert late.rows[0].cells["ttft"].sign == "!"
    assert not any(row.cells["ttft"].mark for row in late.rows)


def test_what_came_in_one_read_is_not_the_best_of_gaps() -> None:
    s1, s2, s3 = Told("s1"), Told("s2"), Told("s3")
    # The first comes from a proxy in bunches, the second is delivered at once after all; the third is steady.
    bunches = [s1.text(at) for at in (100, 100, 100, 400, 400, 400)]
    at_once = [s2.text(500 + number / 100) for number in range(6)]
    steady = [s3.text(100 * number) for number in range(1, 7)]
    events: list[Event] = []
    for one, deltas in ((s1, bunches), (s2, at_once), (s3, steady)):
        end = [one.final(700, 600 if one is s2 else 12), one.ended(700), one.over(700)]
        events += [one.queued(0), one.sent(0), *deltas, *end]
    found = made(plan(stream("s1"), stream("s2"), stream("s3")), *events)
    marks = {tag: [row.cells[tag].mark for row in found.rows] for tag in ("gap_p50", "gap_p95", "gap_max")}
    assert marks == {"gap_p50": ["", "", ""], "gap_p95": ["▼", "", "▲"], "gap_max": ["▼", "", "▲"]}
    assert found.rows[1].cells["itl"].note == "delivered at once"
    by_stream = groups([row.stream for row in found.rows], lambda one: one.plan.id, Slo(), END)
    assert [group.figures["gap_p50"].p50.mark for group in by_stream] == ["", "", ""]


def test_objectives_are_met_or_missed_once_a_stream_has_ended() -> None:
    s1, s2, s3 = Told("s1"), Told("s2"), Told("s3")
    run = plan(stream("s1"), stream("s2"), stream("s3"), slo=Slo(ttft_ns=150 * MS))
    events = [*s1.whole(0, 0, 100, 200, 5), *s2.whole(0, 0, 200, 300, 5), s3.queued(0), s3.sent(0)]
    found = made(run, *events)
    assert [row.cells[MET].value for row in found.rows] == [True, False, None]
    assert found.wanted(found.figures[-1])
    assert [figure.tag for figure in found.figures] == [*FIGURE, MET]
    assert made(three()[0], *three()[1]).figures == FIGURES


def test_columns_that_say_nothing_new_are_not_wanted() -> None:
    found = made(three()[0], *three()[1])
    assert not found.wanted(FIGURE["queued"])  # 10 ms are our own doing.
    assert not found.wanted(FIGURE["ttfo"])
    s1 = Told()
    waited = made(plan(stream()), s1.queued(0), s1.sent(60), s1.thinking(70), s1.text(80))
    assert waited.wanted(FIGURE["queued"])
    assert waited.wanted(FIGURE["ttfo"])


def test_rows_are_arranged_by_a_figure_the_end_first_that_one_looks_for() -> None:
    s4 = Told("s4")
    run, events = three()
    run = msgspec.structs.replace(run, streams=[*run.streams, stream("s4")])
    rows = made(run, *events, s4.queued(0)).rows

    def names(by: By, *, reverse: bool = False) -> list[str]:
        order = Order.of(by).reversed() if reverse else Order.of(by)
        return [one.plan.id for one in order.sort([row.stream for row in rows], 100_000 * MS)]

    assert names("place") == ["s1", "s2", "s3", "s4"]
    assert names("place", reverse=True) == ["s4", "s3", "s2", "s1"]
    assert names("ttft") == ["s1", "s2", "s3", "s4"]
    assert names("ttft", reverse=True) == ["s3", "s2", "s1", "s4"]
    assert names("tokens_per_second") == ["s2", "s1", "s3", "s4"]
    assert names("tokens_per_second", reverse=True)[2:] == ["s2", "s4"]
    # The worst stall is what one looks for: 1000, 500 and 1000 ms.
    assert names("gap_max") == ["s1", "s3", "s2", "s4"]


def test_percentiles_by_a_name_in_common() -> None:
    run, events = three()
    state = board(run, *events)
    found = groups(
        state.streams.values(),
        lambda one: "odd" if one.number % 2 else "even",
        Slo(ttft_ns=200 * MS),
        state.now,
    )
    assert [(group.name, group.streams) for group in found] == [("odd", 2), ("even", 1)]
    odd = {
        tag: (spread.n, *(spread.part(part).value for part in PARTS))
        for tag, spread in found[0].figures.items()
    }
    assert odd["ttft"] == (2, 200 * MS, 290 * MS, 298 * MS)
    assert odd["tokens_per_second"] == (2, 10, 10, 10)
    assert odd["e2e"] == (2, 1200 * MS, 1290 * MS, 1298 * MS)
    assert odd["itl"] == (2, 100 * MS, 100 * MS, 100 * MS)
    assert odd["gap_p50"] == (2, 1000 * MS, 1000 * MS, 1000 * MS)
    assert odd["queued"] == (2, 0, 0, 0)
    assert odd["connect"] == (0, None, None, None)
    assert found[0].met == (1, 2)
    # The median TTFT of the other one is 200 ms as well, its median tok/s twice as high.
    assert [group.figures["ttft"].p50.mark for group in found] == ["", ""]
    assert [group.figures["tokens_per_second"].p50.mark for group in found] == ["▼", "▲"]


def test_groups_are_by_the_model_that_answered_where_no_column_is_named_and_by_prompt() -> None:
    s1, s2 = Told("s1"), Told("s2")
    answer = [s2.queued(0), s2.sent(0), s2.start(1, model="other")]
    found = made(plan(stream("s1"), stream("s2")), *s1.whole(0, 0, 100, 200, 5), *answer)
    assert [group.name for group in found.columns] == ["real-model", "other"]
    assert [(group.name, group.streams) for group in found.prompts] == [("test", 2)]
    assert (found.whole.name, found.whole.streams) == ("all", 2)


def test_two_columns_of_one_model_are_two_groups() -> None:
    terse, chatty = (msgspec.structs.replace(stream(name), column=f"column {name}") for name in ("s1", "s2"))
    events = [*Told("s1").whole(0, 0, 100, 200, 5), *Told("s2").whole(0, 0, 100, 200, 5)]
    found = made(plan(terse, chatty), *events)
    assert [(group.name, group.streams) for group in found.columns] == [("column s1", 1), ("column s2", 1)]


def test_what_the_engine_stamped_late_is_in_the_sample_and_its_percentiles_have_an_interval() -> None:
    s1, s2 = Told("s1"), Told("s2")
    lag = held_up(90, 110)
    events = [*s1.whole(0, 0, 100, 200, 5), lag, *s2.whole(0, 1000, 1300, 1400, 5)]
    (column,) = made(plan(stream("s1"), stream("s2")), *events).columns
    assert {
        tag: (spread.n, bool(spread.p50.less), bool(spread.p50.more))
        for tag, spread in column.figures.items()
    } == {
        "ttft": (2, True, False),
        "tokens_per_second": (2, True, False),
        "gap_p50": (2, False, True),
        "e2e": (2, False, False),
        "itl": (2, False, True),
        "right_after": (0, False, False),
        "queued": (2, False, False),
        "connect": (0, False, False),
    }
    # TTFTs of 100 ms, at most 10 less, and of 300: the middle is 200, at most 5 less.
    assert column.figures["ttft"].p50 == Reading(200 * MS, less=5 * MS)
    assert interval_text(TIME, column.figures["ttft"].p50) == "at most 5.00 ms less"


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
    (every,) = groups(_streams(*s1.whole(0, 0, 100, 200, 5), *broken), lambda _: "all", Slo(), 100_000 * MS)
    assert every.figures["e2e"].n == 1
    assert every.figures["ttft"].n == 2
    assert every.figures["gap_p50"].n == 2


def test_a_group_without_a_value_has_none() -> None:
    (group,) = groups(_streams(Told("s1").queued(0)), lambda _: "all", Slo(), 100_000 * MS)
    assert group.streams == 2
    assert all(figure == Percentiles() for figure in group.figures.values())
    assert group.met is None


def _streams(*events: Event) -> list[StreamState]:
    return list(board(plan(stream("s1"), stream("s2")), *events).streams.values())


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, TIME, "-"),
        (8_424_000, TIME, "8.42 ms"),
        (9_960_000, TIME, "9.96 ms"),
        (9_996_000, TIME, "10.0 ms"),
        (28_440_000, TIME, "28.4 ms"),
        (312_400_000, TIME, "312 ms"),
        (1_720_000_000, TIME, "1.72 s"),
        (7.424, RATE, "7.42"),
        (28.44, RATE, "28.4"),
        (512, TOKENS, "512"),
        (2, COUNT, "2"),
    ],
)
def test_values_are_shown_with_their_unit(value: float | None, unit: Unit, text: str) -> None:
    assert text_of(unit, Reading(value)) == text


def test_what_counts_up_shows_tenths_of_a_second() -> None:
    assert text_of(TIME, Reading(312_400_000, moving=True)) == "0.3 s"
    assert text_of(TIME, ABSENT._replace(moving=True)) == "-"
    assert text_of(RATE, Reading(28.44, estimated=True, moving=True)) == "28.4"
