"""`streamboard runs`: manage the runs that are kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from streamboard.cli.replaying import replay_file, replay_options
from streamboard.cli.tempo import speed_of
from streamboard.common.errors import UsageError
from streamboard.report.export.catalogue import endings_of_tables
from streamboard.report.say import say
from streamboard.safety.paths import shown

if TYPE_CHECKING:
    from streamboard.run.archive.shelf import KeptRun

_REMOVES = "Nothing was removed; add --yes to remove them."


class ListByDefault(click.Group):
    """Its first word may be a filter: `runs since:7d` is `runs list since:7d`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h")):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=ListByDefault)
def runs() -> None:
    """List the runs that are kept, and open, tag, export, remove or prune them.

    \b
    streamboard runs                            all, the latest first
    streamboard runs since:7d model:haiku rain  filters: model: since: before: outcome: tag: or any text
    streamboard runs open 1                     a run by its number or its name
    """


@runs.command("list")
@click.argument("words", nargs=-1, metavar="[FILTER]...")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line, with each run's file.")
@click.option(
    "--all", "all_of_them", is_flag=True, help="List all; a terminal gets the latest 40 unless set."
)
def list_runs(words: tuple[str, ...], as_json: bool, all_of_them: bool) -> int:
    """List runs, the latest first (the same as `streamboard runs`)."""
    from streamboard.report import runs as report
    from streamboard.report.console import console_for
    from streamboard.run.archive.filters import filter_of
    from streamboard.run.archive.shelf import all_runs, wanted

    now = datetime.now().astimezone()
    kept = all_runs()
    found = wanted(kept, filter_of(words, now))
    if as_json:
        for line in report.json_lines(found):
            click.echo(line)
        return 0
    if not found:
        say(f"None of {report.total(kept)} is like that." if kept else _nothing())
        return 0
    most = len(found) if all_of_them or not sys.stdout.isatty() else 40
    console = console_for(sys.stdout)
    console.print(report.runs_table(found[:most], now, console.width if sys.stdout.isatty() else None))
    rest = f"; the latest {most} are listed, --all lists all" if len(found) > most else ""
    console.print(f"\n{report.total(found)}{rest}. `streamboard runs open NUMBER` opens one.", markup=False)
    return 0


@runs.command("open")
@click.argument("run", metavar="RUN")
@replay_options
def open_run(run: str, speed: float, pace: float | None, slow: float | None, **options: Any) -> int:
    """Open a run on the board: `1` is the latest. Without a terminal: its summary."""
    return replay_file(_chosen([run])[0].run.file, speed_of(speed, slow), pace, options)


@runs.command()
@click.argument("run", metavar="RUN")
@click.argument("words", nargs=-1, metavar="TAG...", required=True)
def tag(run: str, words: tuple[str, ...]) -> int:
    """Tag a run with words; a word after a `-` is taken away, as in `-- -old`. `prune` spares tagged runs."""
    from streamboard.run.archive import tags

    (kept,) = _chosen([run])
    add = tags.checked(word for word in words if not word.startswith("-"))
    take = tags.checked(word[1:] for word in words if word.startswith("-"))
    file = kept.run.file
    tags.change(file.parent, [file.name], add=add, take=take)
    told = " ".join(tags.read(file.parent).get(file.name, ())) or "no tags"
    click.echo(f"{shown(file.name)}: {told}")
    return 0


@runs.command(
    help="Write a run to a new file: .jsonl, .jsonl.gz or .jsonl.zst as it is,"
    f" {endings_of_tables()} as a table."
)
@click.argument("run", metavar="RUN")
@click.argument("to", type=Path, metavar="FILE")
def export(run: str, to: Path) -> int:
    from streamboard.report.export.convert import export_run

    export_run(_chosen([run])[0].run.file, to)
    click.echo(f"Written: {shown(to)}")
    return 0


@runs.command()
@click.argument("names", nargs=-1, required=True, metavar="RUN...")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(names: tuple[str, ...], yes: bool) -> int:
    """Remove runs for good."""
    return _remove(_chosen(names), yes)


@runs.command()
@click.option("--older-than", metavar="AGE", help="Remove those that began before: 30d, 12w, 2026-11-01.")
@click.option(
    "--to-size", metavar="SIZE", help="Remove the oldest until the rest has at most this size: 500MB, 2GB."
)
@click.option("--tagged", is_flag=True, help="Tagged ones, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def prune(older_than: str | None, to_size: str | None, tagged: bool, yes: bool) -> int:
    """Remove old runs, by age or so that all fit into a size. Tagged ones stay."""
    from streamboard.run.archive.filters import moment, size_of
    from streamboard.run.archive.shelf import all_runs, superfluous

    if older_than is None and to_size is None:
        raise UsageError("prune needs to know what to remove.", "Give --older-than 30d, or --to-size 500MB.")
    before = moment(older_than, datetime.now().astimezone()) if older_than is not None else None
    most = size_of(to_size) if to_size is not None else None
    gone = superfluous(all_runs(), before=before, to_size=most, tagged=tagged)
    if not gone:
        say("There is nothing to prune.")
        return 0
    return _remove(gone, yes)


@runs.command()
def where() -> int:
    """Print the folder of the runs."""
    from streamboard.run.recording_paths import folder

    click.echo(shown(folder()))
    return 0


def _chosen(words: Sequence[str]) -> list[KeptRun]:
    from streamboard.run.archive.shelf import all_runs, chosen

    kept = all_runs()
    return list({each.run.path: each for each in (chosen(word, kept) for word in words)}.values())


def _remove(gone: Sequence[KeptRun], yes: bool) -> int:
    """Ask first; without a terminal to ask on, only list them."""
    from streamboard.report import runs as report
    from streamboard.report.console import console_for
    from streamboard.run.archive.shelf import remove

    if not yes:
        now = datetime.now().astimezone()
        console = console_for(sys.stdout)
        console.print(report.runs_table(gone, now, console.width if sys.stdout.isatty() else None))
        if not (sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()):
            say(f"{report.total(gone)}. {_REMOVES}")
            return 0
        if not click.confirm(f"Remove {report.total(gone)} for good?", default=False):
            say("Nothing was removed.")
            return 0
    problems = remove(gone)
    for problem in problems:
        say(problem)
    say(f"Removed {report.total(gone)}." if not problems else f"{len(gone) - len(problems)} removed.")
    return 1 if problems else 0


def _nothing() -> str:
    from streamboard.run.recording_paths import folder

    return f"No runs are kept in {shown(folder())} yet; every run of a prompt set is."
