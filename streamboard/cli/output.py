"""Write a command's text to standard output, or into a file that is replaced whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from streamboard.cli.options import is_run_file
from streamboard.common.errors import UsageError
from streamboard.report.say import say
from streamboard.safety.paths import is_file, is_folder, is_there, shown

STDOUT = Path("-")
CANNOT_BE_WRITTEN = 1
_Command = TypeVar("_Command", bound=Callable[..., Any])


def output_option(about: str) -> Callable[[_Command], _Command]:
    return click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=about)


def check_place(to: Path) -> None:
    """Refuse invalid targets before anything is read."""
    if to == STDOUT:
        return
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


def written(to: Path, text: str) -> int:
    """Return the exit code."""
    from streamboard.safety import private_files

    if to == STDOUT:
        click.echo(text, nl=False)
        return 0
    try:
        private_files.replace(to, text.encode("utf-8", "replace"))
    except OSError as error:
        say(f"streamboard: {shown(to)} cannot be written: {error.strerror}. Name another place with -o.")
        return CANNOT_BE_WRITTEN
    say(f"streamboard: written {shown(to)}")
    return 0


def print_schema(schema: dict[str, Any]) -> None:
    import json

    click.echo(json.dumps(schema, indent=2))
