"""Writes the table of figures into a folder, in every format."""

from __future__ import annotations

import os
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
        OSError: A file could not be created or written; those before it stay.
    """
    found = table(board, streams, now)
    stem = _free_stem(folder, clean_line(board.plan.title), at)
    paths = []
    for export in EXPORTS:
        path = folder / f"{stem}.{export.ending}"
        with os.fdopen(private_files.create(path), "w", encoding="utf-8", newline="") as file:
            file.write(export.text(board, found))
        paths.append(path)
    return paths


def _free_stem(folder: Path, title: str, at: datetime) -> str:
    """A file name without its extension that is free for every format."""
    stem = f"{slug(title, 'run')}-{stamp(at)}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next((name for name in names if not _is_taken(folder, name)), stem)


def _is_taken(folder: Path, name: str) -> bool:
    return any(os.path.lexists(folder / f"{name}.{export.ending}") for export in EXPORTS)
