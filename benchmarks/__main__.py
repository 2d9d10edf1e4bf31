"""All claims, one after the other.

python -m benchmarks              all, in under 15 minutes
python -m benchmarks --quick      that they run, in under a minute; the figures mean nothing
python -m benchmarks lag keys     some of them
python -m benchmarks agreement    one that is run only if named
"""

from __future__ import annotations

import argparse
import importlib
import time

from benchmarks.harness.command import FULL, QUICK, Scale, machine
from benchmarks.harness.table import Report

CLAIMS = ("start", "lag", "headless", "drawing", "keys", "growth")
ON_DEMAND = ("agreement", "gates", "replay", "reports")
"""Run only if named: with them it would be more than 15 minutes."""


def main() -> None:
    """Run the claims asked for and print their tables."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure what streamboard claims."
    )
    parser.add_argument(
        "claims",
        nargs="*",
        metavar="CLAIM",
        help=f"of {', '.join(CLAIMS)}, all unless named, and {', '.join(ON_DEMAND)}",
    )
    parser.add_argument("--quick", action="store_true", help="once and briefly: that they run, not how fast")
    parser.add_argument("--rounds", type=int, default=FULL.rounds, help="medians are taken over so many")
    arguments = parser.parse_args()
    if unknown := set(arguments.claims) - {*CLAIMS, *ON_DEMAND}:
        parser.error(f"no claim named {', '.join(sorted(unknown))}")
    scale = QUICK if arguments.quick else Scale(arguments.rounds, quick=False)
    begun = time.monotonic()
    print(machine())
    reports: list[Report] = []
    for name in arguments.claims or CLAIMS:
        for report in importlib.import_module(f"benchmarks.claims.{name}").run(scale):
            report.print(quick=scale.quick)
            reports.append(report)
    rows = [row for report in reports for row in report.rows if row.kept is not None]
    kept = sum(row.kept is True for row in rows)
    took = f"in {time.monotonic() - begun:.0f} s"
    if arguments.quick:
        print(f"\nall claims run, {took}; how fast, a full run tells")
    else:
        print(f"\n{kept} of {len(rows)} promises kept, {took}")


if __name__ == "__main__":
    main()
