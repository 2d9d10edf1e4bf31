"""Going back in a recording: every view shows what it showed when the run first came by."""

from __future__ import annotations

import pytest

from streamboard import promptset
from streamboard.feeds import playhead
from streamboard.feeds.replay import ReplayFeed
from streamboard.run import runfile
from streamboard.run.codec import encode
from streamboard.run.events import RunEnded
from streamboard.run.plan import SECOND

from .feed import ScriptedFeed
from .pilot import VIEW_KEYS, Board, showing
from .test_replay import Clock

SET = """
models: [{name: left, model: sim}, {name: right, model: sim}]
defaults: {endpoint: sim, max_tokens: 100}
prompts:
  - {name: river, prompt: Tell me about a river., expect: [contains: water]}
  - {name: hill, prompt: Tell me about a hill.}
"""
TIMES = (0, 2, 5, 9)
"""Seconds since the first stream was queued."""


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(playhead, "time", clock)
    return clock


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> runfile.RunFile:
    feed = ScriptedFeed(promptset.parse(SET))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    for number, stream in enumerate(ids):
        feed.at_ms(1000 + 500 * number).send_off(stream)
        feed.respond(stream)
    for turn in range(20):
        for number, stream in enumerate(ids):
            feed.at_ms(3000 + 200 * turn + 10 * number).say(stream, f"much water {turn} ")
    for number, stream in enumerate(ids):
        feed.at_ms(8000 + 100 * number).finish(stream, tokens=80)
    path = tmp_path_factory.mktemp("seek") / "run.jsonl"
    end = RunEnded(t=10 * SECOND, reason="finished", outcomes={"completed": len(ids)})
    path.write_bytes(b"".join(map(encode, [*feed.events, end])))
    return runfile.read(path)


async def screen_at(board: Board, hands: Clock, seconds: float) -> str:
    """The header and the view, once all that is due was folded."""
    hands.pass_by(seconds)
    recording = board.feed.recording
    await board.until(lambda: (due := recording.next_t()) is None or due > recording.at)
    await board.draw()
    await board.draw()
    return "\n".join(board.rows[:-2])


@pytest.mark.parametrize("view", VIEW_KEYS)
async def test_a_time_looks_as_it_did_when_one_has_gone_back_to_it(
    run: runfile.RunFile, hands: Clock, view: str
) -> None:
    steps = [after - before for before, after in zip((0, *TIMES), TIMES, strict=False)]
    looks: list[list[str]] = []
    for back in (False, True):
        async with showing(ReplayFeed(run), (160, 45)) as board:
            await board.shows("▶ REPLAY")
            if back:
                await board.press("ctrl+end")
                await board.shows("4 done")
            await board.press(VIEW_KEYS[view])
            if back:
                await screen_at(board, hands, 0)
                await board.press("ctrl+home")
            looks.append([await screen_at(board, hands, step) for step in steps])
    first, again = looks
    assert len(set(first)) > 2
    for before, after in zip(first, again, strict=True):
        assert before == after
