"""The best and the worst figures among the streams that have ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from streamboard.board.stream import Attempt, StreamState

WORTH_MARKING = 1.05
"""Figures that differ by less than this ratio are alike: one run more could turn them round."""
BEST, WORST = "▲", "▼"


class Marks(NamedTuple):
    """Whether a stream's figure is the best or the worst of those that have ended; else empty."""

    ttft: str = ""
    speed: str = ""


def best_and_worst(streams: Iterable[StreamState]) -> dict[str, Marks]:
    """Marks by stream id; none until two streams have a figure to compare."""
    ended = [
        (stream.plan.id, stream.shown)
        for stream in streams
        if stream.phase == "ended" and stream.shown is not None
    ]
    ttft = _extremes(
        ended, lambda attempt: None if attempt.ttft_late else attempt.ttft_ns(), best=min, worst=max
    )
    speed = _extremes(
        ended, lambda attempt: None if attempt.itl_late else attempt.tokens_per_second(), best=max, worst=min
    )
    return {
        stream_id: Marks(ttft.get(stream_id, ""), speed.get(stream_id, "")) for stream_id in {*ttft, *speed}
    }


def _extremes(
    ended: list[tuple[str, Attempt]],
    figure: Callable[[Attempt], float | None],
    *,
    best: Callable[[list[tuple[float, str]]], tuple[float, str]],
    worst: Callable[[list[tuple[float, str]]], tuple[float, str]],
) -> dict[str, str]:
    values = [(value, stream_id) for stream_id, attempt in ended if (value := figure(attempt)) is not None]
    if len(values) < 2 or max(values)[0] < min(values)[0] * WORTH_MARKING:
        return {}
    return {best(values)[1]: BEST, worst(values)[1]: WORST}
