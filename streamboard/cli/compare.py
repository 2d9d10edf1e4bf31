"""`streamboard compare`: recorded runs set beside each other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from streamboard.cli.beside import gate_options
from streamboard.common.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamboard.comparing.comparison import Compared
    from streamboard.comparing.judging import Judged


@click.command()
@click.argument(
    "runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="A.jsonl B.jsonl ..."
)
@gate_options
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "json"]), default="text", help="How it is told."
)
@click.option(
    "--anyway", is_flag=True, help="Compare what hardly can be: simulated with real answers, other prompts."
)
def compare(
    runs: tuple[Path, ...], gates: tuple[str, ...], baseline: tuple[Path, ...], form: str, anyway: bool
) -> int:
    """Set recorded runs beside each other: what differs in how they were made, then in figures and answers.

    The first file is compared with each of the others. With --baseline, which can be given several times,
    all files together are one side and the baselines the other; from three runs a side, it is told how much
    runs differ by themselves.
    """
    from streamboard.comparing.comparison import compare as compared
    from streamboard.comparing.judging import judge
    from streamboard.comparing.recorded import side_of
    from streamboard.promptset.overrides import check_gate_options
    from streamboard.report.outcome import GATE_UNDECIDED, of_gates

    check_gate_options(gates)
    if baseline:
        old, others = side_of(baseline), [side_of(runs)]
    elif len(runs) < 2:
        raise UsageError("There is nothing to compare it with.", "Name a second run file.")
    else:
        old, *others = [side_of([path]) for path in runs]
    told: list[tuple[Compared, Sequence[Judged]]] = []
    for new in others:
        asked = gates or tuple(new.boards[0].plan.gates)
        told.append((compared(old, new, anyway=anyway), judge(asked, new, old, anyway=anyway)))
    _print(told, form)
    codes = [of_gates(judged) for _, judged in told if judged]
    codes += [GATE_UNDECIDED for found, judged in told if not judged and not found.says_something]
    return min((code for code in codes if code), default=0)


def _print(told: Sequence[tuple[Compared, Sequence[Judged]]], form: str) -> None:
    if form == "json":
        import json

        from streamboard.report.comparison.as_json import document

        documents = [document(found, judged) for found, judged in told]
        click.echo(json.dumps(documents[0] if len(documents) == 1 else documents, indent=2))
        return
    for place, (found, judged) in enumerate(told):
        if place:
            click.echo()
        if form == "md":
            from streamboard.report.comparison.as_markdown import markdown

            click.echo(markdown(found, judged), nl=False)
        else:
            from streamboard.report.comparison.as_text import print_comparison

            print_comparison(found, sys.stdout, judged)
