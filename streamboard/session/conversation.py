"""Continue a stream's conversation: what was said so far, and the plan for the next turn."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.run.plan import AnswerEnd, KnownVerdict, StreamPlan
from streamboard.safety.sanitise import clean_line

Content = str | list[dict[str, Any]]
"""The content of a message: text, or content blocks."""


_LONGEST_LINE = 1_000
"""Characters of a question that `question_line` keeps."""


class Answer(NamedTuple):
    """The answer to a stream's latest request, as far as it was received."""

    text: str = ""
    dropped: int = 0
    """Characters missing at its beginning, as long texts are not kept whole."""
    ending: AnswerEnd | None = None
    """How it ended; None while it goes on."""


class History(NamedTuple):
    """The conversation that the next question follows."""

    messages: list[dict[str, Any]]
    turn: int
    """The turn of the next question, from 1."""
    dropped: int = 0
    """Characters missing at the beginning of the latest answer."""


def answer_of(stream: StreamState) -> Answer:
    """The answer to what a stream's plan asks, as far as it was received; empty if nothing was.

    Empty, too, if the plan has that answer already, as in a saved session.
    """
    attempt = stream.shown
    if attempt is None or attempt.turn != stream.plan.turn or stream.plan.answered:
        return Answer()
    dropped = sum(block.dropped for block in attempt.message.blocks if block.kind == "text")
    return Answer(attempt.message.text, dropped, _ending_of(attempt))


def _ending_of(attempt: Attempt) -> AnswerEnd | None:
    """How an attempt ended, to be shown again; None while it goes on."""
    if attempt.outcome is None:
        return None
    message = attempt.message
    return AnswerEnd(
        attempt.outcome,
        message.stop_reason,
        message.model or "",
        "\n\n".join(block.text for block in message.blocks if block.kind == "thinking" and block.text),
        [KnownVerdict(check.passed, check.why) for check in attempt.checks],
        attempt.error,
    )


def said(plan: StreamPlan, answer: Answer) -> list[dict[str, Any]]:
    """All messages of the conversation: those that were sent, and the answer if there is one."""
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
    """The conversation that a stream's next question follows.

    A question without an answer is left out: the next one replaces it, with the same turn.
    """
    messages = said(plan, answer)
    if messages and messages[-1].get("role") == "user":
        return History(messages[:-1], plan.turn)
    return History(messages, plan.turn + bool(messages), answer.dropped)


def next_turn(plan: StreamPlan, content: Content, follows: History) -> StreamPlan:
    """The plan for a stream's next question, with the same settings; checks are of the question before it.

    Args:
        plan: The stream's present plan.
        content: The question.
        follows: The conversation before it: the stream's own, or another stream's.
    """
    messages = [*follows.messages, {"role": "user", "content": content}]
    request = plan.request | {"messages": messages}
    return msgspec.structs.replace(plan, request=request, turn=follows.turn, answered=False, expect=[])


def spoken(plan: StreamPlan, answer: Answer) -> StreamPlan:
    """The stream with its whole conversation as messages, for a saved session."""
    answered = plan.answered or bool(answer.text.strip())
    request = plan.request | {"messages": said(plan, answer)}
    ending = plan.ending if plan.answered else answer.ending
    return msgspec.structs.replace(plan, request=request, answered=answered, ending=ending)


def last_question(plan: StreamPlan) -> int | None:
    """The index of the last message by the user; None if there is none."""
    messages = plan.request.get("messages") or []
    return next(
        (place for place in reversed(range(len(messages))) if messages[place].get("role") == "user"), None
    )


def question_line(plan: StreamPlan) -> str:
    """The last question's text, sanitised, on one line; empty if there is none."""
    place = last_question(plan)
    if place is None:
        return ""
    return clean_line(text_of(plan.request["messages"][place].get("content"))[:_LONGEST_LINE])


def up_to_question(plan: StreamPlan) -> list[dict[str, Any]]:
    """The messages up to and including the last question; empty if there is none."""
    place = last_question(plan)
    return plan.request["messages"][: place + 1] if place is not None else []


def text_of(content: object) -> str:
    """A message's own words: its text, or its last text block, as attached files come before it."""
    if isinstance(content, str):
        return content
    return _text_blocks(content)[-1]["text"] if _text_blocks(content) else ""


def with_text(content: Content, text: str) -> Content:
    """Replace a message's own words, as `text_of` finds them; attachments stay."""
    if isinstance(content, str):
        return text
    if not (blocks := _text_blocks(content)):
        return [*content, {"type": "text", "text": text}]
    return [block | {"text": text} if block is blocks[-1] else block for block in content]


def _text_blocks(content: object) -> list[dict[str, Any]]:
    blocks = content if isinstance(content, list) else []
    return [block for block in blocks if block.get("type") == "text" and isinstance(block.get("text"), str)]
