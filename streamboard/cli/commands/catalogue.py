"""The names of all commands. A new one is a file here with a command of its name, and that name below."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = (
    "board",
    "chat",
    "check",
    "compare",
    "config",
    "demo",
    "init",
    "replay",
    "report",
    "run",
    "runs",
    "schema",
    "sim",
    "votes",
)


def command(name: str) -> click.Command:
    """Import a command; the others stay unread."""
    found: click.Command = getattr(import_module(f"{__package__}.{name}"), name)
    return found
