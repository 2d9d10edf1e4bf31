"""`streamboard init`: a prompt set to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from streamboard.safety.paths import shown


@click.command()
@click.argument("file", type=Path, required=False)
def init(file: Path | None) -> int:
    """Write a prompt set to begin with, with comments on what there is."""
    from streamboard.promptset.sample import USUAL, write_sample

    path = file or Path(USUAL)
    write_sample(path)
    click.echo(f"Written: {shown(path)}. `streamboard {shown(path)}` opens it.")
    return 0
