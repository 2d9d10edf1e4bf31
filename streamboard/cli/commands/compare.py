"""`streamboard compare`."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from streamboard.cli.comparing_options import anyway_option, gate_options
from streamboard.cli.output import STDOUT, check_place, output_option, written
from streamboard.common.errors import UsageError
from streamboard.report.export.catalogue import COMPARISONS, FORMAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamboard.report.reported import SideBySide

_TERMINAL = "text"
"""With colours; the other formats are those of reports."""


@click.command()
@click.argument(
    "runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="A.jsonl B.jsonl ..."
)
@gate_options
@click.option(
    "--format",
    "form",
    type=click.Choice([_TERMINAL, *(each.name for each in COMPARISONS)]),
    default=_TERMINAL,
    help="How it is told; text unless set.",
)
@output_option("Where it goes; standard output unless set.")
@anyway_option
def compare(
    runs: tuple[Path, ...],
    gates: tuple[str, ...],
    baseline: tuple[Path, ...],
    form: str,
    output: Path | None,
    anyway: bool,
) -> int:
    """Set recorded runs beside each other: what differs in how they were made, then in figures and answers.

    The first file is compared with each of the others. With --baseline, which can be given several times,
    all files together are one side and the baselines the other; from three runs a side, it is told how much
    runs differ by themselves.
    """
    from streamboard.comparing.sides_of_files import side_of
    from streamboard.promptset.overrides import check_gate_options
    from streamboard.report.exit_code import GATE_UNDECIDED, of_gates
    from streamboard.report.reported import beside

    check_gate_options(gates)
    if output is not None:
        check_place(output)
    if baseline:
        old, others = side_of(baseline), [side_of(runs)]
    elif len(runs) < 2:
        raise UsageError("There is nothing to compare it with.", "Name a second run file.")
    else:
        old, *others = [side_of([path]) for path in runs]
    found = [beside(old, new, gates, anyway=anyway) for new in others]
    for one in found:
        if one.refused is not None:
            raise one.refused
    if code := _told(found, form, output or STDOUT):
        return code
    codes = [of_gates(one.gates) for one in found if one.gates]
    codes += [GATE_UNDECIDED for one in found if not one.gates and one.found and not one.found.says_something]
    return min((code for code in codes if code), default=0)


def _told(found: Sequence[SideBySide], form: str, to: Path) -> int:
    """Return the exit code."""
    if form != _TERMINAL:
        from streamboard.report.reported import Report

        return written(to, FORMAT[form].text(Report([], found)))
    from streamboard.report.comparison.as_text import print_comparisons

    if to == STDOUT:
        print_comparisons(found, sys.stdout)
        return 0
    print_comparisons(found, text := StringIO())
    return written(to, text.getvalue())
