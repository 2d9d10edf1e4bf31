"""Talk on with a stream: what was said so far, and the plan that asks for the next turn."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from streamboard.board.stream import StreamState
from streamboard.run.plan import StreamPlan
from streamboard.safety.sanitise import clean_line

Content = str | list[dict[str, Any]]
"""What a message says: a text, or blocks."""


_LONGEST_LINE = 1_000
"""Characters of a question that can stand in one line."""


class Answer(NamedTuple):
    """What came for a stream's latest request."""

    text: str = ""
    dropped: int = 0
    """Characters of its beginning that are not kept."""


class History(NamedTuple):
    """A conversation up to the next question."""

    messages: list[dict[str, Any]]
    turn: int
    """Which turn the next question begins, from 1."""
    dropped: int = 0
    """Characters that the latest answer lacks at its beginning."""


def answer_of(stream: StreamState) -> Answer:
    """The answer of a stream to what its plan asks, as far as it has come; empty if none has."""
    attempt = stream.shown
    if attempt is None or attempt.turn != stream.plan.turn:
        return Answer()
    dropped = sum(block.dropped for block in attempt.message.blocks.values() if block.kind == "text")
    return Answer(attempt.message.text, dropped)


def said(plan: StreamPlan, answer: Answer) -> list[dict[str, Any]]:
    """All that was said: the messages that were sent, and the answer if there is one."""
    messages = list(plan.request.get("messages") or [])
    if not answer.text.strip():
        return messages
    if messages and messages[-1].get("role") == "assistant":
        # The request ended in the beginning of an answer, and the server went on from there.
        return [*messages[:-1], messages[-1] | {"content": _joined(messages[-1]["content"], answer.text)}]
    return [*messages, {"role": "assistant", "content": answer.text}]


def _joined(content: Content, text: str) -> Content:
    return content + text if isinstance(content, str) else [*content, {"type": "text", "text": text}]


def history(plan: StreamPlan, answer: Answer) -> History:
    """What the next question of a stream follows on.

    A question that got no answer is left out: the next one takes its place, and its turn.
    """
    messages = said(plan, answer)
    if messages and messages[-1].get("role") == "user":
        return History(messages[:-1], plan.turn)
    return History(messages, plan.turn + bool(messages), answer.dropped)


def next_turn(plan: StreamPlan, content: Content, follows: History) -> StreamPlan:
    """The plan that asks a stream the next question, with all else as it is.

    Args:
        plan: The stream as it is planned now.
        content: What the user says.
        follows: The conversation before it: the stream's own, or that of another one.
    """
    messages = [*follows.messages, {"role": "user", "content": content}]
    request = plan.request | {"messages": messages}
    return msgspec.structs.replace(plan, request=request, turn=follows.turn, answered=False)


def spoken(plan: StreamPlan, answer: Answer) -> StreamPlan:
    """The stream with all that was said, to be opened again as it stands."""
    answered = plan.answered or bool(answer.text.strip())
    request = plan.request | {"messages": said(plan, answer)}
    return msgspec.structs.replace(plan, request=request, answered=answered)


def last_question(plan: StreamPlan) -> int | None:
    """The place of the last message that the user sent; None if there is none."""
    messages = plan.request.get("messages") or []
    return next(
        (place for place in reversed(range(len(messages))) if messages[place].get("role") == "user"), None
    )


def question_line(plan: StreamPlan) -> str:
    """The last question's words in one line, clean; empty where there is none."""
    place = last_question(plan)
    if place is None:
        return ""
    return clean_line(text_of(plan.request["messages"][place].get("content"))[:_LONGEST_LINE])


def up_to_question(plan: StreamPlan) -> list[dict[str, Any]]:
    """The messages of a stream up to its last question; none where there is none."""
    place = last_question(plan)
    return plan.request["messages"][: place + 1] if place is not None else []


def text_of(content: object) -> str:
    """The words of a message: its text, or the last of its text blocks; files stand before it."""
    if isinstance(content, str):
        return content
    return _text_blocks(content)[-1]["text"] if _text_blocks(content) else ""


def with_text(content: Content, text: str) -> Content:
    """The same message with other words; what is attached stays."""
    if isinstance(content, str):
        return text
    if not (blocks := _text_blocks(content)):
        return [*content, {"type": "text", "text": text}]
    return [block | {"text": text} if block is blocks[-1] else block for block in content]


def _text_blocks(content: object) -> list[dict[str, Any]]:
    blocks = content if isinstance(content, list) else []
    return [block for block in blocks if block.get("type") == "text" and isinstance(block.get("text"), str)]
