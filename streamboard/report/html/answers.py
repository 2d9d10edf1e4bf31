"""Every prompt and answer, folded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from streamboard.board.attempt import Attempt
from streamboard.board.state import BoardState
from streamboard.board.status import ending, how_it_ended, said_after, status, technical
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.report.checks import check_lines
from streamboard.report.html.markup import Markup, Part, element
from streamboard.report.html.tables import name_of
from streamboard.run.block import Block
from streamboard.run.content import lines_of_text, title_of

_IN_SUMMARY = ("ttft", "output_tokens", "tokens_per_second", "e2e")
_MOST_OF_A_BLOCK = 4_000
"""Characters of a block that is not text, such as a tool's result."""


class Questions:
    """Requests, each shown once however many streams sent it."""

    def __init__(self, link: str) -> None:
        """`link` is the prefix of the anchors."""
        self._link = link
        self._known: dict[str, tuple[str, Markup]] = {}
        """Anchor and markup, by the request's words."""

    def anchor_of(self, stream: StreamState) -> str:
        request = stream.plan.request
        told = {key: request[key] for key in ("system", "tools", "messages") if request.get(key)}
        key = json.dumps(told, sort_keys=True, default=str)
        if key not in self._known:
            anchor = f"{self._link}{len(self._known) + 1}"
            self._known[key] = anchor, _question(anchor, stream, told)
        return self._known[key][0]

    def all(self) -> list[Markup]:
        """In the order of their first use."""
        return [shown for _, shown in self._known.values()]


def _question(anchor: str, stream: StreamState, told: dict[str, Any]) -> Markup:
    parts: list[Part] = []
    if system := told.get("system"):
        parts += [element("h4", "system"), _pre("\n\n".join(_words(system)))]
    if tools := told.get("tools"):
        parts += [element("h4", "tools"), _pre(json.dumps(tools, ensure_ascii=False)[:_MOST_OF_A_BLOCK])]
    for message in told.get("messages", []):
        parts += [element("h4", message.get("role", "")), _pre("\n\n".join(_words(message.get("content"))))]
    return element("details", element("summary", "Prompt: ", name_of(stream.plan.prompt)), *parts, id=anchor)


def _words(content: object) -> Iterator[str]:
    """Texts; for other blocks, their kind and size."""
    if isinstance(content, str):
        yield content
        return
    for block in content if isinstance(content, list) else []:
        if isinstance(text := block.get("text"), str):
            yield text
        else:
            kind, size = block.get("type", "block"), len(json.dumps(block, default=str))
            yield f"[{kind}, {units.count(size, 'character')} of JSON]"


def answers(board: BoardState, link: str, questions: Questions) -> list[Markup]:
    """Each with all of its attempts, the latest first."""
    return [_stream(board, stream, link, questions) for stream in board.streams.values()]


def _stream(board: BoardState, stream: StreamState, link: str, questions: Questions) -> Markup:
    shown, state = stream.shown, status(stream, board, board.now)
    figures = ((FIGURE[tag], FIGURE[tag].of(stream, board.now)) for tag in _IN_SUMMARY)
    words = [_in_summary(*each) for each in figures if each[1].value is not None]
    others = [attempt for attempt in stream.attempts if attempt is not shown]
    return element(
        "details",
        element(
            "summary",
            element("b", name_of(stream.plan.name)),
            " ",
            name_of(stream.column()),
            element("b", " SIMULATED") if board.simulated(stream) else None,
            " ",
            element("span", f"{state.mark} {state.words}", class_=state.tone),
            element("small", " · ".join(words)),
        ),
        _ending(stream),
        _checks(stream),
        element("p", element("a", "What was asked", href=f"#{questions.anchor_of(stream)}"), class_="note"),
        _attempt(shown) if shown is not None else None,
        *(_earlier(attempt) for attempt in reversed(others)),
        id=f"{link}{stream.number}",
        class_="answer",
    )


def _in_summary(figure: Figure, reading: Reading) -> str:
    """`TTFT 312 ms`, `28.4 tok/s`."""
    value = f"{figure.text(reading)}{reading.sign}"
    return f"{value} {figure.unit.name}" if figure.unit.name else f"{figure.name} {value}"


def _ending(stream: StreamState) -> Markup | None:
    words = [*(how_it_ended(stream) or ()), said_after(stream.shown), technical(stream)]
    said = " ".join(word for word in words if word)
    return element("p", said, class_="trouble") if said else None


def _checks(stream: StreamState) -> Markup | None:
    lines = [element("li", line) for line in check_lines(stream)]
    return element("ul", *lines, class_="checks") if lines else None


def _earlier(attempt: Attempt) -> Markup:
    end = ending(attempt.outcome, attempt.error, attempt)
    why = attempt.error.message if attempt.error is not None else ""
    said = f"Attempt {attempt.number}: {end.mark} {end.words}"
    if not attempt.message.blocks:
        return element("p", said, f". {why}" if why else "", class_="note")
    return element("details", element("summary", said), element("p", why) if why else None, _attempt(attempt))


def _attempt(attempt: Attempt) -> list[Part]:
    return [_block(block) for block in attempt.message.blocks]


def _block(block: Block) -> Markup | None:
    notes = element("ul", *(element("li", note) for note in block.notes)) if block.notes else None
    if block.kind == "text":
        return element("div", _pre(block.text), notes) if block.text or notes else None
    if block.kind == "thinking":
        return element("details", element("summary", "thinking"), _pre(block.text)) if block.text else None
    lines = "\n".join([*block.given, *lines_of_text(block.kind, block.text)])
    title = element("h4", title_of(block.kind, block.name))
    return element("div", title, _pre(lines) if lines else None, notes)


def _pre(text: str) -> Markup:
    """Text from outside has the direction of its first letter."""
    return element("pre", text, dir="auto")
