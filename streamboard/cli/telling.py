"""What a command line wants to be told of a run without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    """What is told of a run without a screen, and what is kept of it."""

    way: str
    """The name of a way in `report.ways`."""
    quiet: bool = False
    """Say nothing but errors."""
    summary: str | None = None
    """The format of `report` in which the figures are printed; None leaves that to the way."""
    save_dir: Path | None = None
    """Where each answer is written as it comes; None for nowhere."""
