"""Decode speed: tokens per second of one stream."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.decode_speed import FASTEST_TOKENS_PER_SECOND, tokens_per_second
from streamboard.board.stream import StreamState
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.formula_words import intervals
from streamboard.figures.of_stream.itl import decoding, is_whole, read_itl
from streamboard.figures.other_tools import aiperf_itl_ns, guidellm_tokens_per_second, per_second
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import RATE


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    if attempt is None:
        return ABSENT
    if attempt.under_way:
        return Reading(attempt.deltas.live_tokens_per_second(now), estimated=True, moving=True)
    itl = read_itl(stream, attempt, now)
    speed = tokens_per_second(itl.value)
    if itl.value is None or speed is None:
        return Reading(note=itl.note)
    slowest, shortest = tokens_per_second(itl.value + itl.more), itl.value - itl.less
    fastest = tokens_per_second(shortest) if shortest > 0 else None
    return Reading(speed, speed - (slowest or 0), (fastest or FASTEST_TOKENS_PER_SECOND) - speed)


def _inputs(attempt: Attempt) -> str:
    if attempt.under_way:
        return "estimated tokens of the last second / 1 s"
    time, _, tokens = decoding(attempt).partition(" / ")
    return f"{tokens} / {time}"


FIGURE = Figure(
    tag="tokens_per_second",
    name="tok/s",
    title="decode speed",
    unit=RATE,
    read=_read,
    better="high",
    first="high",
    pool=Pool("tokens_per_second", "tok/s", 1, among=is_whole),
    places={
        "pane": Placement(20),
        "lanes": Placement(20, 58),
        "table": Placement(2),
        "zoom": Placement(40),
        "summary": Placement(30),
        "compare": Placement(20),
    },
    definition="The decode speed, 1 / ITL, without TTFT. While the stream runs, an estimate over its last"
    " second.",
    formula="1 / ITL",
    inputs=_inputs,
    sample=lambda attempt: "the last second" if attempt.under_way else intervals(attempt),
    counts_tokens=True,
    absent="there is no ITL, the first delta has just come, or the answer was delivered at once, so that its"
    " timing says nothing",
    other_tools=(
        OtherTool("AIPerf", "tok/s/user", "1 / ITL", per_second(aiperf_itl_ns)),
        OtherTool("GuideLLM", "tok/s", "tokens / latency", guidellm_tokens_per_second),
        OtherTool("vLLM", ""),
    ),
    why="GuideLLM divides by the whole latency, so TTFT lowers it. vLLM has none for a single request.",
)
