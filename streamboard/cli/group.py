"""The group of all commands, of which `board` needs no name."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from streamboard.common.errors import UsageError
from streamboard.safety.paths import is_there


class BoardByDefault(click.Group):
    """A group whose first word may be a file or a prompt: `streamboard FILE` is `streamboard board FILE`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first and first not in self.commands and first not in ("--help", "-h", "--version"):
            names = [name for name in self.commands if name != "board"]
            near = [] if " " in first else difflib.get_close_matches(first, names, 1)  # Words are a prompt.
            if near and not is_there(Path(first)):
                raise UsageError(f"There is no command {first}.", f"Did you mean `{near[0]}`?")
            args = ["board", *args]
        return super().parse_args(ctx, args)
