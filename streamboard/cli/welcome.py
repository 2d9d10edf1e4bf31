"""What `streamboard` prints without arguments: prompt sets, runs, and what to type."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from streamboard.report.console import console_for
from streamboard.run import recordings
from streamboard.safety.paths import in_time, is_file, shown

_MOST, _PATIENCE_S = 8, 2.0


def welcome() -> None:
    """Print prompt sets nearby, the latest runs, and how to open each."""
    console = console_for(sys.stdout)
    console.print(Text("streamboard", style="bold"), "many language-model streams side by side\n")
    _show(console, "Prompt sets here", "streamboard", prompt_sets())
    _show(console, "Latest runs", "streamboard replay", recordings.recent(_MOST))
    console.print("streamboard chat needs no file: type prompts, and see models answer side by side.")
    console.print("streamboard --help shows all commands.")


def prompt_sets() -> list[Path]:
    """YAML files in this folder and in `prompts/` that look like prompt sets, at most 8."""
    try:
        return in_time(Path.cwd(), _found_here, _PATIENCE_S)
    except OSError:  # The folder is gone, or does not answer.
        return []


def _found_here() -> list[Path]:
    found = [*Path().glob("*.y*ml"), *Path("prompts").glob("*.y*ml")]
    return sorted(path for path in found if is_file(path) and _looks_like_one(path))[:_MOST]


def _looks_like_one(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return any(line.startswith("prompts:") for line in file.read(100_000).splitlines())
    except OSError:
        return False


def _show(console: Console, heading: str, command: str, paths: Iterable[Path]) -> None:
    paths = list(paths)
    if not paths:
        return
    console.print(Text(heading, style="bold"))
    for path in paths:
        console.print(Text(f"  {command} {shown(path)}"), soft_wrap=True)
    console.print()
