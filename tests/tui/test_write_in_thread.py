"""A folder that does not answer, as on a network mount that is gone, holds nothing up but its own files."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from streamboard.safety import private_files
from streamboard.tui import write_in_thread

from .pilot import showing
from .prompting import answered

KEYS = {
    "an answer": ("w",),
    "all answers": ("W",),
    "the table": ("4", "w"),
    "a session": ("ctrl+s", "enter"),
}


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[threading.Event]:
    """Files are only written once this is set."""
    event, write = threading.Event(), private_files.write_bytes

    def late(path: Path, data: bytes) -> None:
        event.wait()
        write(path, data)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(private_files, "write_bytes", late)
    monkeypatch.setattr(write_in_thread, "SAID_AFTER_S", 0.01)
    yield event
    event.set()


@pytest.mark.parametrize("what", KEYS)
async def test_keys_work_while_a_folder_does_not_answer_and_then_it_is_saved(
    what: str, released: threading.Event, tmp_path: Path
) -> None:
    async with showing(answered("north", "south")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press(*KEYS[what])
        await board.shows("Waiting for the folder")
        if what != "a session":
            await board.press("2")
            await board.shows("I am north.")
        released.set()
        await board.shows("aved")
        await board.until(lambda: any(tmp_path.iterdir()), "the files")


@pytest.mark.parametrize("fails", [False, True])
async def test_a_dialog_that_was_left_meanwhile_is_not_told(
    released: threading.Event, fails: bool, tmp_path: Path
) -> None:
    async with showing(answered("north")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press("ctrl+s", *(("slash", "x") if fails else ()), "enter")
        await board.shows("Waiting for the folder")
        await board.press("escape")
        await board.hides("Save the session")
        released.set()
        if not fails:
            await board.until(lambda: any(tmp_path.iterdir()), "the file")
        await board.draw()


async def test_too_many_waits_are_refused_and_leaving_is_possible(
    released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_in_thread, "PATIENCE_S", 60.0)
    async with showing(answered("north")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press("w", "w", "w", "w")
        await board.shows("files are still being written")
    assert not released.is_set()


async def test_a_folder_that_never_answers_is_given_up(
    released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_in_thread, "PATIENCE_S", 0.1)
    async with showing(answered("north")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await board.press("w")
        await board.shows("Not saved in this folder")
