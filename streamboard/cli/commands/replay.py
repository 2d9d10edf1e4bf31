"""`streamboard replay`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from streamboard.cli.replaying import replay_file, replay_options
from streamboard.cli.tempo import speed_of


@click.command()
@click.argument("run_file", type=Path, metavar="RUN.jsonl")
@replay_options
def replay(run_file: Path, speed: float, pace: float | None, slow: float | None, **options: Any) -> int:
    """Show a recorded run on the board, at its recorded pace. Without a terminal: its summary."""
    return replay_file(run_file, speed_of(speed, slow), pace, options)
