"""The home screen: what it lists, the filter, and what enter and `c` open."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from streamboard.run.archive.digest import Digest
from streamboard.run.archive.shelf import KeptRun
from streamboard.settings.memory import Habits
from streamboard.tui.home import HomeApp, prompt_set

SETS = [
    (
        "Prompt sets here",
        [
            prompt_set(["robots.yaml"], "robots.yaml", "Robots \x1b[2J"),
            prompt_set(["rain.yaml"], "rain.yaml", "Rain"),
        ],
    ),
    (
        "Prompt sets that come with streamboard",
        [
            prompt_set(["demo"], "demo", "Four answers"),
            prompt_set(["demo", "faults"], "faults", "What can go wrong"),
        ],
    ),
]
RUN = Digest("/r/old.jsonl", 9_000, 0, "2026-11-20T10:00:00+00:00", "Old rain", 3, ["haiku"], ended=True)


class Home:
    """The home screen under test."""

    def __init__(self, app: HomeApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def text(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)

    async def shows(self, *texts: str, without: str = "") -> None:
        end = time.monotonic() + 60
        while not all(text in self.text for text in texts) or (without and without in self.text):
            assert time.monotonic() < end, f"waited in vain for {texts}; the screen:\n{self.text}"
            await asyncio.sleep(0.01)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)


def one_run() -> list[KeptRun]:
    return [KeptRun(1, RUN, ("kept",))]


def none_to_read() -> list[KeptRun]:
    raise OSError(13, "Permission denied")


@asynccontextmanager
async def home(runs: Callable[[], list[KeptRun]] = one_run) -> AsyncIterator[Home]:
    app = HomeApp(SETS, runs, Habits.of())
    async with app.run_test(size=(100, 30)) as pilot:
        yield Home(app, pilot)


async def test_it_lists_all_that_can_be_opened() -> None:
    async with home() as shown:
        await shown.shows(
            "chat", "robots.yaml", "Robots ␛[2J", "demo", "Four answers", "Old rain", "haiku", "kept"
        )
        await shown.press("enter")
    assert shown.app.command == ["chat"]


async def test_a_set_is_found_and_opened() -> None:
    async with home() as shown:
        await shown.shows("Old rain")
        await shown.press("slash", *"wrong", "enter")
        await shown.shows("faults", without="robots.yaml")
        await shown.press("enter")
    assert shown.app.command == ["demo", "faults"]


async def test_a_run_is_replayed_or_gone_on_from() -> None:
    for key, command in (("enter", ["replay", RUN.path]), ("c", ["chat", "--resume", RUN.path])):
        async with home() as shown:
            await shown.shows("Old rain")
            await shown.press("slash", *"model:haiku", "enter")
            await shown.shows("go on from it", without="robots.yaml")
            await shown.press(key)
        assert shown.app.command == command


async def test_what_is_wrong_is_said_in_its_place() -> None:
    async with home(none_to_read) as shown:
        await shown.shows("their folder cannot be read: Permission denied")
        await shown.press("slash", *"since:soon")
        await shown.shows("soon is no time")
        await shown.press("escape")
        await shown.shows("robots.yaml")
        await shown.press("question_mark")
        await shown.shows("open what the cursor is on")
        await shown.press("escape", "q")
    assert shown.app.command == []
