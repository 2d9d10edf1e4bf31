"""A picture of the screen is saved where answers are, for the user alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from .pilot import showing, under_way


async def test_it_is_saved_here_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    async with showing(under_way("one")) as board:
        entries = board.pilot.app.entries(board.screen)  # type: ignore[attr-defined]
        (entry,) = (entry for entry in entries if entry.title == "Screenshot")
        entry.run()
        entry.run()
        await board.shows("saved ")
    pictures = [*tmp_path.glob("*.svg")]  # noqa: ASYNC240 - Nothing else runs any more.
    assert len(pictures) == 2
    for path in pictures:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "one" in path.read_text(encoding="utf-8")


async def test_a_folder_that_takes_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    async with showing(under_way("one")) as board:
        (tmp_path / "gone").rmdir()
        board.screen.action_perform("board.screenshot")
        await board.shows("Not saved in this folder: No such file or directory.")
