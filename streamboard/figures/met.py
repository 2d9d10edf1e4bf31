"""Whether a stream met the objectives (SLO) of its prompt set; a figure of each prompt set's own."""

from __future__ import annotations

from collections.abc import Callable

from streamboard import units
from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures import e2e, itl, peers, ttfo, ttft
from streamboard.figures.figure import Elsewhere, Figure, Place
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import VERDICT
from streamboard.plan import Slo

TAG = "slo_met"
Sample = tuple[float | None, int]
"""What a request took, and what it may take at most; nanoseconds."""


def met_figure(slo: Slo) -> Figure:
    """The figure of a set with these objectives."""

    def read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
        if slo == Slo() or attempt is None or stream.phase != "ended":
            return ABSENT
        met = stream.meets(slo)
        turns = _may_turn(stream, attempt, slo, now, met=met)
        return Reading(float(met), less=float(turns and met), more=float(turns and not met))

    return Figure(
        tag=TAG,
        name="SLO",
        title="objectives met",
        unit=VERDICT,
        read=read,
        worth=lambda _stream, reading: reading.value is not None,
        places={"table": Place(7), "zoom": Place(99)},
        definition="Whether it ended with a whole answer, within every objective (SLO) of the prompt set."
        " Goodput counts the streams that did.",
        formula=" and ".join(f"{name} <= {units.setting(most)}" for name, _, most in _objectives(slo)),
        inputs=lambda attempt: _inputs(attempt, slo),
        counts_tokens=slo.itl_ns is not None,
        absent="it goes on, or was not sent",
        elsewhere=(
            Elsewhere(
                "AIPerf", "good request", "each within; absent misses", lambda it: judged_by_aiperf(it, slo)
            ),
            Elsewhere(
                "GuideLLM", "conforming", "TTFT, ITL, latency within", lambda it: judged_by_guidellm(it, slo)
            ),
            Elsewhere("vLLM", "good request", "TTFT, TPOT, E2EL within", lambda it: _vllm(it, slo)),
        ),
        why="An answer cut at max_tokens is a good one elsewhere. GuideLLM judges none that lacks a figure;"
        " vLLM lets an answer of one token pass. Neither knows TTFO as an objective.",
    )


def _may_turn(stream: StreamState, attempt: Attempt, slo: Slo, now: int, *, met: bool) -> bool:
    """Whether the verdict could be the other one, since figures that it goes by may be off."""
    if not stream.well:
        return False
    asked = (
        (ttft.FIGURE, slo.ttft_ns),
        (ttfo.FIGURE, slo.ttfo_ns),
        (itl.FIGURE, slo.itl_ns),
        (e2e.FIGURE, slo.e2e_ns),
    )
    samples = [(figure.read(stream, attempt, now), most) for figure, most in asked if most is not None]
    if any(reading.value is None for reading, _ in samples):
        return False
    lows = all((reading.value or 0) - reading.less <= most for reading, most in samples)
    highs = all((reading.value or 0) + reading.more <= most for reading, most in samples)
    return not highs if met else lows


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
            f"{units.DASH}, not"
            if took is None
            else f"{units.duration(took)} {'<=' if took <= most else '>'}"
        )
        words.append(f"{name} {sign} {units.setting(most)}")
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
    taken = (
        (peers.first_content_ns(attempt), slo.ttft_ns),
        (peers.first_output_ns(attempt), slo.ttfo_ns),
        (peers.aiperf_itl_ns(attempt), slo.itl_ns),
        (peers.aiperf_latency_ns(attempt), slo.e2e_ns),
    )
    return float(_answered(attempt) and _within(_asked(taken)))


def judged_by_guidellm(attempt: Attempt, slo: Slo) -> float | None:
    """As AIPerf, but a request that lacks a figure is neither good nor bad; no TTFO is asked for [g7]."""
    samples = _asked(
        (
            (peers.first_content_ns(attempt), slo.ttft_ns),
            (peers.guidellm_itl_ns(attempt), slo.itl_ns),
            (peers.guidellm_latency_ns(attempt), slo.e2e_ns),
        )
    )
    if not _answered(attempt) or not samples or any(took is None for took, _ in samples):
        return None
    return float(_within(samples))


def _vllm(attempt: Attempt, slo: Slo) -> float | None:
    """Successful requests within each; the TPOT of an answer of one token is 0; no TTFO is asked for [v2]."""
    if attempt.ended is None:
        return None
    tokens = peers.counted(attempt)
    tpot = 0 if tokens is not None and tokens < 2 else peers.vllm_tpot_ns(attempt)
    samples = _asked(
        (
            (peers.vllm_ttft_ns(attempt), slo.ttft_ns),
            (tpot, slo.itl_ns),
            (peers.vllm_e2el_ns(attempt), slo.e2e_ns),
        )
    )
    return float(_answered(attempt) and _within(samples)) if samples else None


def _asked(taken: tuple[tuple[float | None, int | None], ...]) -> list[Sample]:
    return [(took, most) for took, most in taken if most is not None]


def _within(samples: list[Sample]) -> bool:
    return all(took is not None and took <= most for took, most in samples)
