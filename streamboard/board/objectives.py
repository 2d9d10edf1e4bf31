"""The objectives of a prompt set as one more figure: whether a stream met them, here and elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from streamboard import units
from streamboard.board import elsewhere
from streamboard.board.elsewhere import Elsewhere
from streamboard.board.inspection import FIGURES, Figure
from streamboard.board.stream import Attempt, StreamState
from streamboard.board.table import Cell, Column, text_of
from streamboard.plan import Slo

Sample = tuple[float | None, int]
"""What a request took, and what it may take at most; nanoseconds."""


def figures(slo: Slo) -> tuple[Figure, ...]:
    """The figures that can be inspected: where objectives are set, whether they were met as well."""
    return FIGURES if slo == Slo() else (*FIGURES, _verdict(slo))


def _verdict(slo: Slo) -> Figure:
    def cell(stream: StreamState, _attempt: Attempt, _now: int) -> Cell:
        return Cell(float(stream.meets(slo)) if stream.phase == "ended" else None)

    return Figure(
        Column("met", "SLO", "verdict", cell),
        (
            Elsewhere(
                "AIPerf", "good request", "each within; absent misses", lambda it: judged_by_aiperf(it, slo)
            ),
            Elsewhere(
                "GuideLLM", "conforming", "TTFT, ITL, latency within", lambda it: judged_by_guidellm(it, slo)
            ),
            Elsewhere("vLLM", "good request", "TTFT, TPOT, E2EL within", lambda it: _vllm(it, slo)),
        ),
        "Whether it ended with a whole answer, within every objective (SLO) of the prompt set. Goodput counts"
        " the streams that did.",
        " and ".join(f"{name} <= {text_of(most, 'ns')}" for name, _, most in _objectives(slo)),
        lambda attempt: _inputs(attempt, slo),
        lambda _attempt: "1 request",
        slo.itl_ns is not None,
        "it goes on, or was not sent",
        "An answer cut at max_tokens is a good one elsewhere. GuideLLM judges none that lacks a figure; vLLM"
        " lets an answer of one token pass. Neither knows TTFO as an objective.",
    )


def _objectives(slo: Slo) -> list[tuple[str, Callable[[Attempt], float | None], int]]:
    """Each objective: its figure's name, the figure, and the most it may be."""
    every = (
        ("TTFT", Attempt.ttft_ns, slo.ttft_ns),
        ("TTFO", Attempt.ttfo_ns, slo.ttfo_ns),
        ("ITL", Attempt.itl_ns, slo.itl_ns),
        ("E2E", Attempt.e2e_ns, slo.e2e_ns),
    )
    return [(name, figure, most) for name, figure, most in every if most is not None]


def _inputs(attempt: Attempt, slo: Slo) -> str:
    words = []
    for name, figure, most in _objectives(slo):
        took = figure(attempt)
        sign = (
            f"{units.DASH}, not" if took is None else f"{text_of(took, 'ns')} {'<=' if took <= most else '>'}"
        )
        words.append(f"{name} {sign} {text_of(most, 'ns')}")
    ended = [] if attempt.outcome == "completed" else [f"no whole answer: {attempt.outcome}"]
    return ", ".join(ended + words)


# -- the same elsewhere


def _answered(attempt: Attempt) -> bool:
    """Whether it is a success there: for any reason but an error."""
    return attempt.message.stop_reason is not None


def judged_by_aiperf(attempt: Attempt, slo: Slo) -> float | None:
    """Every metric that is asked for is there and within; errors are among those attempted [a2, a9]."""
    if attempt.ended is None:
        return None
    samples = [(figure(attempt), most) for _, figure, most in _objectives(slo)]
    return float(_answered(attempt) and _within(samples))


def judged_by_guidellm(attempt: Attempt, slo: Slo) -> float | None:
    """As AIPerf, but a request that lacks a figure is neither good nor bad; no TTFO is asked for [g7]."""
    taken = (
        (attempt.ttft_ns(), slo.ttft_ns),
        (elsewhere.guidellm_itl_ns(attempt), slo.itl_ns),
        (elsewhere.guidellm_latency_ns(attempt), slo.e2e_ns),
    )
    samples = [(took, most) for took, most in taken if most is not None]
    if not _answered(attempt) or not samples or any(took is None for took, _ in samples):
        return None
    return float(_within(samples))


def _vllm(attempt: Attempt, slo: Slo) -> float | None:
    """Successful requests within each; the TPOT of an answer of one token is 0; no TTFO is asked for [v2]."""
    if attempt.ended is None:
        return None
    tokens, counted = attempt.output_tokens()
    tpot = 0 if counted and tokens is not None and tokens < 2 else elsewhere.vllm_tpot_ns(attempt)
    taken = (
        (elsewhere.vllm_ttft_ns(attempt), slo.ttft_ns),
        (tpot, slo.itl_ns),
        (elsewhere.vllm_e2el_ns(attempt), slo.e2e_ns),
    )
    samples = [(took, most) for took, most in taken if most is not None]
    return float(_answered(attempt) and _within(samples)) if samples else None


def _within(samples: list[Sample]) -> bool:
    return all(took is not None and took <= most for took, most in samples)
