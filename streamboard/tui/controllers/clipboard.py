"""Copy to the terminal's clipboard, or to a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from streamboard.common import units
from streamboard.safety import private_files
from streamboard.safety.paths import user_folder, why
from streamboard.safety.timed_files import Glances

MOST_ENCODED = 74_994
"""Bytes of base64 that xterm and tmux accept in one sequence."""
_FILE_NAME = "copied.txt"
_GLANCES = Glances(0.5)
"""The board's keys wait for it."""


def copy(text: str, to_terminal: Callable[[str], None], environment: Mapping[str, str]) -> str:
    """Copy any text, which is sent as base64; return a message for the user.

    Terminals do not report whether they took a text, so it is also written to a file if this one is known to
    refuse some or all of it.
    """
    # A server can send a lone surrogate, which cannot be encoded.
    text = text.encode("utf-8", "replace").decode()
    size = units.count(len(text), "character")
    too_long = -(-len(text.encode()) // 3) * 4 > MOST_ENCODED
    doubt = "too long for the terminal" if too_long else doubt_about(environment)
    if not too_long:
        to_terminal(text)
    if not doubt:
        return f"copied {size} to the terminal's clipboard (OSC 52)"
    try:
        path = _GLANCES.do(partial(_write, text))
    except OSError as error:
        return f"{doubt}, and no file can be written: {why(error)}"
    return f"{doubt}: {size} written to {path}"


def doubt_about(environment: Mapping[str, str]) -> str:
    """Return why the terminal may refuse a text; empty if it should not."""
    term = environment.get("TERM", "")
    if environment.get("TERM_PROGRAM") == "Apple_Terminal":
        return "this terminal takes no copied text"
    if environment.get("TMUX"):
        return "tmux passes copied text on only with `set-clipboard on`"
    if term in ("linux", "dumb", "") or term.startswith("screen"):
        return f"a terminal of type {term or 'unknown'} takes no copied text"
    return ""


def folder() -> Path:
    return user_folder("cache")


def _write(text: str) -> Path:
    """Replace the file atomically; only the user can read it."""
    place = folder()
    private_files.make_folder(place)
    new = place / f"{_FILE_NAME}.{os.getpid()}"
    new.unlink(missing_ok=True)
    with os.fdopen(private_files.create(new), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return new.replace(place / _FILE_NAME)
