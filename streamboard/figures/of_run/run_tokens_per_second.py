"""Output tokens per second of the whole run."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.attempt import Attempt
from streamboard.board.passes import Pass
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import Reading
from streamboard.figures.run_figure import RunFigure
from streamboard.figures.unit import RATE
from streamboard.run.plan import SECOND


def _read(board: BoardState, run_pass: Pass, now: int) -> Reading:
    found = board.pass_figures(run_pass, now)
    return Reading(found.tokens_per_second, estimated=not found.counted)


def _inputs(board: BoardState, now: int) -> str:
    totals = board.totals(now)
    mark = "~" if totals.estimated else ""
    return f"{totals.output_tokens}{mark} tokens / {units.duration(totals.wall_ns)}"


def _answered(board: BoardState) -> list[Attempt]:
    return [attempt for attempt in board.attempts() if attempt.message.whole]


def _tokens(attempts: Sequence[Attempt]) -> int:
    return sum(attempt.output_tokens()[0] or 0 for attempt in attempts)


def _aiperf(board: BoardState) -> float | None:
    """Tokens of valid requests / (last response - first request) [a2]."""
    answered = _answered(board)
    starts = [attempt.started for attempt in answered if attempt.started is not None]
    ends = [attempt.deltas.last for attempt in answered if attempt.deltas.last is not None]
    if not starts or not ends or max(ends) <= min(starts):
        return None
    return _tokens(answered) * SECOND / (max(ends) - min(starts))


def _vllm(board: BoardState) -> float | None:
    """Tokens of successful requests / (end of the last - first dispatch) [v2]."""
    attempts = [attempt for attempt in board.attempts() if attempt.started is not None]
    ends = [attempt.ended for attempt in attempts if attempt.ended is not None]
    if not attempts or len(ends) < len(attempts):
        return None
    span = max(ends) - min(attempt.started or 0 for attempt in attempts)
    return _tokens(_answered(board)) * SECOND / span if span > 0 else None


FIGURE = RunFigure(
    tag="run_tokens_per_second",
    name="run tok/s",
    title="total tokens a second",
    unit=RATE,
    read=_read,
    words="{} tok/s in all",
    sentence="That is {}",
    definition="Of the run: output tokens of all attempts of the latest pass, divided by its wall time, in"
    " which any stream was queued or under way.",
    formula="tokens / wall",
    inputs=_inputs,
    sample=lambda board, now: units.count(board.pass_figures(board.passes[-1], now).attempts, "attempt"),
    absent="nothing came yet",
    other_tools=(
        OtherTool("AIPerf", "throughput", "tokens / (last - first)", _aiperf),
        OtherTool("GuideLLM", "tok/s", "averaged over the output"),
        OtherTool("vLLM", "throughput", "tokens / benchmark", _vllm),
    ),
    why="AIPerf and vLLM count only answers without an error. AIPerf's time ends with the last content,"
    " vLLM's when the last request is done.",
)
