"""How fast an answer was made."""

from __future__ import annotations

from streamboard.run.plan import SECOND

FASTEST_TOKENS_PER_SECOND = 20_000
"""Several times what the fastest known hardware decodes for one request."""
_QUICK_TOKENS_PER_SECOND = 1_000
_QUICK_SHARE = 0.01


def itl_ns(first_delta_ns: int | None, last_delta_ns: int | None, output_tokens: int | None) -> float | None:
    """Inter-token latency: (last delta - first delta) / (output tokens - 1)."""
    if first_delta_ns is None or last_delta_ns is None or output_tokens is None or output_tokens < 2:
        return None
    if first_delta_ns == last_delta_ns:
        return None
    return (last_delta_ns - first_delta_ns) / (output_tokens - 1)


def delivered_at_once(
    ttft: int | None, first_delta_ns: int | None, last_delta_ns: int | None, output_tokens: int | None
) -> bool:
    """Whether the answer was buffered on the way: its timing is the network's, not the model's.

    Assumed if tokens came faster than anything decodes, or at more than 1,000 a second within a hundredth of
    the wait before them.
    """
    if first_delta_ns is None or last_delta_ns is None or output_tokens is None or output_tokens < 2:
        return False
    span = last_delta_ns - first_delta_ns
    if span * FASTEST_TOKENS_PER_SECOND < (output_tokens - 1) * SECOND:
        return True
    quick = span * _QUICK_TOKENS_PER_SECOND < (output_tokens - 1) * SECOND
    return quick and ttft is not None and span < ttft * _QUICK_SHARE


def tokens_per_second(itl: float | None) -> float | None:
    return SECOND / itl if itl else None
