"""Take the pictures in the documents: real runs on the board, saved as SVG.

    uv run python docs/take_screenshots.py

Runs `prompts/demo.yaml` on the local model (about half a minute) and other sets on the simulated server,
without a terminal, and saves what the screen shows at the sizes named below.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from streamboard.board.state import BoardState
from streamboard.feeds.live import LiveFeed
from streamboard.feeds.process import EngineProcess
from streamboard.promptset import Overrides, load
from streamboard.settings.memory import Habits, Remembered
from streamboard.settings.on_screen import THEMES
from streamboard.tui.app import StreamboardApp
from streamboard.tui.draw.picture import portable
from streamboard.tui.screen.board import BoardScreen

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
MOST_S = 120
TWICE = """
title: One question, twice
defaults: {max_tokens: 200, repeat: 2, extra: {temperature: 0.3}}
prompts: [{name: sky, prompt: "Explain to a child, in three sentences, why the sky is blue."}]
"""

Moment = Callable[[BoardState], bool]


class Picture(NamedTuple):
    """A moment of a run, and the keys that lead to what is shown."""

    name: str
    when: Moment
    keys: tuple[str, ...] = ()


def tokens(count: int) -> Moment:
    """When so many tokens have come."""
    return lambda board: board.totals(board.now).output_tokens >= count


def finished(board: BoardState) -> bool:
    """When every stream has ended."""
    return board.finished


def second_pass(board: BoardState) -> bool:
    """When all streams have ended that were run again."""
    return len(board.passes) > 1 and board.finished


def one_question_twice(folder: str) -> str:
    """Write a prompt set whose two answers have something in common; its path."""
    path = Path(folder, "twice.yaml")
    path.write_text(TWICE)
    return str(path)


@asynccontextmanager
async def on_board(
    prompt_set: str, endpoint: str, size: tuple[int, int], theme: str = THEMES[0]
) -> AsyncIterator[tuple[Pilot[int], BoardScreen]]:
    """Run a prompt set, one of `prompts/` or a path, on a board of a size, without a terminal."""
    plan = load(ROOT / "prompts" / prompt_set, Overrides(endpoint=endpoint))
    engine = EngineProcess(plan, keep_open=True)
    try:
        app = StreamboardApp(LiveFeed(plan, engine, Path("run.jsonl")), Habits(Remembered(theme)))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, BoardScreen)
            yield pilot, screen
    finally:
        engine.close()


async def take(
    prompt_set: str, endpoint: str, size: tuple[int, int], pictures: list[Picture], theme: str = THEMES[0]
) -> None:
    """Run a prompt set on a board of a size and save its pictures, in their order."""
    async with on_board(prompt_set, endpoint, size, theme) as (pilot, screen):
        for picture in pictures:
            async with asyncio.timeout(MOST_S):
                while not picture.when(screen.board):
                    await pilot.pause(0.05)
            for key in picture.keys:
                await pilot.press(key)
            await pilot.pause(0.4)
            (IMAGES / f"{picture.name}.svg").write_text(portable(pilot.app.export_screenshot()))


async def main() -> None:
    """Take all pictures."""
    IMAGES.mkdir(exist_ok=True)
    await take(
        "demo.yaml",
        "local",
        (120, 40),
        [
            Picture("board-live", tokens(320)),
            Picture("race", tokens(420), ("3",)),
            Picture("zoom", finished, ("1", "z")),
            Picture("table", finished, ("z", "4")),
            Picture("events", finished, ("5",)),
            Picture("inspector", finished, ("1", "I")),
        ],
    )
    with tempfile.TemporaryDirectory() as folder:
        await take(one_question_twice(folder), "local", (120, 24), [Picture("compare", finished, ("6",))])
    await take("demo.yaml", "sim", (120, 40), [Picture("light", tokens(320))], "light")
    await take("concurrency.yaml", "sim", (120, 24), [Picture("lanes", tokens(330))])
    await take("matrix.yaml", "sim", (120, 32), [Picture("matrix", finished, ("7",))])
    await take("faults.yaml", "sim", (160, 48), [Picture("faults", finished)])
    races = [Picture("races", finished, ("O",)), Picture("races", second_pass)]
    await take("concurrency.yaml", "sim", (140, 38), races)


if __name__ == "__main__":
    asyncio.run(main())
