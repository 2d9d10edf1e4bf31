"""Show a recorded run on the board; without a terminal, its summary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from streamboard.cli.comparing_options import baseline_of, beside_of, gate_options, ghost_option, with_gates
from streamboard.cli.options import habits_of, look_options, plain_option, settings_option
from streamboard.cli.tempo import pace_option, slow_option
from streamboard.cli.terminal import without_screen
from streamboard.cli.together import together
from streamboard.common.bounds import SPEED

replay_options = together(
    click.option(
        "--speed",
        type=click.FloatRange(SPEED.least, SPEED.most),
        default=1.0,
        help="1 is the recorded pace.",
    ),
    pace_option,
    slow_option,
    gate_options,
    ghost_option,
    settings_option,
    look_options,
    plain_option,
)


def replay_file(run_file: Path, speed: float, pace: float | None, options: dict[str, Any]) -> int:
    """`speed` 1 is the recorded pace; `pace` is in characters per second, None for texts as they came."""
    if options["plain"] or without_screen("here is its summary"):
        from streamboard.cli.headless import print_recorded

        baseline = baseline_of(options)
        return print_recorded(run_file, options["gates"], plain=options["plain"], baseline=baseline)
    from streamboard.cli.fullscreen import show_replay
    from streamboard.feeds.event_file import EventFile

    recorded = EventFile(run_file)
    recorded.started = with_gates(recorded.started, options["gates"])
    beside = beside_of(options, recorded.started.plan)
    return show_replay(recorded, speed, habits=habits_of(options, None), pace=pace, beside=beside)
