"""Whether the board can be shown here."""

from __future__ import annotations

import os
import sys

from streamboard.report.say import say


def without_screen(instead: str) -> bool:
    """Say why the board cannot be shown, unless output is redirected, and what happens instead."""
    problem = no_screen()
    if problem:
        say(f"streamboard: {problem}; {instead}")
    return problem is not None


def no_screen() -> str | None:
    """Return why the board cannot be shown, empty for redirected output; None if it can."""
    if not sys.stdout.isatty():
        return ""
    if sys.stdin is None or not sys.stdin.isatty():
        return "standard input is not a terminal, so there are no keys (`</dev/tty` gives it back)"
    if not sys.stderr.isatty():
        return "standard error is not a terminal, and the board is drawn there"
    if os.environ.get("TERM", "") in ("", "dumb"):
        return "the terminal cannot place text (TERM is unset or dumb)"
    return None
