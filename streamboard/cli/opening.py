"""Run a prompt set on the board, or without a screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from streamboard.cli.beside import baseline_of, beside_of, ghost_option
from streamboard.cli.options import (
    common_options,
    habits_of,
    is_run_file,
    look_options,
    plain_option,
    plan_of,
    record_of,
    refuse_options_of_runs,
    together,
)
from streamboard.cli.replaying import replay_file
from streamboard.cli.tempo import pace_option, slow_option, speed_of
from streamboard.cli.terminal import without_screen
from streamboard.report.ways.catalogue import WAY

if TYPE_CHECKING:
    from streamboard.run.plan import RunPlan


_Command = TypeVar("_Command", bound=Callable[..., Any])


def opening_options(command: _Command) -> _Command:
    """The options of `open_file`."""
    options = [common_options, ghost_option, pace_option, slow_option, look_options, plain_option]
    return together(options, command)


def open_file(file: Path, pace: float | None, options: dict[str, Any]) -> int:
    """Open a prompt set, or a recorded run, on the board; without a terminal run it, or print its summary."""
    if is_run_file(file):
        refuse_options_of_runs(file)
        return replay_file(file, speed_of(1.0, options.get("slow")), pace, options)
    plan = plan_of(file, options)
    beside = beside_of(options, plan)
    if options["plain"] or without_screen("running without a screen"):
        return headless(plan, options)
    from streamboard.cli.fullscreen import show_live

    habits = habits_of(options, file)
    record, gguf = record_of(plan, options), options["gguf"]
    slow = options.get("slow")
    return show_live(plan, record=record, gguf=gguf, habits=habits, pace=pace, slow=slow, beside=beside)


def headless(plan: RunPlan, options: dict[str, Any], way: str | None = None) -> int:
    """Run a plan without a screen, told in a way of `report.ways`."""
    from streamboard.cli.headless import run_headless

    chosen = WAY[way or ("plain" if options["plain"] else "lines")]
    baseline = baseline_of(options)
    record = record_of(plan, options)
    return run_headless(plan, record=record, gguf=options["gguf"], way=chosen, baseline=baseline)
