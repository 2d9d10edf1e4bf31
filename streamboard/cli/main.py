"""The commands. Heavy modules are imported by the commands that need them."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import click

from streamboard.cli.chat import chat
from streamboard.cli.compare import compare
from streamboard.cli.config import show_config
from streamboard.cli.demo import demo, init
from streamboard.cli.group import BoardByDefault
from streamboard.cli.opening import open_source, opening_options
from streamboard.cli.options import common_options, plan_of
from streamboard.cli.replaying import replay_file, replay_options
from streamboard.cli.reporting import report
from streamboard.cli.running import repeat_option, run
from streamboard.cli.runs import runs
from streamboard.cli.source import source_argument, source_of
from streamboard.cli.tempo import speed_of
from streamboard.cli.terminal import no_screen
from streamboard.cli.votes import show_votes
from streamboard.cli.writing import print_schema
from streamboard.common.errors import DocumentError, StreamboardError
from streamboard.common.gc_tuning import pause
from streamboard.common.quiet import ignore_remains, ignore_warnings
from streamboard.report.say import say
from streamboard.safety import outputs
from streamboard.safety.outputs import OutputError
from streamboard.safety.paths import why

USAGE_EXIT = 2
OUTPUT_EXIT = ENVIRONMENT_EXIT = 1


@click.group(
    cls=BoardByDefault, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="streamboard")
@click.pass_context
def cli(ctx: click.Context) -> int:
    """Many language-model streams side by side: the text as it comes, the wire, and true figures.

    \b
    streamboard FILE           the board: a prompt set, full screen
    streamboard "A PROMPT"     the board without a file
    streamboard run FILE       the same without a screen
    streamboard chat           no file: type prompts, and see all models answer
    streamboard demo           a set that comes with streamboard; alone, all that can be opened
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from streamboard.cli import welcome

    if no_screen() is not None:
        welcome.welcome()
        return 0
    code, command = welcome.open_home()
    return cli.main(command, standalone_mode=False) if command else code


@cli.command(hidden=True)
@source_argument
@opening_options
def board(source: str | None, prompt: str | None, pace: float | None, **options: Any) -> int:
    """Open a prompt set, a prompt or a recorded run on the board. Without a terminal: `run`, or a summary."""
    return open_source(source_of(source, prompt), pace, options)


@cli.command()
@source_argument
@common_options
@repeat_option
def check(source: str | None, prompt: str | None, **options: Any) -> int:
    """Read and check a prompt set, and print the streams it would start. Needs no key and no network."""
    from streamboard.report.console import console_for
    from streamboard.report.plan import plan_table

    console_for(sys.stdout).print(plan_table(plan_of(source_of(source, prompt), options)))
    return 0


@cli.command()
@click.argument("run_file", type=Path, metavar="RUN.jsonl")
@replay_options
def replay(run_file: Path, speed: float, pace: float | None, slow: float | None, **options: Any) -> int:
    """Show a recorded run on the board, at its recorded pace. Without a terminal: its summary."""
    return replay_file(run_file, speed_of(speed, slow), pace, options)


cli.add_command(run)
cli.add_command(compare)
cli.add_command(chat)
cli.add_command(demo)
cli.add_command(init)
cli.add_command(runs)
cli.add_command(show_votes)
cli.add_command(show_config)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option("--port", type=int, default=8017, show_default=True, help="0 takes a free one.")
def sim(host: str, port: int) -> int:
    """Run the simulated server by itself: the Messages API on loopback, with faults to order."""
    from streamboard.endpoints.sim.server import serve

    serve(host, port, announce=lambda url: click.echo(f"simulated Messages API at {url} (Ctrl-C ends it)"))
    return 0


@cli.command()
@click.option("--run", "of_runs", is_flag=True, help="The schema of a line of a run file instead.")
def schema(of_runs: bool) -> int:
    """Print the JSON Schema of prompt sets, for editors."""
    if of_runs:
        from streamboard.report.run_file_schema import run_file_schema as json_schema
    else:
        from streamboard.promptset import json_schema

    print_schema(json_schema())
    return 0


cli.add_command(report)


def main() -> None:
    """Run the command line; errors become a sentence and an exit code, never a traceback."""
    pause()
    ignore_warnings()
    if not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)  # Textual treats an empty one as set.
    outputs.harden()
    try:
        code = cli.main(standalone_mode=False)
    except StreamboardError as error:
        prefix = "" if isinstance(error, DocumentError) else "streamboard: "
        say(f"{prefix}{error}")
        code = USAGE_EXIT
    except click.ClickException as error:
        say(f"streamboard: {error.format_message()}\nTry `{_help_page(error)}`.")
        code = USAGE_EXIT
    except (click.Abort, KeyboardInterrupt):
        ignore_remains()
        code = 130
    except OutputError as error:
        code = _lost(error)
    except OSError as error:  # A disk, folder or terminal in a bad state.
        say(f"streamboard: {why(error)}")
        code = ENVIRONMENT_EXIT
    except Exception as bug:
        from streamboard.safety import crash

        say(crash.report(bug))
        code = crash.EXIT
    sys.exit(_flushed(code if isinstance(code, int) else 0))


def _help_page(error: click.ClickException) -> str:
    """Return the command whose help lists the options."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or context.parent is None:
        return "streamboard --help"
    name = context.command.name
    return f"streamboard {'FILE' if name == 'board' else name} --help"


def _flushed(code: int) -> int:
    """Flush output; return the exit code, which tells if that failed."""
    try:
        sys.stderr.flush()
    except OutputError:
        outputs.discard(sys.stderr)
    try:
        sys.stdout.flush()
    except OutputError as error:
        return _lost(error)
    return code


def _lost(error: OutputError) -> int:
    """Report that output cannot be written, unless its reader closed it; return the exit code."""
    outputs.discard(sys.stdout)
    if error.reader_gone:
        return 128 + signal.SIGPIPE
    say(f"streamboard: the output cannot be written: {error}")
    return OUTPUT_EXIT
