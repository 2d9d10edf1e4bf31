"""A recorded run is chosen on the board: replayed in front of it, or raced as its ghost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from streamboard.board.state import BoardState
from streamboard.run import recording_paths
from streamboard.run.archive.digest import Digest
from streamboard.run.archive.shelf import KeptRun, all_runs
from streamboard.run.codec import encode
from streamboard.run.events import RunEnded, RunStarted
from streamboard.tui.screen.board import BoardScreen
from streamboard.tui.widgets.run_rows import line_of, run_cells, widths_of

from .feed import ScriptedFeed
from .pilot import Board, assert_fits, showing, under_way

DAYS = {"monday": 3, "tuesday": 4, "wednesday": 5}


def told(words: str, first: int = 200) -> ScriptedFeed:
    feed = under_way("one", "two", title="Robots")
    for stream in ("s1", "s2"):
        feed.at_ms(first).say(stream, words)
        feed.at_ms(first + 500).finish(stream, tokens=10)
    return feed


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three runs: two of the same prompts, and one of another."""
    folder = tmp_path / "runs"
    folder.mkdir()
    monkeypatch.setattr(recording_paths, "folder", lambda: folder)
    monkeypatch.setattr("streamboard.run.archive.shelf.usual_path", lambda: tmp_path / "index.sqlite")
    for name, day in DAYS.items():
        feed = told(f"It rained on {name}. ")
        if name == "wednesday":
            feed = under_way("other", title="Lamps")
        events = sorted(feed.events, key=lambda event: event.t)
        assert isinstance(events[0], RunStarted)
        events[0].started_at = f"2026-11-{day:02}T10:00:00+00:00"
        events.append(RunEnded(t=feed.time, reason="finished", outcomes={"completed": 2}))
        (folder / f"{name}.jsonl").write_bytes(b"".join(encode(event) + b"\n" for event in events))
    return folder


def boards(board: Board) -> list[BoardScreen]:
    return [screen for screen in board.pilot.app.screen_stack if isinstance(screen, BoardScreen)]


async def test_a_run_is_replayed_in_front_of_a_live_one_which_goes_on(kept: Path) -> None:
    feed = under_way("live")
    async with showing(feed, (100, 30)) as board:
        await board.press("ctrl+o")
        await board.shows("recorded runs", "Lamps", "5 Nov", "Robots", "2 streams", "completed", "replays it")
        await board.press("slash", *"before:2026-11-04", "enter")
        await board.hides("Lamps")
        await board.press("enter")
        await board.until(lambda: len(boards(board)) == 2, "the replay")
        await board.shows("REPLAY", "back")
        behind, front = boards(board)
        front.playback.skip()
        await board.shows("It rained on monday.")
        feed.at_ms(700).say("s1", "Meanwhile here.")
        await board.until(lambda: _text(behind.board) == "Meanwhile here.", "the run behind to go on")
        await board.press("q")
        await board.shows("LIVE" if "LIVE" in board.text else "live", "Meanwhile here.")
        await board.hides("REPLAY")
        assert boards(board) == [behind]


def _text(board: BoardState) -> str:
    shown = board.streams["s1"].shown
    return shown.message.text if shown is not None else ""


async def test_a_replay_opened_from_a_replay_takes_its_place(kept: Path) -> None:
    async with showing(under_way("live"), (100, 30)) as board:
        for _ in range(2):
            await board.press("ctrl+o")
            await board.shows("recorded runs", "5 Nov 10:00")
            await board.press("enter")
            await board.shows("REPLAY", "Lamps")
            await board.hides("recorded runs")
        assert len(boards(board)) == 2
        await board.press("q")
        await board.hides("REPLAY")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_run_becomes_the_ghost_and_is_left_out_again(kept: Path, size: tuple[int, int]) -> None:
    async with showing(told("It rained all night. ", 400), size) as board:
        await board.press("ctrl+o")
        await board.shows("recorded runs", "Lamps", "as the ghost")
        assert_fits(board, size)
        await board.press("g")
        await board.shows("wednesday.jsonl has no stream")
        await board.press("j", "g")
        await board.shows("tuesday.jsonl is raced")
        await board.press("7")
        await board.shows("was 200 ms  +200 ms")
        board.screen.kept.drop_ghost()
        await board.hides("was 200 ms")


@pytest.mark.parametrize("width", [100, 109, 120, 140])
def test_the_line_of_a_run_has_room_for_its_size(width: int) -> None:
    names = ["claude-haiku-5-5", "claude-opus-5", "claude-sonnet-5-5"]
    outcomes = {"completed": 29, "failed": 1}
    began = "2026-11-24T10:00:00+00:00"
    run = Digest("/r/a.jsonl", 72_000, 0, began, "Robots by three models and more", 30, names)
    run = msgspec.structs.replace(run, ended=True, outcomes=outcomes)
    cells = run_cells(KeptRun(1, run), width)
    assert str(line_of(cells, widths_of([cells]), width)).endswith("29 of 30 completed   72 kB")


@pytest.mark.parametrize("width", [70, 72, 80, 99])
def test_the_line_of_a_run_has_room_for_its_size_on_a_narrow_screen_too(width: int) -> None:
    run = Digest("/r/a.jsonl", 172_000, 0, "2026-11-24T10:00:00+00:00", "Robots by three models", 200, ["m"])
    run = msgspec.structs.replace(run, ended=True, outcomes={"completed": 199, "failed": 1})
    cells = run_cells(KeptRun(1, run), width)
    assert str(line_of(cells, widths_of([cells]), width)).endswith("172 kB")


async def test_a_run_that_is_gone_and_a_wrong_filter_are_said_and_another_can_be_chosen(kept: Path) -> None:
    async with showing(under_way("live"), (120, 30)) as board:
        await board.press("ctrl+o")
        await board.shows("Lamps")
        (kept / "wednesday.jsonl").unlink()
        await board.press("enter")
        await board.shows("wednesday.jsonl does not exist")
        await board.press("slash", *"since:soon")
        await board.shows("soon is no time")
        await board.press("escape")
        await board.shows("Lamps")
        await board.hides("soon is no time")
        await board.press("slash", *"nothing-like-it")
        await board.shows("None of 3 runs is like that.")
        await board.press("escape", "escape")
        await board.hides("recorded runs")
        assert len(boards(board)) == 1


def _none() -> list[KeptRun]:
    return []


def _refused() -> list[KeptRun]:
    raise OSError(13, "Permission denied")


@pytest.mark.parametrize(
    ("runs", "words"),
    [
        (_none, "No runs are kept yet"),
        (_refused, "The folder of the runs cannot be read: Permission denied."),
    ],
)
async def test_without_runs_it_says_why(
    runs: Callable[[], list[KeptRun]], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamboard.run.archive.shelf.all_runs", runs)
    async with showing(under_way("live"), (100, 30)) as board:
        await board.press("ctrl+o")
        await board.shows(words)
        await board.press("enter", "g", "j", "escape")
        await board.hides(words)


async def test_the_run_on_the_board_is_no_ghost_of_its_own(kept: Path) -> None:
    feed = told("It rained on monday. ")
    started = feed.events[0]
    assert isinstance(started, RunStarted)
    started.started_at = "2026-11-03T10:00:00+00:00"
    async with showing(feed, (100, 30)) as board:
        await board.shows("2 done")
        await board.press("ctrl+o")
        await board.shows("Lamps")
        await board.press("j", "j", "g")
        await board.shows("That is the run on this board.")


def test_an_index_that_cannot_be_read_is_made_anew(kept: Path) -> None:
    assert [each.run.file.stem for each in all_runs()] == ["wednesday", "tuesday", "monday"]
    (kept.parent / "index.sqlite").write_bytes(b"no database at all" * 100)
    assert len(all_runs()) == 3


async def test_a_run_whose_file_has_a_name_that_is_no_text_is_among_them(kept: Path) -> None:
    (kept / "monday.jsonl").rename(kept / os.fsdecode(b"\xff\x1b[2J.jsonl"))
    async with showing(under_way("live"), (100, 30)) as board:
        await board.press("ctrl+o")
        await board.shows("Lamps", "3 Nov")
