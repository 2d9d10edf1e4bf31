"""`streamboard report`."""

from __future__ import annotations

from pathlib import Path

import click

from streamboard.cli.comparing_options import anyway_option, gate_options
from streamboard.cli.output import STDOUT, check_place, output_option, written
from streamboard.report.export.catalogue import FORMAT
from streamboard.report.say import say
from streamboard.safety.paths import shown


@click.command()
@click.argument("run_files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="RUN.jsonl...")
@output_option(
    "Where it goes; `-` is standard output. A page goes beside its run file unless set, the rest to"
    " standard output."
)
@click.option("--format", "chosen", type=click.Choice([*FORMAT]), default="html", help="html unless set.")
@gate_options
@anyway_option
def report(
    run_files: tuple[Path, ...],
    output: Path | None,
    chosen: str,
    gates: tuple[str, ...],
    baseline: tuple[Path, ...],
    anyway: bool,
) -> int:
    """Make a report of recorded runs: one HTML file with all of it, or the figures for programs.

    Of several runs, the first is compared with each of the others; with --baseline, all of them with that.
    """
    from streamboard.promptset.overrides import check_gate_options
    from streamboard.report import reports
    from streamboard.run.runfile import read

    check_gate_options(gates)
    usual = reports.page_beside(run_files[0], len(run_files) - 1) if chosen == "html" else STDOUT
    check_place(to := output or usual)
    against, files = [read(path) for path in baseline], [read(path) for path in run_files]
    for file in (*against, *files):
        if file.warning:
            say(f"streamboard: {shown(file.path)}: {file.warning}")
    made = reports.report_of(files, against, gates, anyway=anyway)
    for one in made.comparisons:
        if one.refused is not None:
            say(f"streamboard: not compared: {one.refused}")
    return written(to, FORMAT[chosen].text(made))
