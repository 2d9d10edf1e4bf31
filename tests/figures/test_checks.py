"""Checks on answers in figures, files, words and rows: one count and one time wherever they are told."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import fields

import msgspec
from rich.style import Style

from streamboard.board.state import BoardState
from streamboard.figures.catalogue import FIGURE, FIGURES, RUN_FIGURE
from streamboard.figures.figure import asked_of
from streamboard.figures.table import table
from streamboard.library import result_of
from streamboard.report.checks import check_lines, checks_spoken
from streamboard.report.exit_code import ALL_COMPLETED, CHECK_FAILED, SLO_MISSED, exit_code
from streamboard.report.export import as_csv, as_json
from streamboard.report.export import as_markdown as as_table
from streamboard.report.reported import report_of_table
from streamboard.report.summary import summary
from streamboard.run.plan import Check, RunPlan, Slo, StreamPlan
from streamboard.tui.draw.canvas import width_of
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.checks import check_rows, tally
from tests.support.plans import plan, stream
from tests.support.told import MS, Told, board

PALETTE = Palette(**{field.name: Style() for field in fields(Palette)})
SKY, SORRY = Check("contains", "sky"), Check("not_contains", "sorry")


def expecting(name: str, *checks: Check) -> StreamPlan:
    return msgspec.structs.replace(stream(name), expect=[*checks])


def told(plan: RunPlan) -> BoardState:
    """Two answers of TTFT 100 ms and E2E 400 ms: one met SKY after 250 ms, the other broke SORRY."""
    s1, s2 = Told("s1"), Told("s2")
    return board(
        plan,
        *s1.whole(0, 0, 100, 400, 5)[:-2],
        s1.checked(260, 0, at=250),
        s1.checked(402, 1, at=400),
        s1.ended(403),
        s1.over(403),
        *s2.whole(0, 0, 100, 400, 5)[:-2],
        s2.checked(300, 1, passed=False, why="said \x1b[2Jit"),
        s2.checked(402, 7),
        s2.ended(403),
        s2.over(403),
    )


BOARD = told(plan(expecting("s1", SKY, SORRY), expecting("s2", SKY, SORRY)))
PLAIN = told(plan(stream("s1"), stream("s2")))


def text(board: BoardState, tag: str, name: str) -> str:
    return FIGURE[tag].text(FIGURE[tag].of(board.streams[name], board.now))


def test_what_passed_is_counted_of_all_and_what_an_answer_can_only_break_delays_nothing() -> None:
    assert (text(BOARD, "expect", "s1"), text(BOARD, "right_after", "s1")) == ("✓2/2", "250 ms")
    assert (text(BOARD, "expect", "s2"), text(BOARD, "right_after", "s2")) == ("✓0/2", "-")
    only_kept = told(plan(expecting("s1", SORRY)))
    assert FIGURE["right_after"].of(only_kept.streams["s1"], only_kept.now).value == 250 * MS
    assert RUN_FIGURE["checks_passed"].text(RUN_FIGURE["checks_passed"].of(BOARD, BOARD.now)) == "2/4"


def test_a_run_without_checks_has_no_figure_of_them_anywhere() -> None:
    assert not {"expect", "right_after"} & {
        figure.tag for figure in asked_of(PLAIN.streams.values(), FIGURES)
    }
    assert not RUN_FIGURE["checks_passed"].worth(PLAIN)
    found = table(PLAIN, list(PLAIN.streams.values()), PLAIN.now)
    assert not any(found.wanted(FIGURE[tag]) for tag in ("expect", "right_after"))
    assert "check" not in as_table.text(report_of_table(PLAIN, found))
    assert tally(PLAIN.streams["s1"].shown) == ""


def test_the_log_says_of_how_much_of_the_answer_a_check_was_met_after_a_part() -> None:
    rows = {row.label: (row.detail, row.trouble) for row in BOARD.streams["s1"].log.rows}
    assert rows["contains 'sky'"] == ("met after 250 ms of 400 ms", False)
    assert rows["not_contains 'sorry'"] == ("kept to the end", False)
    (broken,) = [row for row in BOARD.streams["s2"].log.rows if row.label.startswith("not_contains")]
    assert (broken.detail.partition(":")[0], broken.trouble) == ("broken after 300 ms of 400 ms", True)


def test_files_have_the_share_by_stream_the_count_by_column_and_each_check() -> None:
    found = table(BOARD, list(BOARD.streams.values()), BOARD.now)
    one, *_ = rows = list(csv.DictReader(io.StringIO(as_csv.text(report_of_table(BOARD, found)))))
    assert (one["expect"], one["right_after_ms"]) == ("1.0", "250.0")
    assert [row["expect"] for row in rows if (row["of"], row["value"]) == ("column", "n")] == ["2"]
    document = json.loads(as_json.text(report_of_table(BOARD, found)))
    assert document["run"]["checks_passed"] == 0.5
    assert document["columns"][0]["checks"] == {"passed": 2, "of": 4}
    first, second = document["streams"][1]["checks"]
    assert first == {"check": "contains 'sky'", "passed": None, "after_ms": None, "why": ""}
    assert (second["passed"], second["after_ms"]) == (False, 300.0)
    assert "| 2 of 4 |" in as_table.text(report_of_table(BOARD, found))


def test_words_say_each_check_and_nothing_of_them_reaches_the_terminal_raw() -> None:
    assert [*check_lines(BOARD.streams["s1"])] == [
        "✓ contains 'sky': met after 250 ms of 400 ms",
        "✓ not_contains 'sorry': kept to the end",
    ]
    lines = [*check_lines(BOARD.streams["s2"]), *checks_spoken(BOARD.streams["s2"])]
    assert lines[0] == "○ contains 'sky': not decided, as the answer is not whole"
    assert lines[2] == "0 of 2 checks passed"
    assert "\x1b" not in "".join(lines)
    assert [*checks_spoken(PLAIN.streams["s1"])] == []
    assert "2/4 checks passed" in str(summary(BOARD).renderables[-1])


def test_the_library_has_each_check() -> None:
    result = result_of(BOARD.streams["s1"], BOARD)
    assert [(each.check, each.passed, each.after_ns) for each in result.checks] == [
        (SKY, True, 250 * MS),
        (SORRY, True, 400 * MS),
    ]


def test_the_zoom_has_a_row_for_each_check_and_one_for_why_it_failed() -> None:
    attempt = BOARD.streams["s2"].shown
    assert attempt is not None
    rows = [*check_rows(attempt, 30, PALETTE)]
    assert all(width_of(row) <= 30 for row in rows)
    words = ["".join(part for part, _ in row) for row in rows]
    assert [line.split()[0] for line in words] == ["each", "○", "✗", "said"]
    assert "\x1b" not in "".join(words)


def test_a_failed_check_has_an_exit_code_of_its_own_where_all_else_is_well() -> None:
    checked = plan(expecting("s1", SKY, SORRY), expecting("s2", SKY, SORRY))
    assert exit_code(told(checked)) == CHECK_FAILED
    assert exit_code(told(msgspec.structs.replace(checked, slo=Slo(ttft_ns=1)))) == SLO_MISSED
    assert exit_code(told(plan(expecting("s1", SKY, SORRY)))) == ALL_COMPLETED
