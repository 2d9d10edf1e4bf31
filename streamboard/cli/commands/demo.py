"""`streamboard demo`: the sets that come with it."""

from __future__ import annotations

from typing import Any

import click

from streamboard.cli.running import open_source, opening_options
from streamboard.common.errors import UsageError
from streamboard.safety.paths import shown


@click.command()
@click.argument("name", default="demo")
@opening_options
def demo(name: str, pace: float | None, **options: Any) -> int:
    """Open a prompt set that comes with streamboard: demo, faults, concurrency, streaming ..."""
    from streamboard.documents.findings import did_you_mean
    from streamboard.promptset.shipped import shipped

    sets = {each.name: each.path for each in shipped()}
    if name not in sets:
        raise UsageError(
            f"No set called {shown(name)} comes with streamboard.", did_you_mean(name, sets) or "None do."
        )
    return open_source(sets[name], pace, options)
