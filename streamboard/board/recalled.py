"""Answers of earlier sessions, which streams' plans end with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streamboard.board.attempt import MOST_RUNS, RECALLED, Attempt, DeltaRun
from streamboard.board.phases_and_ends import end_of
from streamboard.board.stream import StreamState
from streamboard.run.events import ApiEvent
from streamboard.run.message import Changes
from streamboard.run.plan import AnswerEnd


def recall(stream: StreamState) -> None:
    """Give a new stream the answer its plan ends with, without pass or figures: its timing is unknown."""
    plan = stream.plan
    messages = plan.request.get("messages")
    if not plan.recalled or stream.attempts or stream.phase != "new" or not messages:
        return
    if plan.answered and messages[-1].get("role") != "assistant":
        return
    known = plan.ending or AnswerEnd()
    attempt = stream.add(RECALLED, 0)
    attempt.began, attempt.run_pass, attempt.turn = None, 0, plan.turn
    attempt.model = plan.model or ""
    for name, body in _events(messages[-1].get("content") if plan.answered else [], known):
        event = ApiEvent(t=0, name=name, stream=plan.id, attempt=RECALLED, body=body)
        _take(attempt, attempt.message.fold(event))
    attempt.deltas.settle()
    _judge(attempt, known)
    attempt.ended, attempt.outcome, attempt.error = 0, known.outcome, known.error
    stream.phase, stream.outcome, stream.error, stream.ended = "ended", known.outcome, known.error, 0
    stream.log.add(0, RECALLED, "recalled", "the answer of an earlier session")


def _take(attempt: Attempt, changes: Changes) -> None:
    """One delta for all content: no gaps are known."""
    content = [change for change in changes if change.is_content]
    if content:
        attempt.deltas.add(0, sum(len(change.text) for change in content))
    begin = 0
    for change in content[:MOST_RUNS]:
        attempt.runs.append(DeltaRun(0, change.place, change.kind, begin))
        begin += len(change.text)
        if change.kind != "thinking":
            attempt.first_output = 0


def _judge(attempt: Attempt, known: AnswerEnd) -> None:
    attempt.checks = attempt.checks[: len(known.verdicts)]
    for check, verdict in zip(attempt.checks, known.verdicts, strict=False):
        check.passed, check.why = verdict.passed, verdict.why


def _events(content: object, known: AnswerEnd) -> Iterator[tuple[str, dict[str, Any]]]:
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    if isinstance(blocks, list):
        thought = [{"type": "thinking", "thinking": known.thinking}] if known.thinking else []
        calls = [{"type": "tool_use", "name": call.name, "input": call.input} for call in known.calls]
        blocks = [*thought, *blocks, *calls]
    model = {"model": known.model} if known.model else {}
    yield "message_start", {"message": {"content": blocks, **model}}
    if known.stop_reason:
        yield "message_delta", {"delta": {"stop_reason": known.stop_reason}}
    if end_of(known.outcome).verdict.answered or known.stop_reason:
        yield "message_stop", {}
