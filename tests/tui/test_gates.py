"""Gates on the board: the header counts them once the run is over, and the dialog says why."""

from __future__ import annotations

from streamboard.run.events import ClockLag
from streamboard.run.plan import SECOND
from tests.tui.feed import ScriptedFeed
from tests.tui.pilot import showing, under_way


def ended(*gates: str) -> ScriptedFeed:
    feed = under_way("one", "two", gates=[*gates])
    feed.at_ms(1000)
    for stream in ("s1", "s2"):
        feed.finish(stream, tokens=10)
    return feed


async def test_gates_are_judged_at_the_end_and_told() -> None:
    gates = ("completed == 100%", "attempts.max < 1", "ttft.p50 <= baseline")
    async with showing(ended(*gates), (160, 40)) as board:
        await board.shows("gates 1✓ 1✗ 1○")
        await board.press("Y")
        await board.shows("gates: 1 passed, 1 failed, 1 undecided", "no baseline was named")
        await board.shows("✗ attempts.max < 1  failed")
        await board.press("escape")
        await board.hides("no baseline was named")


async def test_what_gates_came_to_is_told_beside_a_late_engine_at_any_width() -> None:
    feed = ended("completed == 100%", "attempts.max < 1", "ttft.p50 <= baseline")
    feed.feed(ClockLag(t=SECOND, lag_ns=120_000_000))
    async with showing(feed, (200, 30)) as board:
        await board.shows("gates 1✓ 1✗ 1○", "engine late 1x, worst 120 ms")
        for width in (150, 120, 100, 80):
            await board.resize(width, 30)
            await board.until(lambda: "gates 1✓ 1✗ 1○" in board.rows[1], "the gates")
            assert "late" in board.rows[1]
            assert "120 ms" in board.rows[1]


async def test_without_gates_there_is_nothing_to_show() -> None:
    async with showing(ended(), (120, 30)) as board:
        await board.press("Y")
        await board.shows("This run has no gates; a prompt set lists them under")
        assert "gates 1" not in board.text
