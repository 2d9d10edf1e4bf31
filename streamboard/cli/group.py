"""All commands as a group; each is imported when it is needed."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from streamboard.cli.commands.catalogue import COMMANDS, command
from streamboard.common.errors import UsageError
from streamboard.safety.paths import is_there


class BoardByDefault(click.Group):
    """Its first word may be a file or a prompt: `streamboard FILE` is `streamboard board FILE`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return command(cmd_name) if cmd_name in COMMANDS else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first and first not in COMMANDS and first not in ("--help", "-h", "--version"):
            names = [name for name in COMMANDS if name != "board"]
            near = [] if " " in first else difflib.get_close_matches(first, names, 1)  # Words are a prompt.
            if near and not is_there(Path(first)):
                raise UsageError(f"There is no command {first}.", f"Did you mean `{near[0]}`?")
            args = ["board", *args]
        return super().parse_args(ctx, args)
