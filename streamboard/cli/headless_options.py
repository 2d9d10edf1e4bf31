"""What to tell of a run without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    way: str
    """A name in `report.live.catalogue`."""
    quiet: bool = False
    summary: str | None = None
    """A format of `report` for the figures; None leaves them to the way."""
    save_dir: Path | None = None
    """Where each answer is written as it comes."""
