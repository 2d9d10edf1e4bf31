"""Gates that a plan's streams are too few to pass."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator

from streamboard.documents.findings import Finding
from streamboard.promptset.expand import MAX_STREAMS
from streamboard.promptset.gates import Gate, Tolerance, parse_gate
from streamboard.run.plan import RunPlan


def too_few(plan: RunPlan) -> Iterator[Finding]:
    """Figures that some streams lack may have even fewer samples."""
    n = len(plan.streams)
    for place, text in enumerate(plan.gates):
        gate = parse_gate(text)
        if n < gate.least:
            what = f"cannot pass with n={n}: `{gate.tag}.{gate.part}` takes {gate.least} streams"
            yield Finding(("gates", place), what, _instead(plan, gate), needle=gate.part)


def _instead(plan: RunPlan, gate: Gate) -> str:
    cells = Counter((one.prompt, one.column, *sorted(one.vars.items())) for one in plan.streams)
    repeat = math.ceil(gate.least / len(cells))
    if repeat * len(cells) > MAX_STREAMS:
        words = f"a set makes {MAX_STREAMS:,} at most: gate a percentile nearer to the median"
    elif len({*cells.values()}) == 1:
        words = f"`repeat: {repeat}` would do"
    else:
        words = f"{math.ceil(gate.least / len(plan.streams))} times as many repetitions would do"
    return f"{words}, or three runs a side" if isinstance(gate.bound, Tolerance) else words
