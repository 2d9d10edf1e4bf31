"""One scene a frame, and one a key."""

from __future__ import annotations

import pytest

from streamboard.tui.draw.scene import Scene

from .pilot import showing, under_way


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The bare scenes that were made: what dresses one makes no new one."""
    from streamboard.tui.screen.frame import Frame

    scenes: list[int] = []
    bare = Frame._bare_scene

    def counted(frame: Frame) -> Scene:
        scenes.append(1)
        return bare(frame)

    monkeypatch.setattr(Frame, "_bare_scene", counted)
    return scenes


async def test_a_frame_makes_one_scene(made: list[int]) -> None:
    async with showing(under_way("one", "two"), (200, 50)) as board:
        for keys in ((), ("z",), ("slash",), ("escape", "comma"), ("4",)):
            await board.press(*keys)
            made.clear()
            board.screen.draw_frame()
            assert len(made) == 1, keys


@pytest.mark.parametrize("name", ["next", "zoom", "view_table", "log", "pin", "clock_back", "back", "search"])
async def test_a_key_makes_one_for_itself_and_one_for_the_frame_that_it_draws(
    name: str, made: list[int]
) -> None:
    feed = under_way("one", "two")
    feed.at_ms(1000).say("s1", "Once upon a time.")
    async with showing(feed) as board:
        await board.shows("Once upon")
        made.clear()
        board.screen.action_perform(f"board.{name}")
        assert len(made) == 2
