"""Where tables are printed: as wide as the terminal; in a pipe, as wide as they need."""

from __future__ import annotations

from typing import TextIO

from rich.console import Console

_ANY_WIDTH = 10_000


def console_for(out: TextIO) -> Console:
    return Console(file=out, highlight=False, width=None if out.isatty() else _ANY_WIDTH)
