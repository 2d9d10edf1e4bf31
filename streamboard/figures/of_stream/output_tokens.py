"""Tokens of the answer."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.other_tools import counted, guidellm_tokens
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import TOKENS


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        return ABSENT
    tokens, is_count = attempt.output_tokens()
    return Reading(tokens, estimated=tokens is not None and not is_count)


def _inputs(attempt: Attempt) -> str:
    tokens, is_count = attempt.output_tokens()
    if is_count:
        return f"usage.output_tokens = {tokens}"
    deltas = attempt.deltas
    chars = deltas.chars[-1] if deltas.chars else 0
    return f"max({units.count(len(deltas), 'delta')}, {units.count(chars, 'character')} / 4)"


FIGURE = Figure(
    tag="output_tokens",
    name="tokens",
    title="output tokens",
    unit=TOKENS,
    read=_read,
    first="high",
    places={
        "pane-end": Placement(10),
        "lanes": Placement(30, 76),
        "table": Placement(3),
        "zoom": Placement(80),
        "summary": Placement(40),
        "compare": Placement(30),
    },
    definition="Tokens that the server counted, thinking included; until it has, an estimate.",
    formula="usage.output_tokens",
    inputs=_inputs,
    counts_tokens=True,
    absent="nothing came",
    other_tools=(
        OtherTool("AIPerf", "OSL", "a tokeniser over the text"),
        OtherTool("GuideLLM", "output tokens", "usage, else chunks", guidellm_tokens),
        OtherTool("vLLM", "output tokens", "usage, else a tokeniser", counted),
    ),
    why="AIPerf needs the model's tokeniser, which streamboard does not have. Without usage GuideLLM counts"
    " each chunk as a token, and vLLM tokenises the text.",
)
