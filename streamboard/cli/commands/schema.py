"""`streamboard schema`."""

from __future__ import annotations

import click

from streamboard.cli.output import print_schema


@click.command()
@click.option("--run", "of_runs", is_flag=True, help="The schema of a line of a run file instead.")
def schema(of_runs: bool) -> int:
    """Print the JSON Schema of prompt sets, for editors."""
    if of_runs:
        from streamboard.run.schema import run_file_schema as json_schema
    else:
        from streamboard.promptset import json_schema

    print_schema(json_schema())
    return 0
