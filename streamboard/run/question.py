"""A request's last question and what leads up to it."""

from __future__ import annotations

from typing import Any

from streamboard.run.plan import StreamPlan
from streamboard.safety.sanitise import clean_line

Content = str | list[dict[str, Any]]
_LONGEST_LINE = 1_000
"""Characters."""


def is_message(value: object) -> bool:
    return (
        isinstance(value, dict) and isinstance(value.get("role"), str) and _is_content(value.get("content"))
    )


def _is_content(value: object) -> bool:
    blocks = value if isinstance(value, list) else []
    return isinstance(value, str | list) and all(isinstance(block, dict) for block in blocks)


def last_question(plan: StreamPlan) -> int | None:
    messages = plan.request.get("messages") or []
    return next(
        (place for place in reversed(range(len(messages))) if messages[place].get("role") == "user"), None
    )


def question_line(plan: StreamPlan) -> str:
    place = last_question(plan)
    if place is None:
        return ""
    return clean_line(text_of(plan.request["messages"][place].get("content"))[:_LONGEST_LINE])


def up_to_question(plan: StreamPlan) -> list[dict[str, Any]]:
    """Return the messages through the question; empty without one."""
    place = last_question(plan)
    return plan.request["messages"][: place + 1] if place is not None else []


def text_of(content: object) -> str:
    """Return a message's own words: its text or last text block, after attachments."""
    if isinstance(content, str):
        return content
    return _text_blocks(content)[-1]["text"] if _text_blocks(content) else ""


def with_text(content: Content, text: str) -> Content:
    """Replace a message's own words, keeping attachments."""
    if isinstance(content, str):
        return text
    if not (blocks := _text_blocks(content)):
        return [*content, {"type": "text", "text": text}]
    return [block | {"text": text} if block is blocks[-1] else block for block in content]


def _text_blocks(content: object) -> list[dict[str, Any]]:
    blocks = content if isinstance(content, list) else []
    return [block for block in blocks if block.get("type") == "text" and isinstance(block.get("text"), str)]
