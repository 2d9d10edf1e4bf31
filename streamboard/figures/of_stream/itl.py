"""Inter-token latency, from the whole answer."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.formula_words import intervals, ms
from streamboard.figures.other_tools import aiperf_itl_ns, guidellm_itl_ns, guidellm_tpot_ns, vllm_tpot_ns
from streamboard.figures.reading import ABSENT, Reading, measured
from streamboard.figures.unit import TIME

AT_ONCE = "delivered at once"


def read_itl(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    """Uncertain by the lateness of the first and the last delta."""
    if attempt is None:
        return ABSENT
    value, tokens = attempt.itl_ns(), attempt.message.output_tokens
    if value is None or tokens is None:
        return Reading(note=AT_ONCE) if attempt.delivered_at_once else ABSENT
    of, deltas = attempt.lateness.of, attempt.deltas
    return measured(value, of(deltas.last) / (tokens - 1), of(deltas.first) / (tokens - 1))


def decoding(attempt: Attempt) -> str:
    """`(2100.4 - 312.0) ms / (118 - 1)`."""
    tokens, _ = attempt.output_tokens()
    first, last = ms(attempt, attempt.deltas.first), ms(attempt, attempt.deltas.last)
    return f"({last} - {first}) ms / ({units.DASH if tokens is None else tokens} - 1)"


def is_whole(stream: StreamState) -> bool:
    """Whether the server ended the answer; one that broke off would look fast."""
    return stream.shown is not None and stream.shown.message.whole


FIGURE = Figure(
    tag="itl",
    name="ITL",
    title="inter-token latency",
    unit=TIME,
    read=read_itl,
    better="low",
    pool=Pool("itl", "ITL", 4, among=is_whole),
    places={"table": Placement(11), "zoom": Placement(30)},
    definition="The mean time from token to token, from the first delta to the last. Absent until the server"
    " has counted the tokens.",
    formula="(last - first) / (tokens - 1)",
    inputs=decoding,
    sample=intervals,
    counts_tokens=True,
    absent="no final count of tokens, fewer than two, all in one delta, or an answer delivered at once,"
    " whose timing says nothing",
    other_tools=(
        OtherTool("AIPerf", "ITL", "(last - first) / (tokens - 1)", aiperf_itl_ns),
        OtherTool("GuideLLM", "ITL", "(last - first) / (tokens - 1)", guidellm_itl_ns),
        OtherTool("GuideLLM", "TPOT", "(last - call) / tokens", guidellm_tpot_ns),
        OtherTool("vLLM", "TPOT", "(latency - TTFT) / (tokens - 1)", vllm_tpot_ns),
    ),
    why="AIPerf counts with a tokeniser; here the server did. GuideLLM's TPOT includes TTFT. vLLM's runs"
    " from its first chunk to its last, with text or not; what vLLM calls ITL is the gaps.",
)
