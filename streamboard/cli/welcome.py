"""`streamboard` without arguments: the home screen, or without a terminal what to type."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from streamboard.cli.options import ON_SCREEN
from streamboard.common.errors import StreamboardError
from streamboard.promptset.shipped import USUAL, Found, nearby, shipped
from streamboard.report.console import console_for
from streamboard.run.archive.shelf import KeptRun, all_runs
from streamboard.safety.paths import in_time, shown
from streamboard.settings.config import NO_CONFIG, load
from streamboard.settings.memory import Habits

if TYPE_CHECKING:
    from streamboard.tui.home import Openable

_MOST, _PATIENCE_S = 8, 2.0


def open_home() -> tuple[int, list[str]]:
    """Return the exit code, and the command that opens what was chosen."""
    from streamboard.tui.home import HomeApp

    try:
        config = load(None, ON_SCREEN)
    except StreamboardError:
        config = NO_CONFIG  # Opening it reports what is wrong.
    app = HomeApp(_sections(_sets_here(), shipped()), all_runs, Habits.of(config))
    code = app.run()
    return code or app.return_code or 0, app.command


def _sections(near: Iterable[Found], own: Iterable[Found]) -> list[tuple[str, list[Openable]]]:
    from streamboard.tui.home import prompt_set

    here = [prompt_set([os.fspath(each.path)], os.fspath(each.path), each.title) for each in near]
    shipped = [prompt_set(_demo(each), each.name, each.title) for each in own]
    return [("Prompt sets here", here), ("Prompt sets that come with streamboard", shipped)]


def _demo(found: Found) -> list[str]:
    return ["demo"] if found.name == USUAL else ["demo", found.name]


def welcome() -> None:
    console = console_for(sys.stdout)
    console.print(Text("streamboard", style="bold"), "many language-model streams side by side\n")
    _show(console, "Prompt sets here", (f"streamboard {shown(each.path)}" for each in _sets_here()))
    _show(
        console,
        "Prompt sets that come with it",
        (f"streamboard {' '.join(_demo(each))}" for each in shipped()),
    )
    _show(console, "Latest runs", (f"streamboard replay {short(kept.run.file)}" for kept in _runs()))
    console.print("streamboard chat needs no file: type prompts, and see models answer side by side.")
    console.print("streamboard init writes a prompt set to begin with.")
    console.print("streamboard --help shows all commands.")


def _sets_here() -> list[Found]:
    try:
        return in_time(Path.cwd(), lambda: nearby(Path()), _PATIENCE_S)
    except OSError:  # The folder is gone or does not answer.
        return []


def _runs() -> list[KeptRun]:
    try:
        return all_runs(_PATIENCE_S)[:_MOST]
    except OSError:
        return []


def short(path: Path) -> str:
    """Shorten a path as a shell takes it: from here, or from the home folder."""
    home = os.path.expanduser("~")
    try:
        at = os.path.abspath(path)
        below = os.path.relpath(at)
    except OSError:  # The folder is gone.
        at = below = os.fspath(path)
    from_home = f"~{at.removeprefix(home)}" if at.startswith(f"{home}/") else at
    return shown(min((below, from_home), key=len) if not below.startswith("..") else from_home)


def _show(console: Console, heading: str, commands: Iterable[str]) -> None:
    commands = list(commands)
    if not commands:
        return
    console.print(Text(heading, style="bold"))
    for command in commands[:_MOST]:
        console.print(Text(f"  {command}"), soft_wrap=True)
    console.print()
