"""Reports of recorded runs in every format, as text and as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from streamboard.board.state import BoardState
from streamboard.report.reported import Reported, reported
from streamboard.run.runfile import RunFile, read
from streamboard.safety import private_files
from streamboard.safety.paths import shown


def recorded_runs(files: Sequence[RunFile], *, going_on: bool = False) -> list[Reported]:
    """Recorded runs, folded whole; files of the same name are told apart by their folders.

    Args:
        files: Of at least one run.
        going_on: They are still being written, so that nothing is amiss where they have no end.
    """
    names = [file.path.name for file in files]
    found = []
    for file in files:
        board = BoardState(file.started.plan)
        board.apply_all(file.events)
        if not going_on and (end := file.end()) is not None:
            board.source_ended(end.message, end.advice)
        same = names.count(file.path.name) > 1
        found.append(reported(shown(file.path) if same else shown(file.path.name), board))
    return found


def write_page(path: Path, *, going_on: bool) -> Path:
    """Write the page of a run beside its file, in place of an earlier one.

    Args:
        path: The run file.
        going_on: It is still being written.

    Raises:
        RunFileError: It cannot be read.
        OSError: The page cannot be written.
    """
    to = beside(path)
    private_files.replace(
        to, _html(recorded_runs([read(path)], going_on=going_on)).encode("utf-8", "replace")
    )
    return to


def _html(runs: Sequence[Reported]) -> str:
    from streamboard.report.html.page import page

    return page(runs)


def _markdown(runs: Sequence[Reported]) -> str:
    from streamboard.report.export import as_markdown

    return "\n".join(as_markdown.text(run.board, run.table) for run in runs)


def _csv(runs: Sequence[Reported]) -> str:
    from streamboard.report.export import as_csv

    return as_csv.text(*runs[0][1:]) if len(runs) == 1 else as_csv.of_several(runs)


def _json(runs: Sequence[Reported]) -> str:
    from streamboard.report.export import as_json

    if len(runs) == 1:
        return as_json.text(*runs[0][1:])
    told = ({"run": run.name, **as_json.document(run.board, run.table)} for run in runs)
    return as_json.written({"runs": list(told)})


def _junit(runs: Sequence[Reported]) -> str:
    from streamboard.report.junit import junit

    return junit([(run.name, run.board) for run in runs])


FORMATS: dict[str, Callable[[Sequence[Reported]], str]] = {
    "html": _html,
    "md": _markdown,
    "csv": _csv,
    "json": _json,
    "junit": _junit,
}
"""What makes the text of each format; several runs are told in one text."""


def beside(path: Path, others: int = 0) -> Path:
    """Where the page of a run goes unless told: beside its file; several runs have a page of their own."""
    stem = path.name
    for ending in (".gz", ".zst", ".jsonl"):
        stem = stem.removesuffix(ending)
    return path.with_name(f"{stem}{f'-and-{others}-more' if others else ''}.html")
