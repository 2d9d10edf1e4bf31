"""A stream's conversation so far, and its next turn."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.run.plan import AnswerEnd, KnownCall, KnownVerdict, StreamPlan
from streamboard.run.question import Content


class Answer(NamedTuple):
    text: str = ""
    dropped: int = 0
    """Characters cut from its beginning."""
    ending: AnswerEnd | None = None
    """`cancelled`, as incomplete, while the answer goes on; None before any text."""


class History(NamedTuple):
    messages: list[dict[str, Any]]
    turn: int
    """Of the next question, from 1."""
    dropped: int = 0
    """Characters cut from the latest answer's beginning."""


def answer_of(stream: StreamState) -> Answer:
    """Return the answer so far; empty if the plan has it, as in a saved session."""
    attempt = stream.shown
    if attempt is None or attempt.turn != stream.plan.turn or stream.plan.answered:
        return Answer()
    dropped = sum(block.dropped for block in attempt.message.blocks if block.kind == "text")
    return Answer(attempt.message.text, dropped, _ending_of(attempt))


def _ending_of(attempt: Attempt) -> AnswerEnd | None:
    message = attempt.message
    if attempt.outcome is None and not message.text.strip():
        return None
    return AnswerEnd(
        attempt.outcome or "cancelled",
        message.stop_reason,
        message.model or "",
        "\n\n".join(block.text for block in message.blocks if block.kind == "thinking" and block.text),
        [KnownVerdict(check.passed, check.why) for check in attempt.checks],
        [KnownCall(block.name, block.text) for block in message.blocks if block.kind.endswith("tool_use")],
        attempt.error,
    )


def said(plan: StreamPlan, answer: Answer) -> list[dict[str, Any]]:
    messages = list(plan.request.get("messages") or [])
    if not answer.text.strip():
        return messages
    if messages and messages[-1].get("role") == "assistant":
        # The request ended with the beginning of an answer, which the server continued.
        return [*messages[:-1], messages[-1] | {"content": _joined(messages[-1]["content"], answer.text)}]
    return [*messages, {"role": "assistant", "content": answer.text}]


def _joined(content: Content, text: str) -> Content:
    return content + text if isinstance(content, str) else [*content, {"type": "text", "text": text}]


def history(plan: StreamPlan, answer: Answer) -> History:
    """Leave out an unanswered question: the next one replaces it, with the same turn."""
    messages = said(plan, answer)
    if messages and messages[-1].get("role") == "user":
        return History(messages[:-1], plan.turn)
    return History(messages, plan.turn + bool(messages), answer.dropped)


def next_turn(plan: StreamPlan, content: Content, follows: History) -> StreamPlan:
    """`follows` may be another stream's conversation."""
    messages = [*follows.messages, {"role": "user", "content": content}]
    request = plan.request | {"messages": messages}
    return msgspec.structs.replace(
        plan, request=request, turn=follows.turn, answered=False, ending=None, expect=[]
    )


def spoken(plan: StreamPlan, answer: Answer) -> StreamPlan:
    """Add the answer to the plan, as in a saved session."""
    answered = plan.answered or bool(answer.text.strip())
    request = plan.request | {"messages": said(plan, answer)}
    ending = plan.ending if plan.answered else answer.ending
    return msgspec.structs.replace(plan, request=request, answered=answered, ending=ending)
