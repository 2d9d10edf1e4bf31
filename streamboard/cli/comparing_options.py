"""Options that compare a run with others: gates, baselines, a ghost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from streamboard.cli.together import together

if TYPE_CHECKING:
    from streamboard.comparing.ghost import Beside
    from streamboard.comparing.sides import RunSide
    from streamboard.run.events import RunStarted
    from streamboard.run.plan import RunPlan

gate_options = together(
    click.option(
        "--gate",
        "gates",
        multiple=True,
        metavar="TEXT",
        help="A gate, e.g. 'ttft.p95 < 800ms'; can be given several times.",
    ),
    click.option(
        "--baseline",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="RUN",
        help="A recorded run to compare with; can be given several times.",
    ),
)

anyway_option = click.option(
    "--anyway",
    is_flag=True,
    help="Compare what hardly can be: simulated with real answers, other prompts.",
)

ghost_option = click.option(
    "--ghost",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="A recorded run of the same prompts, raced beside this one on the board.",
)


def baseline_of(options: Mapping[str, Any]) -> RunSide | None:
    if not options["baseline"]:
        return None
    from streamboard.comparing.sides_of_files import side_of

    return side_of(options["baseline"])


def beside_of(options: Mapping[str, Any], plan: RunPlan) -> Beside | None:
    if options["ghost"] is None and not options["baseline"]:
        return None
    from streamboard.comparing.ghost import Beside, Ghost
    from streamboard.run.runfile import read

    ghost = None if options["ghost"] is None else Ghost(read(options["ghost"]), plan)
    return Beside(baseline_of(options), ghost)


def with_gates(started: RunStarted, gates: Sequence[str]) -> RunStarted:
    if not gates:
        return started
    from msgspec.structs import replace

    from streamboard.promptset.overrides import check_gate_options

    check_gate_options(gates)
    return replace(started, plan=replace(started.plan, gates=[*started.plan.gates, *gates]))
