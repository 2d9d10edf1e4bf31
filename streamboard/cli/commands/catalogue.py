"""All commands; each is a file here with a command of its name."""

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
    """Import only this command."""
    found: click.Command = getattr(import_module(f"{__package__}.{name}"), name)
    return found
