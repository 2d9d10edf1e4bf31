"""The answer of a saved session: an answer wherever answers are read, and without any figure."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from streamboard.board.run_remarks import counts_connecting
from streamboard.board.search import Finder, Search
from streamboard.board.state import BoardState
from streamboard.board.status import status
from streamboard.board.text_at_time import chars_at, text_at
from streamboard.board.votes.ballot import by_ballot
from streamboard.figures.catalogue import FIGURES
from streamboard.report.answers import as_markdown
from streamboard.run.events import StreamPlanned
from streamboard.run.plan import RunPlan, Slo, Start, StreamPlan
from streamboard.session.conversation import answer_of, history, said, spoken
from tests.support.told import Told

ANSWER = "Rain is water."


def saved(stream_id: str = "s1", answer: Any = ANSWER, **fields: Any) -> StreamPlan:
    messages = [{"role": "user", "content": "What is rain?"}, {"role": "assistant", "content": answer}]
    request = {"max_tokens": 9, "messages": messages}
    return StreamPlan(stream_id, stream_id, "rain", "sim", "m", request, answered=True, **fields)


def board_of(*plans: StreamPlan, **fields: Any) -> BoardState:
    return BoardState(RunPlan("A session", [*plans], start=Start("by-hand"), **fields))


def test_it_is_the_answer_and_the_stream_has_ended_with_it() -> None:
    board = board_of(saved())
    stream = board.streams["s1"]
    assert stream.shown is not None
    assert stream.shown.message.text == ANSWER
    assert (stream.phase, stream.outcome, stream.well, stream.recalls) == ("ended", "completed", True, True)
    assert status(stream, board, 5).words == "as saved"
    assert text_at(stream.shown, chars_at(stream.shown, 0)) == ANSWER
    assert f"> What is rain?\n\n{ANSWER}\n" in as_markdown(stream, board)


def test_it_is_found_by_its_words() -> None:
    board, finder = board_of(saved(), saved("s2", "Nothing.")), Finder()
    finder.look_for(Search("water"))
    assert [finder.found(stream, board, 0) for stream in board.streams.values()] == [True, False]


def test_answers_to_one_question_are_on_one_ballot() -> None:
    board = board_of(saved(column="a"), saved("s2", "A cloud that fell.", column="b"))
    assert [[one.plan.id for one in ballot] for ballot in by_ballot([*board.streams.values()])] == [
        ["s1", "s2"]
    ]


def test_it_has_no_figure_and_counts_in_none_of_the_run() -> None:
    board = board_of(saved(), slo=Slo(ttft_ns=1))
    stream = board.streams["s1"]
    values = {figure.tag: figure.of(stream, 5).settled for figure in FIGURES}
    assert {tag for tag, value in values.items() if value is not None} <= {"output_tokens"}
    totals = board.totals(5)
    assert (totals.goodput, totals.output_tokens, totals.wall_ns) == ((0, 0), 0, 0)
    assert totals.counts["done"] == 1
    assert not counts_connecting(board)


@pytest.mark.parametrize(
    "content",
    [
        [],
        [{"type": "thinking", "thinking": "Hm.", "signature": "x"}, {"type": "text", "text": ANSWER}],
        [{}],
        "",
    ],
)
def test_blocks_are_those_of_an_answer(content: Any) -> None:
    stream = board_of(saved(answer=content)).streams["s1"]
    assert stream.phase == "ended"
    assert stream.shown is not None
    assert stream.shown.message.text in ("", ANSWER)


def test_the_conversation_goes_on_after_it_and_has_it_once() -> None:
    stream = board_of(saved()).streams["s1"]
    assert said(stream.plan, answer_of(stream)) == stream.plan.request["messages"]
    assert spoken(stream.plan, answer_of(stream)) == stream.plan
    follows = history(stream.plan, answer_of(stream))
    assert (follows.messages, follows.turn) == (stream.plan.request["messages"], 2)


def test_asked_again_it_gives_way_to_the_new_answer() -> None:
    board = board_of(saved())
    plan = saved()
    again = msgspec.structs.replace(plan, answered=False, request={"messages": plan.asked})
    told = Told()
    board.apply_all(
        [
            StreamPlanned(t=1, stream="s1", attempt=1, plan=again),
            told.queued(1),
            told.sent(2),
            told.text(3, "Wet."),
        ]
    )
    stream = board.streams["s1"]
    assert stream.shown is not None
    assert (stream.shown.message.text, stream.shown.number, stream.recalls) == ("Wet.", 1, False)
    assert answer_of(stream).text == "Wet."
