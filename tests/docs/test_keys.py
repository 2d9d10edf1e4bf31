"""`docs/keys.md` says what the board's keys do."""

from __future__ import annotations

from pathlib import Path

from streamboard.tui.keys import key_names
from streamboard.tui.screen.action_order import ACTIONS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "keys.md").read_text(encoding="utf-8")


def test_every_key_of_the_board_is_documented() -> None:
    keys = {key_names.shown(key) for action in ACTIONS for key in filter(None, action.keys.split(","))}
    missing = {key for key in keys if f"`{key}`" not in DOCUMENT}
    assert not missing


def test_every_mark_is_documented() -> None:
    assert all(f"`{mark}`" in DOCUMENT for mark in "○◌●◍↻✓■⊘✗▲▼")
