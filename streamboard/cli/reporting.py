"""`streamboard report`: what was measured, as a file to hand on."""

from __future__ import annotations

from pathlib import Path

import click

from streamboard.cli.options import is_run_file
from streamboard.common.errors import UsageError
from streamboard.report.say import say
from streamboard.safety.paths import is_file, is_folder, is_there, shown

_FORMATS = ("html", "md", "csv", "json", "junit")
"""Those of `report.reports`, which is loaded when one is made."""
_STDOUT = Path("-")


@click.command()
@click.argument("run_files", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="RUN.jsonl...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where it goes; `-` is standard output. A page goes beside its run file unless set, the rest to"
    " standard output.",
)
@click.option("--format", "chosen", type=click.Choice(_FORMATS), default="html", help="html unless set.")
def report(run_files: tuple[Path, ...], output: Path | None, chosen: str) -> int:
    """Make a report of recorded runs: one HTML file with all of it, or the figures for programs."""
    from streamboard.report import reports
    from streamboard.run.runfile import read

    to = output or (reports.beside(run_files[0], len(run_files) - 1) if chosen == "html" else _STDOUT)
    if to != _STDOUT:
        _check(to)
    files = [read(path) for path in run_files]
    for file in files:
        if file.warning:
            say(f"streamboard: {shown(file.path)}: {file.warning}")
    text = reports.FORMATS[chosen](reports.recorded_runs(files))
    if to == _STDOUT:
        click.echo(text, nl=False)
        return 0
    return _written(to, text)


def _check(to: Path) -> None:
    """Refuse places that no report goes to, before anything is read.

    Raises:
        UsageError: It is a folder, a device or a pipe, a recorded run, or in a folder that does not exist.
    """
    if is_folder(to):
        raise UsageError(f"{shown(to)} is a folder.", "Name a file with -o.")
    if is_there(to) and not is_file(to):
        raise UsageError(f"{shown(to)} is no regular file.", "`-o -` writes to standard output.")
    if is_run_file(to):
        raise UsageError(f"{shown(to)} is a recorded run, which no report replaces.", "Name another file.")
    if not is_folder(to.absolute().parent):
        raise UsageError(
            f"There is no folder {shown(to.absolute().parent)}.", "Make it, or name another place."
        )


def _written(to: Path, text: str) -> int:
    """Replace the file whole; returns the exit code."""
    from streamboard.safety import private_files

    try:
        private_files.replace(to, text.encode("utf-8", "replace"))
    except OSError as error:
        say(f"streamboard: {shown(to)} cannot be written: {error.strerror}. Name another place with -o.")
        return 1
    say(f"streamboard: written {shown(to)}")
    return 0
