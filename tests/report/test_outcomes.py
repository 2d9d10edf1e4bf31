"""Every outcome on every surface that shows, tells or counts an end; a new one is a row of `ENDS`."""

from __future__ import annotations

import csv
import io
import json
from typing import get_args

import pytest
from rich.console import Console

from streamboard.board.merged_log import AllEvents
from streamboard.board.phases_and_ends import COUNTS, ENDS, PHASES, VERDICTS, Phase, legend
from streamboard.board.search import NOTHING, Finder, Search
from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended, status
from streamboard.figures.sorting import STATE, Order
from streamboard.figures.table import table
from streamboard.report.answers import as_markdown
from streamboard.report.exit_code import exit_code
from streamboard.report.export import as_csv, as_json
from streamboard.report.export import as_markdown as as_table
from streamboard.report.live.lines import LinePrinter
from streamboard.report.live.plain_summary import plain_summary
from streamboard.report.live.plain_teller import PlainTeller
from streamboard.report.reported import report_of_table
from streamboard.report.summary import summary
from streamboard.run.events import ErrorInfo, Event, Outcome
from streamboard.run.plan import RunPlan
from tests.support.plans import plan, stream
from tests.support.told import Told, board

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
WRONG = ErrorInfo("failed", "Something broke.", "Mend it.")
every_outcome = pytest.mark.parametrize("outcome", OUTCOMES)


def error_of(outcome: Outcome) -> ErrorInfo | None:
    """Those that no sentence of ours explains come with an error."""
    return WRONG if not ENDS[outcome].sentence and outcome != "completed" else None


def life(outcome: Outcome, name: str = "s1") -> list[Event]:
    told, error = Told(name), error_of(outcome)
    return [
        *(told.queued(0), told.sent(0), told.text(100)),
        *(told.ended(2000, outcome, error), told.over(2000, outcome, error)),
    ]


def ended(outcome: Outcome) -> BoardState:
    return board(plan(stream("s1", name="one")), *life(outcome))


def test_each_outcome_and_each_phase_has_a_row_and_each_count_is_used() -> None:
    assert tuple(sorted(ENDS)) == tuple(sorted(OUTCOMES))
    assert {*PHASES, "ended"} == {*get_args(Phase)}
    used = {state.count for state in PHASES.values()} | {end.verdict for end in ENDS.values()}
    assert used == {*COUNTS}
    assert {end.verdict for end in ENDS.values()} == {*VERDICTS}


@every_outcome
def test_a_row_says_all_that_surfaces_need(outcome: Outcome) -> None:
    end = ENDS[outcome]
    for words in (end.mark, end.word, end.told, end.legend, end.meaning):
        assert words == words.strip() != ""
    assert len(end.mark) == 1
    assert len(end.word) <= 12
    assert not end.sentence or end.sentence.endswith(".")
    assert not end.advice or end.sentence


@every_outcome
def test_the_state_shows_its_mark_its_word_and_how_long_it_took(outcome: Outcome) -> None:
    state, end = ended(outcome), ENDS[outcome]
    shown = status(state.streams["s1"], state, state.now)
    assert shown == (end.mark, f"{end.word} 2.00 s", end.word, end.tone)


@every_outcome
def test_its_sentence_and_its_advice_are_told(outcome: Outcome) -> None:
    words, end, error = how_it_ended(ended(outcome).streams["s1"]), ENDS[outcome], error_of(outcome)
    if outcome == "completed":
        assert words is None
    else:
        assert words == ((error.message, error.advice) if error else (end.sentence, end.advice))


@every_outcome
def test_it_is_counted_in_the_header_and_found_by_what_that_says(outcome: Outcome) -> None:
    state = ended(outcome)
    name = ENDS[outcome].verdict.name
    assert state.totals(state.now).counts == {name: 1}
    for words in (name, outcome, ENDS[outcome].word):
        finder = Finder()
        finder.look_for(Search(f'"{words}"'))
        assert finder.found(state.streams["s1"], state, state.now)


@every_outcome
def test_the_log_makes_trouble_stand_out(outcome: Outcome) -> None:
    state, entries = ended(outcome), AllEvents()
    rows = [row for row in state.streams["s1"].log.rows if row.label == outcome]
    assert [row.trouble for row in rows] == [ENDS[outcome].verdict.trouble]
    entries.update(state, "lifecycle", NOTHING)
    assert outcome in [entry.row.label for entry in entries.shown]


@every_outcome
def test_lines_and_sentences_tell_it(outcome: Outcome) -> None:
    end, lines, sentences = ENDS[outcome], told(outcome, LinePrinter), told(outcome, PlainTeller)
    assert f"one {end.mark} {end.word} 2.00 s" in lines
    assert any(sentence.startswith(f"one {end.told}") for sentence in sentences)
    if words := how_it_ended(ended(outcome).streams["s1"]):
        assert any(words[0].rstrip(".") in line for line in lines)
        assert any(words[0].rstrip(".") in sentence for sentence in sentences)


def told(outcome: Outcome, by: type[LinePrinter] | type[PlainTeller]) -> list[str]:
    lines: list[str] = []
    state = BoardState(one_stream())
    teller = by(state, lines.append)
    for event in life(outcome):
        teller.take(state.fold_all([event]))
    return lines


def one_stream() -> RunPlan:
    return plan(stream("s1", name="one"))


@every_outcome
def test_summaries_tell_it_and_the_exit_code_knows_whether_all_is_well(outcome: Outcome) -> None:
    state, end = ended(outcome), ENDS[outcome]
    file = io.StringIO()
    Console(file=file, width=140, highlight=False, legacy_windows=False).print(summary(state))
    assert f"{end.mark} {end.word}" in file.getvalue()
    well = end.verdict is VERDICTS[0]
    first = next(plain_summary(state))
    assert f"{int(well)} of 1 stream completed" in first
    assert well or end.verdict.of(1) in first
    assert exit_code(state) == (0 if well else 1)


@every_outcome
def test_files_name_it(outcome: Outcome) -> None:
    state = ended(outcome)
    found = table(state, [*state.streams.values()], state.now)
    row = next(csv.DictReader(io.StringIO(as_csv.text(report_of_table(state, found)))))
    assert row["state"] == outcome
    assert json.loads(as_json.text(report_of_table(state, found)))["streams"][0]["state"] == outcome
    assert f"| {outcome.replace('_', chr(92) + '_')} |" in as_table.text(report_of_table(state, found))
    assert f'outcome: "{outcome}"' in as_markdown(state.streams["s1"], state)


@every_outcome
def test_the_legend_has_its_mark(outcome: Outcome) -> None:
    words = dict(legend())[ENDS[outcome].mark]
    assert ENDS[outcome].legend in words


def test_streams_sort_by_state_from_the_busiest_to_the_whole_answer() -> None:
    names = [f"s{number}" for number in range(1, len(OUTCOMES) + 1)]
    events = [event for name, outcome in zip(names, OUTCOMES, strict=True) for event in life(outcome, name)]
    going = Told("s0")
    state = board(plan(*(stream(name) for name in ("s0", *names))), *events, going.queued(0), going.sent(0))
    ordered = Order(STATE, descending=False).sort([*state.streams.values()], state.now)
    going_first, *verdicts = [COUNTS.index(one.count) for one in ordered]
    assert COUNTS[going_first] not in VERDICTS
    assert verdicts == sorted(verdicts, reverse=True)
