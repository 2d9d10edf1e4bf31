"""Take the pictures in the README: real runs on the board, saved as SVG.

    uv run python docs/take_screenshots.py

Runs `prompts/demo.yaml` on the local model (about half a minute) and `prompts/concurrency.yaml` on the
simulated server, without a terminal, and saves what the screen shows at the sizes named below.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from streamboard.board.state import BoardState
from streamboard.engine.process import EngineProcess
from streamboard.promptset import Overrides, expand, load
from streamboard.tui.app import StreamboardApp
from streamboard.tui.bridge import LiveFeed
from streamboard.tui.screens.board import BoardScreen

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
MOST_S = 120


class Picture(NamedTuple):
    """A moment of a run."""

    name: str
    when: Callable[[BoardState], bool]


def tokens(count: int) -> Callable[[BoardState], bool]:
    """When so many tokens have come."""
    return lambda board: board.totals(board.now).output_tokens >= count


def finished(board: BoardState) -> bool:
    """When every stream has ended."""
    return board.finished


async def take(prompt_set: str, endpoint: str, size: tuple[int, int], pictures: list[Picture]) -> None:
    """Run a prompt set on a board of a size and save its pictures, in their order."""
    overrides = Overrides(endpoint=endpoint)
    plan = expand(load(ROOT / "prompts" / prompt_set, overrides), overrides)
    engine = EngineProcess(plan, keep_open=True)
    try:
        app = StreamboardApp(LiveFeed(plan, engine, Path("run.jsonl")))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            screen = app.screen
            assert isinstance(screen, BoardScreen)
            for picture in pictures:
                async with asyncio.timeout(MOST_S):
                    while not picture.when(screen.board):
                        await pilot.pause(0.05)
                await pilot.pause(0.2)
                app.save_screenshot(f"{picture.name}.svg", str(IMAGES))
    finally:
        engine.close()


async def main() -> None:
    """Take all pictures."""
    IMAGES.mkdir(exist_ok=True)
    await take("demo.yaml", "local", (120, 40), [Picture("board-live", tokens(320))])
    await take("concurrency.yaml", "sim", (120, 24), [Picture("lanes", tokens(330))])
    await take("faults.yaml", "sim", (160, 48), [Picture("faults", finished)])


if __name__ == "__main__":
    asyncio.run(main())
