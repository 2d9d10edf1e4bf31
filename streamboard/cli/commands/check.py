"""`streamboard check`."""

from __future__ import annotations

import sys
from typing import Any

import click

from streamboard.cli.options import common_options, plan_of, repeat_option
from streamboard.cli.source import source_argument, source_of


@click.command()
@source_argument
@common_options
@repeat_option
def check(source: str | None, prompt: str | None, **options: Any) -> int:
    """Read and check a prompt set, and print the streams it would start. Needs no key and no network."""
    from streamboard.report.console import console_for
    from streamboard.report.plan import plan_table

    console_for(sys.stdout).print(plan_table(plan_of(source_of(source, prompt), options)))
    return 0
