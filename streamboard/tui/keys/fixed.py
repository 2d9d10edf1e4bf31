"""Textual's identifiers of keys that settings cannot change."""

from __future__ import annotations

QUIT, INTERRUPT, PALETTE = "ctrl+q", "ctrl+c", "ctrl+p"
KEYS_OF_THE_APP = frozenset({QUIT, INTERRUPT, PALETTE})

EDITOR, TARGET, FORK, OLDER = "ctrl+e", "ctrl+t", "ctrl+f", "ctrl+r"
NEW_LINE = ("ctrl+j", "alt+enter", "shift+enter", "ctrl+enter")
"""Not every terminal tells all of these apart from enter."""
