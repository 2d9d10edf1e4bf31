"""What to tell of a run without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Told(NamedTuple):
    way: str
    """A name in `report.live.catalogue`."""
    quiet: bool = False
    """Say nothing but errors."""
    summary: str | None = None
    """The format of `report` for the figures; None leaves that to the way."""
    save_dir: Path | None = None
    """Where to write each answer as it comes; None for nowhere."""
