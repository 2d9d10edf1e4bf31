"""`streamboard votes`: how the blind votes stand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from streamboard.cli.options import is_run_file
from streamboard.report.say import say

if TYPE_CHECKING:
    from streamboard.run.plan import RunPlan


@click.command()
@click.argument("files", nargs=-1, type=Path, metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each prompt set.")
def votes(files: tuple[Path, ...], as_json: bool) -> int:
    """Show how the votes stand: on prompt sets, over all their runs; without a FILE, on every set with votes.

    A FILE is a prompt set or a recorded run of one.
    """
    from streamboard.report import votes as report
    from streamboard.report.console import console_for

    tallies = [report.tally_of(_plan_in(file)) for file in files] or report.every_tally()
    if as_json:
        import json

        for tally in tallies:
            click.echo(json.dumps(report.as_json(tally)))
        return 0
    if not tallies:
        say("There are no votes yet: `b` on a board hides the names of answers, for a vote.")
    console_for(sys.stdout).print(report.tables(tallies))
    return 0


def _plan_in(file: Path) -> RunPlan:
    if is_run_file(file):
        from streamboard.run.runfile import read

        return read(file).started.plan
    from streamboard.promptset import load

    return load(file)
