"""The turns of a conversation that stand in a request, as a reader wants them."""

from __future__ import annotations

from typing import Any, NamedTuple

from streamboard.plan import StreamPlan
from streamboard.sanitise import clean, clean_line


class Turn(NamedTuple):
    """What somebody said."""

    role: str
    text: str
    """Clean. An image or a document is a word in brackets."""


def turns_of(plan: StreamPlan) -> list[Turn]:
    """The turns before the answer that is asked for; none for a prompt that stands alone."""
    messages = plan.request.get("messages")
    if not isinstance(messages, list):
        return []
    turns = [
        Turn(str(message.get("role")), _words(message.get("content")))
        for message in messages
        if isinstance(message, dict)
    ]
    alone = plan.turn == 1 and len(turns) == 1 and turns[0].role == "user"
    return [] if alone else turns


def _words(content: object) -> str:
    if isinstance(content, list):
        return "\n".join(words for block in content if (words := _block(block)))
    return clean(content) if isinstance(content, str) else ""


def _block(block: Any) -> str:
    if not isinstance(block, dict):
        return ""
    kind = str(block.get("type", "?"))
    if kind == "text":
        text = block.get("text")
        return clean(text) if isinstance(text, str) else ""
    if kind == "thinking":
        return ""
    name = block.get("title") or block.get("name") or ""
    return f"[{clean_line(f'{kind} {name}')}]"
