"""Writes the table of figures into a folder, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common.filenames import slug, stamp
from streamboard.figures.table import table
from streamboard.report.export.catalogue import EXPORTS
from streamboard.safety import private_files
from streamboard.safety.sanitise import clean_line


def write(
    board: BoardState, streams: Sequence[StreamState], now: int, folder: Path, at: datetime
) -> list[Path]:
    """Write the table in each format, under one name made of the run's title and the time.

    The files are readable by the user only; nothing is overwritten, and no link is followed.

    Returns:
        The files, in the order of `EXPORTS`.

    Raises:
        OSError: A file could not be created or written; none stays.
    """
    found = table(board, streams, now)
    stem = f"{slug(clean_line(board.plan.title), 'run')}-{stamp(at)}"
    return private_files.write_together(folder, stem, {one.ending: one.text(board, found) for one in EXPORTS})
