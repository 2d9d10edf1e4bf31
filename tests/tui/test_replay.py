"""A recorded run on the board: what it shows at its end is what the live board showed."""

from __future__ import annotations

from pathlib import Path

import pytest

from streamboard.feeds import playhead
from streamboard.feeds.replay import ReplayFeed
from streamboard.run import runfile
from streamboard.run.codec import encode
from streamboard.run.events import RunEnded, RunStarted
from streamboard.run.plan import SECOND

from .conftest import Start
from .feed import ScriptedFeed, plan_of
from .looks import boxes
from .pilot import showing, under_way
from .terminal import Terminal

PROMPTS = """
title: To be replayed
defaults: {endpoint: sim, max_tokens: 4000}
concurrency: 3
prompts:
  - {name: river, prompt: Tell me about a river., sim: {ttft: 0.2, rate: 150, length: 120, seed: 1}}
  - {name: thinker, prompt: Why is it blue, sim: {ttft: 0, rate: 200, length: 60, thinking: 40}}
  - {name: broken, prompt: Rain., retries: 1, sim: {ttft: 0, rate: 300, fault: truncated, after: 30}}
  - {name: cut, prompt: Tell me about rust., max_tokens: 25, sim: {ttft: 0, rate: 300}}
"""


class Recording:
    """A run as the live board showed it at its end, and its file."""

    def __init__(self, path: Path, panes: dict[str, object], figures: str) -> None:
        self.path = path
        self.panes = panes
        self.figures = figures


def final_look(board: Terminal) -> tuple[dict[str, object], str]:
    """The panes whole, and the header's figures, once the screen has come to rest: a frame comes in parts."""
    looks: list[tuple[dict[str, object], str]] = []

    def at_rest() -> bool:
        looks.append((dict(boxes(board.rows, board.size[0])), board.rows[1]))
        return len(looks) > 10 and all(look == looks[-1] for look in looks[-10:])

    board.wait_until(at_rest, "a still screen")
    return looks[-1]


def wait_for_the_end(board: Terminal) -> None:
    """Wait until all four have ended and the panes show it."""
    board.wait_for("2 done", "1 cut", "1 failed", "✗ cut off")
    board.wait_until(lambda: "in flight" not in board.rows[1].split("speed-up")[0], "the end")


@pytest.fixture(scope="module")
def recording(streamboard_for_all: Start, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A run, recorded while the board showed it."""
    folder = tmp_path_factory.mktemp("recording")
    (folder / "prompts.yaml").write_text(PROMPTS)
    board = streamboard_for_all(folder / "prompts.yaml", "--record", folder / "run.jsonl")
    wait_for_the_end(board)
    panes, figures = final_look(board)
    board.press("q")
    assert board.wait_exit() == 0
    return Recording(folder / "run.jsonl", panes, figures)


def test_a_replay_ends_on_the_screen_that_the_live_board_ended_on(
    recording: Recording, streamboard: Start
) -> None:
    board = streamboard("replay", recording.path, "--speed", "3")
    board.wait_for("▶ REPLAY", "SIMULATED")
    wait_for_the_end(board)
    panes, figures = final_look(board)
    assert panes == recording.panes
    assert figures == recording.figures
    assert "stop all" not in board.rows[-1]
    board.press_to_show("x", "A recorded run cannot be stopped")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    assert "warning" not in board.said_after_leaving
    assert "cut off" not in board.said_after_leaving


def test_space_holds_a_replay_and_lets_it_go_on(recording: Recording, streamboard: Start) -> None:
    board = streamboard("replay", recording.path, "--speed", "0.02")
    board.wait_for("streaming")

    def look_away() -> None:
        board.press_to_show("?", "esc closes this")
        board.press_to_hide("esc", "esc closes this")

    board.press_to_show("space", "PAUSED")
    look_away()  # The word stands at the top of a frame whose other rows may still be on their way.
    held = board.rows
    # Keys come and go, so time passes; nothing of the run moves.
    for _ in range(3):
        look_away()
    board.wait_until(lambda: board.rows[2:-1] == held[2:-1], "the rows as they were")
    assert board.rows[0] == held[0], "the clock went on"
    board.press_to_hide("space", "PAUSED")
    board.wait_until(lambda: board.rows[2:-1] != held[2:-1], "the replay to go on")
    board.press("q")
    assert board.wait_exit() == 0


def test_a_torn_file_is_replayed_with_a_warning_at_the_end(
    recording: Recording, streamboard: Start, tmp_path: Path
) -> None:
    data = recording.path.read_bytes()
    torn = tmp_path / "torn.jsonl"
    within_a_line = data.rindex(b"\n", 0, len(data) * 2 // 3) + 9
    torn.write_bytes(data[:within_a_line])
    board = streamboard("replay", torn, "--speed", "100")
    board.wait_for("▶ REPLAY", "river", "TTFT")
    board.wait_until(lambda: "first text" in board.text or "text x" in board.text, "some text")
    board.press("q")
    assert board.wait_exit() == 0
    board.assert_restored()
    assert "the last line is cut off" in board.said_after_leaving
    assert "torn.jsonl" in board.said_after_leaving


def test_a_file_that_is_no_run_file_is_refused_before_the_screen(streamboard: Start, tmp_path: Path) -> None:
    path = tmp_path / "prompts.yaml"
    path.write_text(PROMPTS)
    terminal = streamboard("replay", path)
    assert terminal.wait_exit() == 2
    assert "this is not a run file" in " ".join("".join(terminal.rows).split())
    assert b"\x1b[?1049h" not in terminal.raw


# -- the feed by itself, with time in hand


class Clock:
    """Stands for `time` in the playhead."""

    def __init__(self) -> None:
        self.ns = 5_000_000_000_000

    def monotonic_ns(self) -> int:
        return self.ns

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.ns += round(seconds * SECOND)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The hands of the clock that the feed reads."""
    clock = Clock()
    monkeypatch.setattr(playhead, "time", clock)
    return clock


@pytest.fixture
def run(tmp_path: Path) -> runfile.RunFile:
    """A run of ten seconds: the engine needs two, then a stream is queued and answered."""
    script = ScriptedFeed(plan_of("one"))
    script.start()
    script.at_ms(2000).queue("s1")
    script.send_off("s1")
    script.at_ms(4000).say("s1", "Hello")
    script.at_ms(10_000).finish("s1")
    end = RunEnded(t=10 * SECOND, reason="finished")
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"".join(map(encode, [*script.events, end])))
    return runfile.read(path)


@pytest.mark.parametrize("speed", [0.5, 1.0, 4.0])
def test_the_clock_of_a_replay_goes_at_its_speed_from_the_first_stream_on(
    run: runfile.RunFile, hands: Clock, speed: float
) -> None:
    feed = ReplayFeed(run, speed)
    assert feed.now() == 2 * SECOND
    hands.pass_by(1)
    assert feed.now() == (2 + speed) * SECOND
    hands.pass_by(0.5)
    assert feed.now() == (2 + 1.5 * speed) * SECOND


def test_a_pause_holds_the_clock(run: runfile.RunFile, hands: Clock) -> None:
    feed = ReplayFeed(run)
    hands.pass_by(1)
    feed.pause(True)
    hands.pass_by(100)
    assert feed.now() == 3 * SECOND
    feed.pause(False)
    hands.pass_by(1)
    assert feed.now() == 4 * SECOND


def test_another_speed_holds_from_now_on(run: runfile.RunFile, hands: Clock) -> None:
    feed = ReplayFeed(run)
    hands.pass_by(1)
    feed.set_speed(4)
    assert feed.now() == 3 * SECOND
    hands.pass_by(0.5)
    assert feed.now() == 5 * SECOND
    feed.skip()
    assert feed.now() == 10 * SECOND


def test_the_clock_stops_at_the_last_event(run: runfile.RunFile, hands: Clock) -> None:
    feed = ReplayFeed(run)
    hands.pass_by(1000)
    assert feed.now() == 10 * SECOND


async def test_events_come_when_their_time_has_come(run: runfile.RunFile, hands: Clock) -> None:
    feed = ReplayFeed(run)
    batches = feed.batches()
    first = await anext(batches)
    assert isinstance(first[0], RunStarted)
    assert max(event.t for event in first) == 2 * SECOND
    hands.pass_by(2)
    assert {event.t for event in await anext(batches)} == {4 * SECOND}
    hands.pass_by(6)
    rest = await anext(batches)
    assert isinstance(rest[-1], RunEnded)
    assert [event async for event in batches] == []


def test_a_replay_takes_no_commands(run: runfile.RunFile) -> None:
    from streamboard.run.commands import StopAll

    assert ReplayFeed(run).send(StopAll()) != ""


async def test_keys_change_the_speed_and_go_to_the_end(run: runfile.RunFile, hands: Clock) -> None:
    feed = ReplayFeed(run)
    async with showing(feed) as board:
        await board.shows("▶ REPLAY", "ctrl+right faster")
        await board.press("ctrl+right", "ctrl+right")
        await board.shows("▶ REPLAY 4x")
        await board.press("ctrl+left", "ctrl+left", "ctrl+left")
        await board.shows("▶ REPLAY 0.5x")
        assert "✓" not in board.text
        await board.press("ctrl+end")
        await board.shows("✓")
        await board.hides("faster")


async def test_what_happens_now_has_no_other_speed() -> None:
    async with showing(under_way("one")) as board:
        await board.press("ctrl+right", "ctrl+end", "question_mark")
        await board.shows("Look")
        assert "twice as fast" not in board.text
