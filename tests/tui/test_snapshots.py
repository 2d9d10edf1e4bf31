"""What each view looks like at three sizes, as text: any change of it is seen in review.

    STREAMBOARD_SNAPSHOTS=write uv run pytest tests/tui/test_snapshots.py

writes them anew. The clock of the scripted run stands still, so that nothing moves.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streamboard.comparing.ghost import ALONE, Beside
from streamboard.run.events import ErrorInfo

from .feed import ScriptedFeed, plan_of
from .matrixruns import ghost_of, told_set
from .pilot import VIEW_KEYS, Board, showing

FOLDER = Path(__file__).parent / "snapshots"
SIZES = [(80, 24), (120, 40), (200, 50)]
WORDS = "Once upon a time there was a small robot named Bolt who lived in a lighthouse by the sea. "


def a_run() -> ScriptedFeed:
    """Six streams: two whole answers, one under way, one that thinks, one that failed, one before a retry."""
    feed = ScriptedFeed(plan_of("story", "haiku", "plan", "table", "letter", "song"))
    ids = [stream.id for stream in feed.plan.streams]
    feed.start()
    feed.queue(*ids)
    feed.send_off(*ids)
    feed.at_ms(30).connect(*ids, took=30)
    feed.get_out(*ids)
    feed.at_ms(60).respond(*ids)
    for step in range(20):
        feed.at_ms(300 + step * 100).say("s1", WORDS[step * 4 : step * 4 + 4])
        feed.at_ms(350 + step * 50).say("s2", WORDS[step * 3 : step * 3 + 3])
        feed.at_ms(500 + step * 120).say("s3", WORDS[step * 4 : step * 4 + 4])
    feed.at_ms(1400).finish("s2", tokens=21)
    feed.at_ms(2400).finish("s1", tokens=24)
    feed.at_ms(900).think("s4", "Columns, and then rows.")
    feed.at_ms(1000).say("s5", "Dear reader,")
    feed.at_ms(1600).end(
        "s5", "failed", ErrorInfo("connection_reset", "The connection was reset.", "Run it again.")
    )
    feed.at_ms(1800).fail_and_retry(
        "s6", ErrorInfo("overloaded_error", "The server is overloaded", "Wait.", 529), 4000
    )
    return feed.at_ms(3000)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", VIEW_KEYS)
async def test_a_view_looks_as_it_did(view: str, size: tuple[int, int]) -> None:
    feed = a_run()
    async with showing(feed, size) as board:
        await board.shows("2/6 done" if size[0] < 100 else "6 streams", "1 failed")
        await board.press(VIEW_KEYS[view])
        await board.until(lambda: board.screen.current_view().spec.name in (view,), view)
        seen = await at_rest(board)
    as_it_was(view, size, seen)


MATRICES = {
    "set": lambda: (told_set(), ALONE),
    "set-going-on": lambda: (told_set(going_on=True), ALONE),
    "set-with-ghost": lambda: (
        told_set(),
        Beside(ghost=ghost_of(told_set(slower={"opus-5": 1.3, "haiku-5-5": 0.97}))),
    ),
}
"""A set of five prompts to three models, twice each, with checks and votes; alone and beside a ghost."""


@pytest.mark.parametrize("name", MATRICES)
async def test_the_matrix_of_a_set_looks_as_it_did(name: str) -> None:
    feed, beside = MATRICES[name]()
    seen: dict[tuple[int, int], str] = {}
    async with showing(feed, SIZES[0], beside=beside) as board:
        await board.shows("1 failed")
        await board.press(VIEW_KEYS["matrix"])
        await board.shows("haiku-5-5", "p50")
        for size in SIZES:
            await board.resize(*size)
            seen[size] = await at_rest(board)
    for size, text in seen.items():
        as_it_was(f"matrix-{name}", size, text)


async def at_rest(board: Board) -> str:
    """The screen once it changes no more."""
    seen = ""

    def still() -> bool:
        nonlocal seen
        before, seen = seen, "\n".join(row.rstrip() for row in board.text.split("\n")) + "\n"
        return before == seen

    await board.until(still, "the view to come to rest")
    for _ in range(3):
        await board.pilot.pause(0.06)
        await board.until(still, "the view to come to rest")
    return seen


def as_it_was(name: str, size: tuple[int, int], seen: str) -> None:
    """Hold a screen against its snapshot, or write that anew."""
    path = FOLDER / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("STREAMBOARD_SNAPSHOTS") == "write":
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8")
