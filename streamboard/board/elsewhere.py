"""How AIPerf, GuideLLM and vLLM define the figures of one request, taken from the same stamps as ours.

The definitions, and the files and commits that they were read from, are in `docs/metrics.md`; `[a3]` and
the like name the sources there. All three measure OpenAI's chat stream. Where it has chunks that bring no
text, one with the role at its start and one with the finish reason at its end, the Messages API has
`message_start` and `message_delta`, and those are taken for them. Results are nanoseconds, tokens, or tokens
per second; None where a tool has no such figure, or where it cannot be had from what the board knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from streamboard import metrics
from streamboard.board.stream import Attempt
from streamboard.plan import SECOND


class Elsewhere(NamedTuple):
    """A figure as another tool defines it."""

    tool: str
    name: str
    """What it is called there; empty where the tool has none."""
    formula: str = ""
    value: Callable[[Attempt], float | None] = lambda _attempt: None


def _counted(attempt: Attempt) -> int | None:
    """The server's count of output tokens, when it is that of the whole."""
    tokens, counted = attempt.output_tokens()
    return tokens if counted else None


def _all_gaps(attempt: Attempt) -> list[int] | None:
    """Every gap, those that ours leave out as late included; None where not all are kept."""
    gaps = attempt.deltas.gaps
    return list(gaps) if len(gaps) == len(attempt.deltas) - 1 else None


def _merged_gap_ns(attempt: Attempt, percent: float) -> float | None:
    """What can still be said of the gaps when not all are kept: ours."""
    return attempt.deltas.max_gap_ns if percent == 100 else attempt.deltas.gap_percentile_ns(percent)


def _since_request(attempt: Attempt, stamp: int | None) -> int | None:
    return metrics.e2e_ns(attempt.started, stamp)


def _derived_itl_ns(attempt: Attempt, tokens: int | None) -> float | None:
    """(last - first) / (tokens - 1); unlike ours 0 where all came at once."""
    first, last = attempt.deltas.first, attempt.deltas.last
    if first is None or last is None or tokens is None or tokens < 2:
        return None
    return (last - first) / (tokens - 1)


def queued_ns(attempt: Attempt) -> int | None:
    """The wait for the client's own limits: `queue_times` [v2], and the stamps of [g3].

    For the first attempt; neither tool has others.
    """
    return metrics.queue_time_ns(attempt.queued, attempt.started)


# -- AIPerf


def aiperf_latency_ns(attempt: Attempt) -> int | None:
    """Request start to the last response with content [a8]; until the end there is no last one."""
    return attempt.e2e_ns() if attempt.ended is not None else None


def aiperf_itl_ns(attempt: Attempt) -> float | None:
    """(request latency - TTFT) / (tokens - 1) [a4]. AIPerf counts tokens itself; here the server did."""
    return _derived_itl_ns(attempt, _counted(attempt))


def aiperf_icl_ns(percent: float) -> Callable[[Attempt], float | None]:
    """A percentile of the time between consecutive responses with content, all kept [a7]."""

    def value(attempt: Attempt) -> float | None:
        gaps = _all_gaps(attempt)
        if gaps is None:
            return _merged_gap_ns(attempt, percent)
        return metrics.percentile(gaps, percent)

    return value


# -- GuideLLM


def guidellm_tokens(attempt: Attempt) -> int | None:
    """The server's `usage`; without it, one token for each chunk [g5]."""
    return _counted(attempt) or (len(attempt.deltas) if attempt.ended is not None else 0) or None


def guidellm_ttfo_ns(attempt: Attempt) -> int | None:
    """Request start to the first content that is not reasoning; tool tokens may come before [g3, g4].

    None for an answer with a tool call: whether its first output was text is not kept.
    """
    kinds = {block.kind for block in attempt.message.blocks.values()}
    return attempt.ttfo_ns() if kinds <= {"text", "thinking"} else None


def guidellm_itl_ns(attempt: Attempt) -> float | None:
    """(last token - first token) / (tokens - 1); 0 where all came at once [g5]."""
    return _derived_itl_ns(attempt, guidellm_tokens(attempt))


def guidellm_tpot_ns(attempt: Attempt) -> float | None:
    """(last token - request start) / tokens: TTFT is in it [g5]."""
    e2e, tokens = attempt.e2e_ns(), guidellm_tokens(attempt)
    return e2e / tokens if attempt.ended is not None and e2e is not None and tokens else None


def guidellm_latency_ns(attempt: Attempt) -> int | None:
    """Request start to the close of the response stream [g1, g5]."""
    return _since_request(attempt, attempt.ended)


def guidellm_tokens_per_second(attempt: Attempt) -> float | None:
    """Tokens / request latency: TTFT is in it [g5]."""
    latency, tokens = guidellm_latency_ns(attempt), guidellm_tokens(attempt)
    return tokens * SECOND / latency if latency and tokens else None


# -- vLLM


def vllm_ttft_ns(attempt: Attempt) -> int | None:
    """Request start to the first chunk that has `choices`, even if its text is empty [v1]."""
    return _since_request(attempt, attempt.deltas.first if attempt.opened is None else attempt.opened)


def vllm_e2el_ns(attempt: Attempt) -> int | None:
    """Request start to the last chunk that has `choices`: the one with the finish reason [v1]."""
    if attempt.ended is None:
        return None
    last = attempt.deltas.last
    if attempt.message.stop_reason is not None and attempt.closing is not None:
        last = max(last or 0, attempt.closing)
    return _since_request(attempt, last)


def vllm_tpot_ns(attempt: Attempt) -> float | None:
    """(latency - TTFT) / (tokens - 1) [v2]."""
    latency, ttft, tokens = vllm_e2el_ns(attempt), vllm_ttft_ns(attempt), _counted(attempt)
    if latency is None or ttft is None or tokens is None or tokens < 2:
        return None
    return (latency - ttft) / (tokens - 1)


def vllm_itl_ns(percent: float) -> Callable[[Attempt], float | None]:
    """A percentile of the gaps between chunks that have `choices`, those without text included [v1, v2]."""

    def value(attempt: Attempt) -> float | None:
        gaps = _all_gaps(attempt)
        if gaps is None:
            return _merged_gap_ns(attempt, percent)
        first, last = attempt.deltas.first, attempt.deltas.last
        if first is not None and attempt.opened is not None:
            gaps.append(first - attempt.opened)
        if last is not None and attempt.closing is not None and attempt.message.stop_reason is not None:
            gaps.append(attempt.closing - last)
        return metrics.percentile(gaps, percent)

    return value


# -- by figure


def _per_second(itl: Callable[[Attempt], float | None]) -> Callable[[Attempt], float | None]:
    return lambda attempt: metrics.tokens_per_second(itl(attempt))


def _gaps(percent: float) -> tuple[Elsewhere, ...]:
    which = "the longest" if percent == 100 else f"p{percent:g}"
    return (
        Elsewhere("AIPerf", "ICL", f"{which} of all gaps", aiperf_icl_ns(percent)),
        Elsewhere("GuideLLM", ""),
        Elsewhere("vLLM", "ITL", f"{which}, empty chunks too", vllm_itl_ns(percent)),
    )


ELSEWHERE: dict[str, tuple[Elsewhere, ...]] = {
    "queued": (
        Elsewhere("AIPerf", ""),
        Elsewhere("GuideLLM", "queue stamps", "dequeued - queued", queued_ns),
        Elsewhere("vLLM", "queue_times", "wait for --max-concurrency", queued_ns),
    ),
    "ttft": (
        Elsewhere("AIPerf", "TTFT", "first content - start", Attempt.ttft_ns),
        Elsewhere("GuideLLM", "TTFT", "first content - start", Attempt.ttft_ns),
        Elsewhere("vLLM", "TTFT", "first chunk - start", vllm_ttft_ns),
    ),
    "ttfo": (
        Elsewhere("AIPerf", "TTFO", "first not reasoning - start", Attempt.ttfo_ns),
        Elsewhere("GuideLLM", "TTFO", "first text - start", guidellm_ttfo_ns),
        Elsewhere("vLLM", ""),
    ),
    "itl": (
        Elsewhere("AIPerf", "ITL", "(last - first) / (tokens - 1)", aiperf_itl_ns),
        Elsewhere("GuideLLM", "ITL", "(last - first) / (tokens - 1)", guidellm_itl_ns),
        Elsewhere("GuideLLM", "TPOT", "(last - start) / tokens", guidellm_tpot_ns),
        Elsewhere("vLLM", "TPOT", "(latency - TTFT) / (tokens - 1)", vllm_tpot_ns),
    ),
    "tokens_per_second": (
        Elsewhere("AIPerf", "tok/s/user", "1 / ITL", _per_second(aiperf_itl_ns)),
        Elsewhere("GuideLLM", "tok/s", "tokens / latency", guidellm_tokens_per_second),
        Elsewhere("vLLM", ""),
    ),
    "output_tokens": (
        Elsewhere("AIPerf", "OSL", "a tokeniser over the text"),
        Elsewhere("GuideLLM", "output tokens", "usage, else chunks", guidellm_tokens),
        Elsewhere("vLLM", "output tokens", "usage, else a tokeniser", _counted),
    ),
    "e2e": (
        Elsewhere("AIPerf", "latency", "last content - start", aiperf_latency_ns),
        Elsewhere("GuideLLM", "latency", "stream closed - start", guidellm_latency_ns),
        Elsewhere("vLLM", "E2EL", "last chunk - start", vllm_e2el_ns),
    ),
    "gap_p50": _gaps(50),
    "gap_p95": _gaps(95),
    "gap_max": _gaps(100),
}
"""By the key of a figure of ours."""
