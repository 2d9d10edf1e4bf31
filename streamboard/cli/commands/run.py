"""`streamboard run`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from streamboard.cli.headless_options import Told
from streamboard.cli.options import common_options, given, plain_option, plan_of, repeat_option
from streamboard.cli.running import headless
from streamboard.cli.source import source_argument, source_of
from streamboard.cli.together import together
from streamboard.common.errors import UsageError
from streamboard.report.export.catalogue import SUMMARIES
from streamboard.report.live.catalogue import WAY, WAYS
from streamboard.safety.paths import expanded

_way_options = together(
    *(click.option(way.option, "way", flag_value=way.name, help=way.help) for way in WAYS if way.option)
)


@click.command()
@source_argument
@common_options
@repeat_option
@plain_option
@_way_options
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors; the exit code tells the rest.")
@click.option(
    "--summary",
    type=click.Choice([each.name for each in SUMMARIES]),
    help="Print the figures in this form, as `report` does; the lines go to standard error.",
)
@click.option(
    "--save-dir",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write each answer to a file of its own there, as it comes; no file is overwritten.",
)
def run(
    source: str | None,
    prompt: str | None,
    way: str | None,
    quiet: bool,
    summary: str | None,
    save_dir: Path | None,
    **options: Any,
) -> int:
    """Run a prompt set, or a prompt, without a screen: labelled lines as they come, a summary at the end.

    \b
    streamboard run set.yaml
    streamboard run --url http://127.0.0.1:8080 --model m -n 64 "Tell me a story"
    echo "Tell me a story" | streamboard run -
    """
    if options["plain"] and given("plain"):
        if way is not None:
            raise UsageError(f"{WAY[way].option} and --plain exclude each other.")
        if quiet:
            raise UsageError("--quiet and --plain exclude each other.")
    if way == "json" and summary is not None:
        what = "--json and --summary exclude each other: both would print to standard output."
        raise UsageError(what, "The last line of --json holds the figures.")
    plan = plan_of(source_of(source, prompt), options | {"quiet": quiet})
    to = None if save_dir is None else expanded(save_dir)
    told = Told(way or ("plain" if options["plain"] else "lines"), quiet, summary, to)
    return headless(plan, options, told)
