"""What each number means: pure functions over timestamps, one definition each.

All arguments and results are integer nanoseconds on the run's clock unless a name says otherwise. None means
that there is no such value (yet); it is shown as a dash, never as 0. `docs/metrics.md` compares
these definitions with those of AIPerf, GuideLLM and vLLM.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streamboard.plan import SECOND, Slo


def ttft_ns(sent_ns: int | None, first_delta_ns: int | None) -> int | None:
    """Time to first token: `request_sent` to the first content of any kind that is not empty.

    Text, thinking and tool input count; `message_start` and `ping` do not. Queueing, connecting and earlier
    attempts are not in it.
    """
    if sent_ns is None or first_delta_ns is None:
        return None
    return first_delta_ns - sent_ns


def ttfo_ns(sent_ns: int | None, first_output_ns: int | None) -> int | None:
    """Time to first output: `request_sent` to the first non-empty delta that is not thinking."""
    return ttft_ns(sent_ns, first_output_ns)


def itl_ns(first_delta_ns: int | None, last_delta_ns: int | None, output_tokens: int | None) -> float | None:
    """Inter-token latency: (last delta - first delta) / (output tokens - 1).

    None below 2 tokens, and when all of them came in one delta: no time passed between any two.
    """
    if first_delta_ns is None or last_delta_ns is None or output_tokens is None or output_tokens < 2:
        return None
    if first_delta_ns == last_delta_ns:
        return None
    return (last_delta_ns - first_delta_ns) / (output_tokens - 1)


FASTEST_TOKENS_PER_SECOND = 20_000
"""Several times what the fastest hardware is known to decode for one request."""
_QUICK_TOKENS_PER_SECOND = 1_000
_QUICK_SHARE = 0.01


def delivered_at_once(
    ttft: int | None, first_delta_ns: int | None, last_delta_ns: int | None, output_tokens: int | None
) -> bool:
    """Whether the time between deltas says nothing of how fast the answer was made.

    A server or a proxy that collects an answer and then sends it all brings thousands of tokens within
    milliseconds: that is the speed of a network. It is taken for that where tokens came faster than anything
    decodes (20,000 a second), or at more than 1,000 a second within a hundredth of the wait before them.
    """
    if first_delta_ns is None or last_delta_ns is None or output_tokens is None or output_tokens < 2:
        return False
    span = last_delta_ns - first_delta_ns
    if span * FASTEST_TOKENS_PER_SECOND < (output_tokens - 1) * SECOND:
        return True
    quick = span * _QUICK_TOKENS_PER_SECOND < (output_tokens - 1) * SECOND
    return quick and ttft is not None and span < ttft * _QUICK_SHARE


def tokens_per_second(itl: float | None) -> float | None:
    """Decode speed: 1 / ITL, in tokens per second."""
    if not itl:
        return None
    return SECOND / itl


def e2e_ns(sent_ns: int | None, last_delta_ns: int | None) -> int | None:
    """End-to-end latency: `request_sent` to the last content delta."""
    return ttft_ns(sent_ns, last_delta_ns)


def queue_time_ns(queued_ns: int | None, first_started_ns: int | None) -> int | None:
    """Queue time: `stream_queued` to the first `attempt_started` that followed it."""
    return ttft_ns(queued_ns, first_started_ns)


def total_tokens_per_second(output_tokens: int, wall_ns: int) -> float | None:
    """Throughput of the run: output tokens of all streams / the run's wall time."""
    if wall_ns <= 0 or output_tokens <= 0:
        return None
    return output_tokens * SECOND / wall_ns


def speed_up(e2es_ns: Iterable[int], wall_ns: int) -> float | None:
    """Sum of the streams' E2E / the run's wall time: what running together bought."""
    total = sum(e2es_ns)
    if wall_ns <= 0 or total <= 0:
        return None
    return total / wall_ns


def meets(slo: Slo, *, ttft: int | None, ttfo: int | None, itl: float | None, e2e: int | None) -> bool:
    """Whether a completed stream met every objective that was set; a missing figure meets none."""
    pairs = ((slo.ttft_ns, ttft), (slo.ttfo_ns, ttfo), (slo.itl_ns, itl), (slo.e2e_ns, e2e))
    return all(value is not None and value <= limit for limit, value in pairs if limit is not None)


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The percentile of the values by linear interpolation between the closest ranks (numpy's default).

    Args:
        values: In any order.
        percent: 0 to 100.
    """
    return percentile_of_sorted(sorted(values), percent)


def percentile_of_sorted(ordered: Sequence[float], percent: float) -> float | None:
    """The same of values that stand in order, the smallest first."""
    if not ordered:
        return None
    low, part = rank_of(len(ordered), percent)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * part


def rank_of(n: int, percent: float) -> tuple[int, float]:
    """The place of a percentile among n ordered values, from 0, and how far it is on the way to the next
    one.
    """
    rank = (n - 1) * percent / 100
    return int(rank), rank - int(rank)
