"""Show a recorded run on the board, or without a terminal its summary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamboard.cli.beside import baseline_of, beside_of, with_gates
from streamboard.cli.options import habits_of
from streamboard.cli.terminal import without_screen


def replay_file(run_file: Path, speed: float, pace: float | None, options: dict[str, Any]) -> int:
    """Show a run file at a multiple of its pace; returns the exit code.

    Args:
        run_file: The file.
        speed: 1 is the recorded pace.
        pace: Characters a second at which texts are typed out.
        options: The command line's.

    Raises:
        RunFileError: It cannot be read.
    """
    from streamboard.run.runfile import read

    recorded = with_gates(read(run_file), options["gates"])
    if options["plain"] or without_screen("here is its summary"):
        from streamboard.cli.headless import print_recorded

        return print_recorded(recorded, plain=options["plain"], baseline=baseline_of(options))
    from streamboard.cli.fullscreen import show_replay

    beside = beside_of(options, recorded.started.plan)
    return show_replay(recorded, speed, habits=habits_of(options, None), pace=pace, beside=beside)
