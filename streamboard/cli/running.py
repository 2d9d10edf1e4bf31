"""Run a prompt set on the board, or without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from streamboard.cli.comparing_options import baseline_of, beside_of, ghost_option
from streamboard.cli.headless_options import Told
from streamboard.cli.options import (
    common_options,
    habits_of,
    is_run_file,
    look_options,
    plain_option,
    plan_of,
    record_of,
    refuse_options_of_runs,
)
from streamboard.cli.replaying import replay_file
from streamboard.cli.tempo import pace_option, slow_option, speed_of
from streamboard.cli.terminal import without_screen
from streamboard.cli.together import together

if TYPE_CHECKING:
    from streamboard.promptset import PromptSet
    from streamboard.run.plan import RunPlan

opening_options = together(common_options, ghost_option, pace_option, slow_option, look_options, plain_option)


def open_source(source: Path | PromptSet, pace: float | None, options: dict[str, Any]) -> int:
    """Without a terminal, run the prompt set, or print the recorded run's summary."""
    if isinstance(source, Path) and is_run_file(source):
        refuse_options_of_runs(source)
        return replay_file(source, speed_of(1.0, options.get("slow")), pace, options)
    plan = plan_of(source, options)
    beside = beside_of(options, plan)
    if options["plain"] or without_screen("running without a screen"):
        return headless(plan, options, Told("plain" if options["plain"] else "lines"))
    from streamboard.cli.fullscreen import show_live

    habits = habits_of(options, source if isinstance(source, Path) else "prompt")
    record, gguf = record_of(plan, options), options["gguf"]
    slow = options.get("slow")
    return show_live(plan, record=record, gguf=gguf, habits=habits, pace=pace, slow=slow, beside=beside)


def headless(plan: RunPlan, options: dict[str, Any], told: Told) -> int:
    from streamboard.cli.headless import run_headless

    baseline = baseline_of(options)
    record = record_of(plan, options)
    return run_headless(plan, record=record, gguf=options["gguf"], told=told, baseline=baseline)
