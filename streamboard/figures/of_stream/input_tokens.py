"""Tokens of the prompt."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import TOKENS


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    return ABSENT if attempt is None else Reading(attempt.message.input_tokens)


def _inputs(attempt: Attempt) -> str:
    tokens = attempt.message.input_tokens
    return units.DASH if tokens is None else f"usage: {tokens}, cached ones included"


FIGURE = Figure(
    tag="input_tokens",
    name="tok in",
    title="input tokens",
    unit=TOKENS,
    read=_read,
    first="high",
    worth=lambda _stream, _reading: False,
    places={"zoom": Placement(70)},
    definition="Tokens of the prompt as the server counted them, including those read from or written to a"
    " cache.",
    formula="input + cache read + cache written",
    inputs=_inputs,
    absent="the server has counted none",
    other_tools=(
        OtherTool("AIPerf", "ISL", "a tokeniser over the prompt"),
        OtherTool("GuideLLM", "prompt tokens", "usage"),
        OtherTool("vLLM", "input tokens", "a tokeniser over the prompt"),
    ),
    why="The Messages API counts cached tokens separately, OpenAI's includes them in the others.",
)
