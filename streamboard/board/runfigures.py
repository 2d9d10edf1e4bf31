"""Figures of the run as a whole, to be taken apart like those of a stream. They are of its latest pass."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard import units
from streamboard.board.elsewhere import Elsewhere
from streamboard.board.inspection import Figure
from streamboard.board.objectives import judged_by_aiperf, judged_by_guidellm
from streamboard.board.state import BoardState
from streamboard.board.stream import Attempt
from streamboard.board.table import Cell, Column
from streamboard.plan import SECOND, Slo

_NOTHING = "nothing came yet"


def run_figures(board: BoardState) -> tuple[Figure, ...]:
    """The figures of a board's run that can be inspected, whatever stream is in focus."""
    found = (_tokens_per_second(board), _speed_up(board))
    return found if board.plan.slo == Slo() else (*found, _goodput(board))


def _tokens_per_second(board: BoardState) -> Figure:
    def cell(_stream: object, _attempt: object, now: int) -> Cell:
        totals = board.totals(now)
        return Cell(totals.tokens_per_second, estimated=totals.estimated)

    def inputs(_attempt: Attempt) -> str:
        totals = board.totals(board.now)
        mark = "~" if totals.estimated else ""
        return f"{totals.output_tokens}{mark} tokens / {units.duration(totals.wall_ns)}"

    return Figure(
        Column("run_tokens_per_second", "run tok/s", "tokens/s", cell),
        (
            Elsewhere("AIPerf", "throughput", "tokens / (last - first)", lambda _: _aiperf_throughput(board)),
            Elsewhere("GuideLLM", "tok/s", "averaged over the output"),
            Elsewhere("vLLM", "throughput", "tokens / benchmark", lambda _: _vllm_throughput(board)),
        ),
        "Of the run: output tokens of all attempts of the latest pass, over its wall: the time in which any"
        " stream was queued or under way.",
        "tokens / wall",
        inputs,
        lambda _attempt: units.count(len(board.attempts()), "attempt"),
        False,
        _NOTHING,
        "AIPerf and vLLM count answers without an error only. AIPerf's time ends with the last content,"
        " vLLM's when the last request is done.",
    )


def _speed_up(board: BoardState) -> Figure:
    def inputs(_attempt: Attempt) -> str:
        e2es = [e2e for attempt in board.attempts() if (e2e := attempt.e2e_ns()) is not None]
        return f"{units.duration(sum(e2es))} / {units.duration(board.wall_ns(board.now))}"

    return Figure(
        Column("speed_up", "speed-up", "ratio", lambda _, __, now: Cell(board.totals(now).speed_up)),
        (Elsewhere("AIPerf", ""), Elsewhere("GuideLLM", ""), Elsewhere("vLLM", "")),
        "Of the run: how many times as long the streams of the latest pass would have taken one after the"
        " other, had each been as fast as it was. The race measures it.",
        "sum of E2E / wall",
        inputs,
        lambda _attempt: units.count(len(board.attempts()), "attempt"),
        False,
        _NOTHING,
        "None of the others defines one. Streams that share a server slow each other down, which this does"
        " not see: O runs them one by one and compares what was measured.",
    )


def _goodput(board: BoardState) -> Figure:
    def cell(_stream: object, _attempt: object, now: int) -> Cell:
        met, ended = board.totals(now).goodput or (0, 0)
        return Cell(met / ended if ended else None)

    def inputs(_attempt: Attempt) -> str:
        met, ended = board.totals(board.now).goodput or (0, 0)
        return f"{met} / {ended}"

    slo = board.plan.slo
    return Figure(
        Column("goodput", "goodput", "share", cell),
        (
            Elsewhere(
                "AIPerf",
                "good fraction",
                "good / attempted",
                lambda _: _share([judged_by_aiperf(attempt, slo) for attempt in board.attempts()]),
            ),
            Elsewhere(
                "GuideLLM",
                "conforming",
                "good / those it can judge",
                lambda _: _share([judged_by_guidellm(attempt, slo) for attempt in board.attempts()]),
            ),
            Elsewhere("vLLM", "goodput", "good requests / s"),
        ),
        "Of the run: the share of the streams that ended which met every objective.",
        "streams that met all / streams that ended",
        inputs,
        lambda _attempt: units.count((board.totals(board.now).goodput or (0, 0))[1], "stream"),
        False,
        "no stream has ended yet",
        "Others count requests, so a retry is one more. AIPerf tells good requests per second as well.",
    )


def _share(verdicts: Sequence[float | None]) -> float | None:
    """The good ones among those that were judged."""
    judged = [verdict for verdict in verdicts if verdict is not None]
    return sum(judged) / len(judged) if judged else None


def _answered(board: BoardState) -> list[Attempt]:
    return [attempt for attempt in board.attempts() if attempt.message.stop_reason is not None]


def _tokens(attempts: Sequence[Attempt]) -> int:
    return sum(attempt.output_tokens()[0] or 0 for attempt in attempts)


def _aiperf_throughput(board: BoardState) -> float | None:
    """Tokens of valid requests / (last response - first request) [a2]."""
    answered = _answered(board)
    starts = [attempt.started for attempt in answered if attempt.started is not None]
    ends = [attempt.deltas.last for attempt in answered if attempt.deltas.last is not None]
    if not starts or not ends or max(ends) <= min(starts):
        return None
    return _tokens(answered) * SECOND / (max(ends) - min(starts))


def _vllm_throughput(board: BoardState) -> float | None:
    """Tokens of successful requests / time from the first dispatch until all are done [v2]."""
    attempts = [attempt for attempt in board.attempts() if attempt.started is not None]
    ends = [attempt.ended for attempt in attempts if attempt.ended is not None]
    if not attempts or len(ends) < len(attempts):
        return None
    span = max(ends) - min(attempt.started or 0 for attempt in attempts)
    return _tokens(_answered(board)) * SECOND / span if span > 0 else None
