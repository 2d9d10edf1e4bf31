"""`streamboard FILE`, short for `streamboard board FILE`."""

from __future__ import annotations

from typing import Any

import click

from streamboard.cli.running import open_source, opening_options
from streamboard.cli.source import source_argument, source_of


@click.command(hidden=True)
@source_argument
@opening_options
def board(source: str | None, prompt: str | None, pace: float | None, **options: Any) -> int:
    """Open a prompt set, a prompt or a recorded run on the board. Without a terminal: `run`, or a summary."""
    return open_source(source_of(source, prompt), pace, options)
