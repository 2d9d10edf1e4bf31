"""A recorded run as a file of another kind."""

from __future__ import annotations

import shutil
from pathlib import Path

from streamboard.common.errors import UsageError
from streamboard.comparing.sides_of_files import board_of
from streamboard.figures.table import table
from streamboard.report.export.catalogue import TABLES
from streamboard.report.reported import report_of_table
from streamboard.run import packed, runfile
from streamboard.safety import private_files
from streamboard.safety.paths import shown

_CHUNK = 1 << 20


def export_run(run: Path, to: Path) -> None:
    """The form is that of the new file's extension; no partial file stays.

    Raises:
        UsageError: The extension is unknown, or the file exists.
        RunFileError: The run cannot be read.
        OSError: The file cannot be written.
    """
    by_ending = {one.name: one for one in TABLES}
    form = by_ending.get(to.suffix.removeprefix("."))
    if form is None and not to.name.endswith(packed.ENDINGS):
        endings = ", ".join([*packed.ENDINGS, *(f".{ending}" for ending in by_ending)])
        raise UsageError(
            f"{shown(to)} has none of the endings that a run can have.", f"Use one of {endings}."
        )
    recorded = runfile.read(run)
    try:
        if form is not None:
            board = board_of(recorded)
            found = table(board, [*board.streams.values()], board.now)
            private_files.write(to, form.text(report_of_table(board, found)))
        else:
            _pack(run, to)
    except FileExistsError:
        raise UsageError(f"{shown(to)} exists already.", "Name another file.") from None


def _pack(run: Path, to: Path) -> None:
    descriptor = private_files.create(to)
    try:
        with packed.created(to, descriptor) as file, packed.opened(run) as source:
            shutil.copyfileobj(source, file, _CHUNK)
    except BaseException:
        to.unlink(missing_ok=True)
        raise
