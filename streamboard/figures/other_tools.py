"""Figures of one request as AIPerf, GuideLLM and vLLM define them, from our stamps.

`docs/metrics.md` has the definitions and the sources cited as `[a3]`. All three measure OpenAI's chat stream,
whose text-less first (role) and last (finish reason) chunks are taken to be `message_start` and
`message_delta`. Their clocks start before the request is made, so TTFT and latency include connecting.
Values are nanoseconds, tokens or tokens per second; None if the board knows too little.
"""

from __future__ import annotations

from collections.abc import Callable

from streamboard.board.attempt import Attempt, between_ns
from streamboard.board.decode_speed import tokens_per_second
from streamboard.board.quantile import percentile
from streamboard.run.plan import SECOND


def counted(attempt: Attempt) -> int | None:
    """The server's count; None until it is final."""
    tokens, is_count = attempt.output_tokens()
    return tokens if is_count else None


def since_call(attempt: Attempt, stamp: int | None) -> int | None:
    """Nanoseconds since the attempt began."""
    return between_ns(attempt.started, stamp)


def first_content_ns(attempt: Attempt) -> int | None:
    """TTFT of AIPerf [a1, a2, a3] and GuideLLM [g1, g2]: call to the first content."""
    return since_call(attempt, attempt.deltas.first)


def first_output_ns(attempt: Attempt) -> int | None:
    """TTFO of AIPerf: call to the first content besides reasoning [a5]."""
    return since_call(attempt, attempt.first_output)


def derived_itl_ns(attempt: Attempt, tokens: int | None) -> float | None:
    """Unlike ours, 0 if all came at once."""
    first, last = attempt.deltas.first, attempt.deltas.last
    if first is None or last is None or tokens is None or tokens < 2:
        return None
    return (last - first) / (tokens - 1)


def per_second(itl: Callable[[Attempt], float | None]) -> Callable[[Attempt], float | None]:
    return lambda attempt: tokens_per_second(itl(attempt))


# -- AIPerf


def aiperf_latency_ns(attempt: Attempt) -> int | None:
    """Call to the last response with content [a8]."""
    return since_call(attempt, attempt.deltas.last) if attempt.ended is not None else None


def aiperf_itl_ns(attempt: Attempt) -> float | None:
    """(latency - TTFT) / (tokens - 1) [a4]. AIPerf counts tokens itself; here the server did."""
    return derived_itl_ns(attempt, counted(attempt))


def aiperf_icl_ns(percent: float) -> Callable[[Attempt], float | None]:
    """A percentile of the times between responses with content; AIPerf keeps all [a7]."""

    def value(attempt: Attempt) -> float | None:
        gaps = _all_gaps(attempt)
        return _merged_gap_ns(attempt, percent) if gaps is None else percentile(gaps, percent)

    return value


# -- GuideLLM


def guidellm_tokens(attempt: Attempt) -> int | None:
    """The server's `usage`, else one token per chunk [g5]."""
    return counted(attempt) or (len(attempt.deltas) if attempt.ended is not None else 0) or None


def guidellm_ttfo_ns(attempt: Attempt) -> int | None:
    """Call to the first content besides reasoning; tool tokens may precede it [g3, g4].

    None for an answer with a tool call: whether output began with text is not kept.
    """
    kinds = {block.kind for block in attempt.message.blocks}
    return first_output_ns(attempt) if kinds <= {"text", "thinking"} else None


def guidellm_itl_ns(attempt: Attempt) -> float | None:
    """(last - first) / (tokens - 1) [g5]."""
    return derived_itl_ns(attempt, guidellm_tokens(attempt))


def guidellm_tpot_ns(attempt: Attempt) -> float | None:
    """(last - call) / tokens, including TTFT [g5]."""
    e2e, tokens = since_call(attempt, attempt.deltas.last), guidellm_tokens(attempt)
    return e2e / tokens if attempt.ended is not None and e2e is not None and tokens else None


def guidellm_latency_ns(attempt: Attempt) -> int | None:
    """Call to the close of the stream [g1, g5]."""
    return since_call(attempt, attempt.ended)


def guidellm_tokens_per_second(attempt: Attempt) -> float | None:
    """Tokens / latency, including TTFT [g5]."""
    latency, tokens = guidellm_latency_ns(attempt), guidellm_tokens(attempt)
    return tokens * SECOND / latency if latency and tokens else None


# -- vLLM


def vllm_ttft_ns(attempt: Attempt) -> int | None:
    """Call to the first chunk with `choices`, even if empty [v1]."""
    return since_call(attempt, attempt.deltas.first if attempt.opened is None else attempt.opened)


def vllm_e2el_ns(attempt: Attempt) -> int | None:
    """Call to the last chunk with `choices`, the finish reason [v1]."""
    if attempt.ended is None:
        return None
    last = attempt.deltas.last
    if attempt.message.whole and attempt.closing is not None:
        last = max(last or 0, attempt.closing)
    return since_call(attempt, last)


def vllm_tpot_ns(attempt: Attempt) -> float | None:
    """(latency - TTFT) / (tokens - 1) [v2]."""
    latency, ttft, tokens = vllm_e2el_ns(attempt), vllm_ttft_ns(attempt), counted(attempt)
    if latency is None or ttft is None or tokens is None or tokens < 2:
        return None
    return (latency - ttft) / (tokens - 1)


def vllm_itl_ns(percent: float) -> Callable[[Attempt], float | None]:
    """A percentile of the gaps between chunks with `choices`, text or not [v1, v2]."""

    def value(attempt: Attempt) -> float | None:
        gaps = _all_gaps(attempt)
        if gaps is None:
            return _merged_gap_ns(attempt, percent)
        first, last = attempt.deltas.first, attempt.deltas.last
        if first is not None and attempt.opened is not None:
            gaps.append(first - attempt.opened)
        if last is not None and attempt.closing is not None and attempt.message.whole:
            gaps.append(attempt.closing - last)
        return percentile(gaps, percent)

    return value


def _all_gaps(attempt: Attempt) -> list[int] | None:
    gaps = attempt.deltas.gaps
    return list(gaps) if attempt.deltas.keeps_all else None


def _merged_gap_ns(attempt: Attempt, percent: float) -> float | None:
    """Our figure, where not all gaps are kept."""
    return attempt.deltas.max_gap_ns if percent == 100 else attempt.deltas.gap_percentile_ns(percent)
