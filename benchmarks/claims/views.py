"""Lag with each view on, on demand: no view may cost it.

python -m benchmarks.claims.views [--rounds 3]
"""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.harness import sides
from benchmarks.harness.command import Scale, main
from benchmarks.harness.loads import Load, scratch
from benchmarks.harness.processes import source
from benchmarks.harness.sides import Side
from benchmarks.harness.table import Report, median
from streamboard.tui.views.catalogue import VIEWS, ZOOM

LOAD = Load(64, 50.0, 8.0)
_WITH_EVENTS = ("panes", "events", ZOOM.name)
"""Views that show the wire at `LL`."""
MOST_LAG_MS, MOST_BEHIND_MS = 4, 300
_WITH_EVENTS = ("panes", "events", ZOOM.name)
"""Views that show the wire at `LL`."""
NOTE = (
    "The views in turn, each chosen by its key as soon as the first request is out. In the matrix, eight "
    "models are asked eight prompts. The wire: `--wire`, and every event with its bytes."
)


class Look(NamedTuple):
    """One thing to look at meanwhile."""

    keys: str
    columns: int = 1
    wire: bool = False


def looks() -> dict[str, Look]:
    """Every view, and the wire in those that show events."""
    found = {spec.name: Look(spec.key, 8 if spec.name == "matrix" else 1) for spec in VIEWS}
    found[ZOOM.name] = Look("z")
    return found | {f"{name}, the wire": Look(found[name].keys + "LL", wire=True) for name in _WITH_EVENTS}


def run(scale: Scale) -> list[Report]:
    """Measure and report."""
    load = LOAD._replace(seconds=scale.seconds(LOAD.seconds))
    found: dict[str, list[Side]] = {name: [] for name in looks()}
    with scratch() as folder, source() as streams:
        for _ in range(scale.rounds):
            for name, (keys, columns, wire) in looks().items():
                side = sides.board(streams, folder, load, keys=keys, columns=columns, wire=wire)
                found[name].append(side)
    report = Report("12", f"Lag with each view on, {load} deltas/s, 200x50, recording", NOTE)
    for name, runs in found.items():
        lag = median([side.lag.p99 for side in runs])
        report.add(f"{name}: p99 lag", lag, "ms", at_most=MOST_LAG_MS, digits=2)
        report.add(f"{name}: board, CPU", median([side.load["main"] for side in runs]) * 100, "% of a core")
        behind = median([side.behind_worst_ms for side in runs])
        if behind:  # Some views show no text: nothing tells how old what they show is.
            report.add(f"{name}: screen behind, worst", behind, "ms", at_most=MOST_BEHIND_MS, digits=0)
    dropped = sum(side.dropped for runs in found.values() for side in runs)
    report.say("deltas dropped", str(dropped), kept=dropped == 0, target="0")
    return [report]


if __name__ == "__main__":
    main(run)
