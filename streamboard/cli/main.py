"""Runs a command; its errors become sentences and exit codes."""

from __future__ import annotations

import os
import signal
import sys

import click

from streamboard.cli.group import BoardByDefault
from streamboard.cli.terminal import no_screen
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
    streamboard                all that can be opened
    streamboard FILE           the board: a prompt set, full screen
    streamboard "A PROMPT"     the board without a file
    streamboard run FILE       the same without a screen
    streamboard chat           no file: type prompts, and see all models answer
    streamboard demo           a set that comes with streamboard
    """
    if ctx.invoked_subcommand is not None:
        return 0
    from streamboard.cli import welcome

    if no_screen() is not None:
        welcome.welcome()
        return 0
    code, command = welcome.open_home()
    return cli.main(command, standalone_mode=False) if command else code


def main() -> None:
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
    """Name the command whose help lists the options."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None or context.parent is None:
        return "streamboard --help"
    name = context.command.name
    return f"streamboard {'FILE' if name == 'board' else name} --help"


def _flushed(code: int) -> int:
    """Return `code`, or another if output was lost."""
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
    """Report lost output, unless its reader closed it; return the exit code."""
    outputs.discard(sys.stdout)
    if error.reader_gone:
        return 128 + signal.SIGPIPE
    say(f"streamboard: the output cannot be written: {error}")
    return OUTPUT_EXIT
