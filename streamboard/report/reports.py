"""Reports of recorded runs, and pages beside their files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from streamboard.comparing.gate_rulings import judge, judged
from streamboard.comparing.sides import RunSide
from streamboard.comparing.sides_of_files import board_of, side_named
from streamboard.report.export.catalogue import FORMAT
from streamboard.report.reported import Report, beside, reported
from streamboard.run.runfile import RunFile, read
from streamboard.safety import private_files
from streamboard.safety.paths import shown


def report_of(
    files: Sequence[RunFile],
    baseline: Sequence[RunFile] = (),
    gates: Sequence[str] = (),
    *,
    anyway: bool = False,
) -> Report:
    """Of at least one recorded run.

    Without a baseline, the first run is compared with each other one; with one, all runs together are
    compared with it. `gates` replace those of the runs; `anyway` is that of `comparison.compare`.
    """
    names, boards = names_of([*baseline, *files]), [board_of(file) for file in (*baseline, *files)]
    before, after = slice(len(baseline)), slice(len(baseline), None)
    runs = [reported(*each) for each in zip(names[after], boards[after], strict=True)]
    if baseline:
        old, new = (side_named(names[part], boards[part]) for part in (before, after))
        return Report(runs, [beside(old, new, gates, anyway=anyway)])
    first, *others = (RunSide(run.name, (run.board,)) for run in runs)
    runs[0] = runs[0]._replace(gates=judge(gates or first.boards[0].plan.gates, first))
    return Report(runs, [beside(first, other, gates, anyway=anyway) for other in others])


def names_of(files: Sequence[RunFile]) -> list[str]:
    """By file name, or by path where names repeat."""
    names = [file.path.name for file in files]
    return [shown(file.path if names.count(file.path.name) > 1 else file.path.name) for file in files]


def write_page(path: Path, baseline: RunSide | None = None, *, going_on: bool) -> Path:
    """Replace the page beside a run's file.

    A run still `going_on` is judged and compared only if all streams have ended.

    Raises:
        RunFileError: It cannot be read.
        OSError: The page cannot be written.
    """
    to = page_beside(path)
    file = read(path)
    board = board_of(file, going_on=going_on)
    [name] = names_of([file])
    over = board.finished or not going_on
    if baseline is not None and over:
        report = Report([reported(name, board)], [beside(baseline, RunSide(name, (board,)))])
    else:
        report = Report([reported(name, board, judged(board) if over else ())])
    private_files.replace(to, FORMAT["html"].text(report).encode("utf-8", "replace"))
    return to


def page_beside(path: Path, others: int = 0) -> Path:
    """Beside the run; several runs have a page of their own."""
    stem = path.name
    for ending in (".gz", ".zst", ".jsonl"):
        stem = stem.removesuffix(ending)
    return path.with_name(f"{stem}{f'-and-{others}-more' if others else ''}.html")
