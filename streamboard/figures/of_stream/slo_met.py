"""Whether a stream met its objectives (SLO); a figure for each prompt set."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from streamboard.board.attempt import Attempt
from streamboard.board.objectives import is_within, meets, objectives
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.figures import other_tools
from streamboard.figures.figure import Figure, Placement
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import VERDICT
from streamboard.run.plan import Slo

TAG = "slo_met"
Taken = Mapping[str, Callable[[Attempt], float | None]]
"""Definitions by another tool, by our tag."""
Sample = tuple[float | None, int]
"""Value and limit, in nanoseconds."""


def met_figure(slo: Slo, figures: Mapping[str, Figure]) -> Figure:
    """`figures` are those that objectives bound, by tag."""

    def judged(stream: StreamState, attempt: Attempt, now: int) -> list[tuple[Reading, int]]:
        return [(figures[one.tag].read(stream, attempt, now), one.most_ns) for one in objectives(slo)]

    def read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
        if slo == Slo() or attempt is None or attempt.recalled or stream.phase != "ended":
            return ABSENT
        met = meets(stream, slo)
        turns = stream.well and _may_turn(judged(stream, attempt, now), met=met)
        by = "" if met or not stream.well else missed_by(attempt, slo, figures)
        return Reading(float(met), less=float(turns and met), more=float(turns and not met), note=by)

    return Figure(
        tag=TAG,
        name="SLO",
        title="objectives met",
        unit=VERDICT,
        read=read,
        worth=lambda _stream, reading: reading.value is not None,
        places={"table": Placement(8), "zoom": Placement(99)},
        definition="Whether it ended with a whole answer, within every objective (SLO) of the prompt set."
        " Goodput counts the streams that did.",
        formula=" and ".join(
            f"{figures[objective.tag].name} <= {units.setting(objective.most_ns)}"
            for objective in objectives(slo)
        ),
        inputs=lambda attempt: _inputs(attempt, slo, figures),
        counts_tokens=any(figures[objective.tag].counts_tokens for objective in objectives(slo)),
        absent="it goes on, or was not sent",
        other_tools=(
            OtherTool(
                "AIPerf", "good request", "each within; absent misses", lambda it: judged_by_aiperf(it, slo)
            ),
            OtherTool(
                "GuideLLM", "conforming", "TTFT, ITL, latency within", lambda it: judged_by_guidellm(it, slo)
            ),
            OtherTool("vLLM", "good request", "TTFT, TPOT, E2EL within", lambda it: _judged_by_vllm(it, slo)),
        ),
        why="Elsewhere an answer cut at max_tokens counts as good. GuideLLM does not judge one that lacks a"
        " figure; vLLM lets an answer of one token pass. Neither has TTFO as an objective.",
    )


def missed_by(attempt: Attempt, slo: Slo, figures: Mapping[str, Figure]) -> str:
    """The worst miss: `ITL 164>100 ms`."""
    missed = [objective for objective in objectives(slo) if not objective.met_by(attempt)]
    if not missed:
        return ""
    worst = max(
        missed, key=lambda one: math.inf if (took := one.taken(attempt)) is None else took / one.most_ns
    )
    name, took = figures[worst.tag].name, worst.taken(attempt)
    others = f" +{len(missed) - 1}" if len(missed) > 1 else ""
    if took is None:
        return f"no {name}{others}"
    most, _, unit = units.setting(worst.most_ns).partition(" ")
    value = took / (1e6 if unit == "ms" else 1e9)
    texts = (f"{value:.{places}f}" for places in range(7))
    return (
        f"{name} {next((text for text in texts if float(text) > float(most)), value)}>{most} {unit}{others}"
    )


def _may_turn(samples: Sequence[tuple[Reading, int]], *, met: bool) -> bool:
    """Whether late stamps could reverse the verdict."""
    if any(reading.value is None for reading, _ in samples):
        return False
    lows = all((reading.value or 0) - reading.less <= most for reading, most in samples)
    highs = all((reading.value or 0) + reading.more <= most for reading, most in samples)
    return not highs if met else lows


def _inputs(attempt: Attempt, slo: Slo, figures: Mapping[str, Figure]) -> str:
    words = [] if attempt.outcome == "completed" else [f"no whole answer: {attempt.outcome}"]
    for objective in objectives(slo):
        taken, most = objective.taken(attempt), units.setting(objective.most_ns)
        sign = "<=" if objective.met_by(attempt) else ">"
        value = f"{units.DASH}, not" if taken is None else f"{units.duration(taken)} {sign}"
        words.append(f"{figures[objective.tag].name} {value} {most}")
    return ", ".join(words)


# -- other tools


_AIPERF: Taken = {
    "ttft": other_tools.first_content_ns,
    "ttfo": other_tools.first_output_ns,
    "itl": other_tools.aiperf_itl_ns,
    "e2e": other_tools.aiperf_latency_ns,
}
_GUIDELLM: Taken = {
    "ttft": other_tools.first_content_ns,
    "itl": other_tools.guidellm_itl_ns,
    "e2e": other_tools.guidellm_latency_ns,
}


def _tpot_ns(attempt: Attempt) -> float | None:
    """vLLM's TPOT; 0 for a single token [v2]."""
    tokens = other_tools.counted(attempt)
    return 0 if tokens is not None and tokens < 2 else other_tools.vllm_tpot_ns(attempt)


_VLLM: Taken = {"ttft": other_tools.vllm_ttft_ns, "itl": _tpot_ns, "e2e": other_tools.vllm_e2el_ns}


def judged_by_aiperf(attempt: Attempt, slo: Slo) -> float | None:
    """Every objective's metric present and within; errors count as attempted [a2, a9]."""
    if attempt.ended is None:
        return None
    return float(_answered(attempt) and _within(_samples(attempt, slo, _AIPERF)))


def judged_by_guidellm(attempt: Attempt, slo: Slo) -> float | None:
    """As AIPerf, but None if a figure is missing, and without TTFO [g7]."""
    samples = _samples(attempt, slo, _GUIDELLM)
    if not _answered(attempt) or not samples or any(took is None for took, _ in samples):
        return None
    return float(_within(samples))


def _judged_by_vllm(attempt: Attempt, slo: Slo) -> float | None:
    """Successful and within each objective, without TTFO [v2]."""
    samples = _samples(attempt, slo, _VLLM)
    if attempt.ended is None or not samples:
        return None
    return float(_answered(attempt) and _within(samples))


def _answered(attempt: Attempt) -> bool:
    """Other tools' success: the server ended it, for any reason."""
    return attempt.message.whole


def _samples(attempt: Attempt, slo: Slo, taken: Taken) -> list[Sample]:
    """Only for objectives that the tool has."""
    return [(taken[one.tag](attempt), one.most_ns) for one in objectives(slo) if one.tag in taken]


def _within(samples: list[Sample]) -> bool:
    return all(is_within(took, most) for took, most in samples)
