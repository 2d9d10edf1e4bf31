"""`streamboard chat`: a board without a file, or one that continues a recorded run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from streamboard.cli.options import (
    MAX_TOKENS,
    check_weights,
    given,
    habits_of,
    look_options,
    record_of,
    run_options,
    with_wire,
)
from streamboard.cli.tempo import pace_option, slow_option
from streamboard.cli.terminal import no_screen
from streamboard.common.errors import UsageError
from streamboard.report.say import say
from streamboard.safety.paths import shown

if TYPE_CHECKING:
    from streamboard.run.plan import RunPlan


@click.command()
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="NAME",
    help="Add a stream for this model; can be given several times.",
)
@click.option("--endpoint", metavar="NAME", help="Who answers: auto, anthropic, local or sim.")
@click.option("--system", metavar="TEXT", help="The system prompt.")
@click.option("--max-tokens", type=int, metavar="N", help=MAX_TOKENS)
@click.option(
    "--resume",
    type=Path,
    metavar="RUN.jsonl",
    help="Go on from a recorded run, with its streams and what they said.",
)
@click.option(
    "--stream",
    "chosen",
    multiple=True,
    metavar="NAME",
    help="Of the run to go on from, only this stream: its name or number; can be given several times.",
)
@run_options
@pace_option
@slow_option
@look_options
def chat(
    models: tuple[str, ...],
    pace: float | None,
    resume: Path | None,
    chosen: tuple[str, ...],
    **options: Any,
) -> int:
    """Open a board without a file: a stream for each model, and a bar to type prompts in."""
    plan = _new(models, chosen, options) if resume is None else _resumed(resume, chosen, options["endpoint"])
    plan = with_wire(plan, options)
    check_weights(options["gguf"])
    problem = no_screen()
    if problem is not None:
        why = problem or "there is none here"
        raise UsageError(f"chat needs a terminal: {why}.", "`streamboard run FILE` works without one.")
    from streamboard.cli.fullscreen import show_live

    habits, record = habits_of(options, "chat"), record_of(plan, options)
    gguf, slow = options["gguf"], options["slow"]
    return show_live(plan, record=record, gguf=gguf, habits=habits, pace=pace, slow=slow)


def _new(models: tuple[str, ...], chosen: tuple[str, ...], options: dict[str, Any]) -> RunPlan:
    from streamboard.session.chat import chat_plan

    if chosen:
        raise UsageError("--stream names a stream of a recorded run.", "Name the run with --resume.")
    return chat_plan(
        models, endpoint=options["endpoint"], system=options["system"], max_tokens=options["max_tokens"]
    )


def _resumed(path: Path, chosen: tuple[str, ...], endpoint: str | None) -> RunPlan:
    from streamboard.run.runfile import read
    from streamboard.session.resuming import resumed_plan

    for name, option in (("models", "--model"), ("system", "--system"), ("max_tokens", "--max-tokens")):
        if given(name):
            what = f"--resume takes streams as they were, so {option} cannot be used with it."
            raise UsageError(what, "`a` on the board adds a model, and `E` changes a stream.")
    run = read(path)
    plan = resumed_plan(run.started.plan, run.events, chosen, endpoint)
    if run.warning:
        say(f"streamboard: {shown(path)}: {run.warning}; it goes on from what is there")
    return plan
