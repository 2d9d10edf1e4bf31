"""A session that was saved opens as it was: how its answers ended, what was thought, what checks came to."""

from __future__ import annotations

import pytest

from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended, status
from streamboard.board.stream import StreamState
from streamboard.figures.catalogue import FIGURES
from streamboard.promptset import parse
from streamboard.run.events import CheckResult, ErrorInfo, Event, Outcome
from streamboard.run.plan import Check, RunPlan
from streamboard.session.conversation import answer_of, history, spoken
from streamboard.session.resuming import resumed_plan
from streamboard.session.saving import session_of
from tests.support.plans import stream
from tests.support.told import MS, Told

RESET = ErrorInfo("connection_reset", "It was reset.", "Run it again.", None, "req_1", "OSError: reset")
CHECKS = [Check("contains", "sea"), Check("json", True), Check("max_words", 3), Check("contains", "hill")]
PLAN = RunPlan("A run", [stream("s1", name="north")])


def told(
    outcome: Outcome, reason: str | None = None, error: ErrorInfo | None = None, *checks: Event
) -> list[Event]:
    north = Told("s1")
    came = [north.queued(0), north.sent(1), north.start(2, "m-20260101", 5)]
    said = [north.thinking(3, "Which way {{is}}\nup?"), north.text(4, "To the sea.", 1)]
    last = [north.final(5, 9, reason), north.api(6, "message_stop")] if reason else []
    return [*came, *said, *last, *checks, north.ended(7, outcome, error), north.over(7, outcome, error)]


def opened(plan: RunPlan) -> StreamState:
    return BoardState(plan).streams[plan.streams[0].id]


def again(events: list[Event], plan: RunPlan = PLAN) -> tuple[StreamState, StreamState]:
    """A stream as it was, and as it is after its session was saved and read."""
    board = BoardState(plan)
    board.apply_all(events)
    before = board.streams["s1"]
    saved = session_of(RunPlan("A run", [spoken(before.plan, answer_of(before))]))
    return before, opened(parse(saved.text("files")))


@pytest.mark.parametrize(
    ("outcome", "reason", "error"),
    [
        ("completed", "end_turn", None),
        ("completed", "of another make", None),
        ("max_tokens", "max_tokens", None),
        ("refused", "refusal", None),
        ("cut_off", None, ErrorInfo("cut_off", "The answer ended early.")),
        ("failed", None, RESET),
        ("cancelled", None, None),
    ],
)
def test_it_ended_as_it_did(outcome: Outcome, reason: str | None, error: ErrorInfo | None) -> None:
    before, after = again(told(outcome, reason, error))
    assert before.shown is not None
    assert after.shown is not None
    assert (after.outcome, after.error) == (before.outcome, before.error)
    assert (after.shown.outcome, after.shown.error) == (before.shown.outcome, before.shown.error)
    assert after.shown.message.stop_reason == reason
    assert after.shown.message.whole == before.shown.message.whole
    assert after.model() == before.model() == "m-20260101"
    assert how_it_ended(after) == how_it_ended(before)
    board = BoardState(PLAN)
    was, now = status(before, board, 9), status(after, board, 9)
    assert (now.mark, now.short, now.tone) == (was.mark, was.short, was.tone)
    assert now.words == f"{was.words.removesuffix('6.00 ms').rstrip()}, as saved"
    found = {figure.tag: figure.of(after, 9).settled for figure in FIGURES}
    assert {tag for tag, value in found.items() if value is not None} <= {"output_tokens", "expect"}


def test_what_goes_on_opens_as_stopped_and_not_as_whole() -> None:
    *still, _, _ = told("cancelled")
    before, after = again(still)
    assert before.outcome is None
    assert (after.outcome, after.shown and after.shown.message.text) == ("cancelled", "To the sea.")
    assert status(after, BoardState(PLAN), 9).words == "stopped, as saved"
    queued, nothing = again(still[:2])
    assert (queued.outcome, nothing.outcome, nothing.phase) == (None, None, "new")


def test_what_was_thought_is_shown_and_never_sent() -> None:
    before, after = again(told("completed", "end_turn"))
    for one in (before, after):
        assert one.shown is not None
        found = [(block.kind, block.text) for block in one.shown.message.blocks]
        assert found == [("thinking", "Which way {{is}}\nup?"), ("text", "To the sea.")]
    follows = history(after.plan, answer_of(after))
    assert [message["content"] for message in follows.messages] == ["Tell me about rain.", "To the sea."]
    board = BoardState(RunPlan("A run", [after.plan]))
    assert board.any_thinking


def test_checks_have_their_verdicts() -> None:
    results = [
        CheckResult(t=4 * MS, stream="s1", attempt=1, index=0, passed=True),
        CheckResult(t=5 * MS, stream="s1", attempt=1, index=1, passed=False, why="no JSON: a word"),
        CheckResult(t=5 * MS, stream="s1", attempt=1, index=2, passed=True),
    ]
    plan = RunPlan("A run", [stream("s1", name="north")])
    plan.streams[0].expect.extend(CHECKS)
    before, after = again(told("completed", "end_turn", None, *results), plan)
    found = []
    for one in (before, after):
        assert one.shown is not None
        found.append([(check.check, check.passed, check.why) for check in one.shown.checks])
    assert found[0] == found[1]
    assert [passed for _, passed, _ in found[1]] == [True, False, True, None]


def test_saved_once_more_it_stays_what_it_was() -> None:
    _, once = again(told("max_tokens", "max_tokens"))
    assert spoken(once.plan, answer_of(once)) == once.plan
    text = session_of(RunPlan("A run", [once.plan])).text("files")
    assert opened(parse(text)).plan.ending == once.plan.ending


def test_a_run_that_is_resumed_has_the_same() -> None:
    after = opened(resumed_plan(PLAN, told("max_tokens", "max_tokens")))
    assert after.shown is not None
    assert (after.outcome, after.shown.message.stop_reason) == ("max_tokens", "max_tokens")
    assert [block.kind for block in after.shown.message.blocks] == ["thinking", "text"]


@pytest.mark.parametrize(
    ("outcome", "reason", "error"),
    [("refused", "refusal", None), ("failed", None, ErrorInfo("overloaded_error", "Busy.", "Wait.", 529))],
)
def test_what_ended_without_a_word_has_ended_again(
    outcome: Outcome, reason: str | None, error: ErrorInfo | None
) -> None:
    north = Told("s1")
    last = [north.final(5, 0, reason), north.api(6, "message_stop")] if reason else []
    ends = [north.ended(7, outcome, error), north.over(7, outcome, error)]
    before, after = again([north.queued(0), north.sent(1), north.start(2, "m-1", 5), *last, *ends])
    assert (after.phase, after.outcome) == (before.phase, before.outcome) == ("ended", outcome)
    assert how_it_ended(after) == how_it_ended(before)
    assert after.error == before.error
    assert not after.plan.answered
    assert spoken(after.plan, answer_of(after)) == after.plan
    assert history(after.plan, answer_of(after)).messages == []


def test_tools_that_were_called_are_shown_and_never_sent() -> None:
    north = Told("s1")
    call = {"type": "tool_use", "id": "t1", "name": "look_up", "input": {}}
    given = {"type": "input_json_delta", "partial_json": '{"city": "Oslo"}'}
    before, after = again(
        [
            *(north.queued(0), north.sent(1), north.start(2, "m-1", 5), north.text(3, "Let me see.")),
            north.api(4, "content_block_start", index=1, content_block=call),
            north.api(4, "content_block_delta", index=1, delta=given),
            *(north.final(5, 9, "tool_use"), north.ended(6), north.over(6)),
        ]
    )
    for one in (before, after):
        assert one.shown is not None
        found = [(block.kind, block.name, block.text) for block in one.shown.message.blocks]
        assert found == [("text", "", "Let me see."), ("tool_use", "look_up", '{"city": "Oslo"}')]
    assert [message["content"] for message in history(after.plan, answer_of(after)).messages][1:] == [
        "Let me see."
    ]
