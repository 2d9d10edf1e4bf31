"""Common parts of the figures of gaps (inter-chunk latency, ICL)."""

from __future__ import annotations

from collections.abc import Callable

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.other_tools import aiperf_icl_ns, vllm_itl_ns
from streamboard.figures.reading import ABSENT, Reading

ABSENT_GAPS = "fewer than two deltas came"
WHY = (
    "vLLM calls the gaps ITL and includes chunks without text. None of them counts the silence in which an"
    " answer broke off. GuideLLM keeps no gaps."
)


def percentile(percent: float) -> Callable[[StreamState, Attempt | None, int], Reading]:
    def read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
        if attempt is None:
            return ABSENT
        return Reading(attempt.deltas.gap_percentile_ns(percent), *attempt.deltas.gap_interval_ns(percent))

    return read


def count(attempt: Attempt) -> int:
    return max(len(attempt.deltas) - 1, 0)


def rival(stream: StreamState) -> bool:
    """An answer delivered at once says nothing about its pace."""
    return stream.shown is not None and not stream.shown.delivered_at_once


def inputs(which: str) -> Callable[[Attempt], str]:
    def words(attempt: Attempt) -> str:
        longest = units.duration(attempt.deltas.max_gap_ns)
        return f"{which} of {units.count(count(attempt), 'gap')}, the longest {longest}"

    return words


def sample(attempt: Attempt) -> str:
    """Gaps are 0 where two deltas came in one read."""
    together, n = attempt.deltas.together, len(attempt.deltas)
    words = units.count(count(attempt), "gap")
    return f"{words}; {together} of {n} deltas came in the same read as the one before" if together else words


def other_tools(percent: float) -> tuple[OtherTool[Attempt], ...]:
    which = "the longest" if percent == 100 else f"p{percent:g}"
    return (
        OtherTool("AIPerf", "ICL", f"{which} of all gaps", aiperf_icl_ns(percent)),
        OtherTool("GuideLLM", ""),
        OtherTool("vLLM", "ITL", f"{which}, empty chunks too", vllm_itl_ns(percent)),
    )
