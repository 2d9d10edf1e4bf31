"""The table of figures as files, in every format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common.filenames import slug, stamp
from streamboard.figures.table import table
from streamboard.report.export.catalogue import TABLES
from streamboard.report.reported import report_of_table
from streamboard.safety import private_files
from streamboard.safety.sanitise import clean_line


class Files(NamedTuple):
    stem: str
    texts: dict[str, str]
    """By extension, in the order of `TABLES`."""

    def write(self, folder: Path) -> list[Path]:
        """Readable by the user only; nothing is overwritten, no link followed.

        Raises:
            OSError: A file could not be created or written; none stays.
        """
        return private_files.write_together(folder, self.stem, self.texts)


def files_of(board: BoardState, streams: Sequence[StreamState], now: int, at: datetime) -> Files:
    """Named after the run's title and the time."""
    report = report_of_table(board, table(board, streams, now))
    stem = f"{slug(clean_line(board.plan.title), 'run')}-{stamp(at)}"
    return Files(stem, {one.name: one.text(report) for one in TABLES})
