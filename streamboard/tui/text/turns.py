"""The turns of a conversation, from a request."""

from __future__ import annotations

from typing import Any, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from streamboard.run.plan import StreamPlan
from streamboard.run.question import last_question, question_line
from streamboard.safety.sanitise import clean, clean_line
from streamboard.tui.text.wrap import WrappedText

_FOLDED = 2


class Turn(NamedTuple):
    role: str
    text: str
    """Sanitised; images and documents are named in brackets."""


def turns_of(plan: StreamPlan) -> list[Turn]:
    """Those before the requested answer; none for a single prompt."""
    turns = [
        Turn(str(message.get("role")), _words(message.get("content")))
        for message in plan.asked
        if isinstance(message, dict)
    ]
    alone = plan.turn == 1 and len(turns) == 1 and turns[0].role == "user"
    return [] if alone else turns


class Question(NamedTuple):
    """A single prompt, shown above its answer."""

    line: str
    """Without attached files. Sanitised, like `whole`."""
    whole: str


def question_of(plan: StreamPlan) -> Question | None:
    """None if there is none, or `turns_of` has it."""
    place = last_question(plan)
    if place is None or turns_of(plan):
        return None
    return Question(question_line(plan), _words(plan.request["messages"][place].get("content")))


def folded(line: str, width: int) -> list[str]:
    wrapped = WrappedText(width)
    # Only what can be seen.
    wrapped.append(f"› {line[: width * (_FOLDED + 1)]}", Style.null())
    lines = [wrapped.text(index) for index in range(min(len(wrapped), _FOLDED))]
    if len(wrapped) > _FOLDED:
        lines[-1] = f"{set_cell_size(lines[-1], min(cell_len(lines[-1]), width - 1))}…"
    return lines


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
