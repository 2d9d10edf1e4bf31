"""The start line, in virtual time: who waits for whom, and in which order they go."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from streamboard.engine.start_line import MOST_HELD_S, StartingPlace, StartLine
from tests.support.virtual_time import now_ns, run

HELD_NS = int(MOST_HELD_S * 1e9)


class Starters:
    """Places at one line, and who went when."""

    def __init__(self) -> None:
        self.line = StartLine()
        self.gone: list[tuple[str, int]] = []

    def places(self, names: str) -> list[StartingPlace]:
        return [self.line.place() for _ in names]

    def ready(self, place: StartingPlace, name: str) -> None:
        place.ready(lambda: self.gone.append((name, now_ns())))

    @property
    def names(self) -> str:
        return "".join(name for name, _ in self.gone)


async def turns(count: int = 3) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def play(main: Coroutine[Any, Any, None]) -> None:
    run(main)


def test_those_that_start_in_one_turn_go_when_the_last_is_ready_in_the_order_of_their_start() -> None:
    async def main() -> None:
        starters = Starters()
        a, b, c = starters.places("abc")
        await turns()
        starters.ready(c, "c")
        starters.ready(a, "a")
        assert starters.names == ""
        starters.ready(b, "b")
        assert starters.names == "abc"

    play(main())


def test_one_alone_goes_at_once() -> None:
    async def main() -> None:
        starters = Starters()
        (a,) = starters.places("a")
        await turns()
        starters.ready(a, "a")
        assert starters.names == "a"

    play(main())


def test_one_that_is_ready_before_the_turn_is_over_waits_for_its_end() -> None:
    async def main() -> None:
        starters = Starters()
        (a,) = starters.places("a")
        starters.ready(a, "a")
        (b,) = starters.places("b")
        assert starters.names == ""
        await turns()
        starters.ready(b, "b")
        assert starters.names == "ab"

    play(main())


def test_those_of_another_turn_are_not_waited_for() -> None:
    async def main() -> None:
        starters = Starters()
        (a,) = starters.places("a")
        await turns()
        (b,) = starters.places("b")
        await turns()
        starters.ready(a, "a")
        assert starters.names == "a"
        starters.ready(b, "b")
        assert starters.names == "ab"

    play(main())


def test_one_that_leaves_is_not_waited_for_whether_it_was_ready_or_not() -> None:
    async def main() -> None:
        starters = Starters()
        a, b, c = starters.places("abc")
        await turns()
        starters.ready(a, "a")
        a.leave()
        starters.ready(b, "b")
        assert starters.names == ""
        c.leave()
        assert starters.names == "b"
        for place in (a, b, c):
            place.leave()
        assert starters.names == "b"

    play(main())


def test_all_may_leave() -> None:
    async def main() -> None:
        starters = Starters()
        for place in starters.places("ab"):
            place.leave()
        await turns()
        assert starters.names == ""

    play(main())


def test_the_first_that_is_ready_waits_for_so_long_and_those_that_come_later_go_at_once() -> None:
    async def main() -> None:
        starters = Starters()
        a, b, c = starters.places("abc")
        await asyncio.sleep(5)
        starters.ready(a, "a")
        await asyncio.sleep(MOST_HELD_S / 2)
        starters.ready(b, "b")
        await asyncio.sleep(MOST_HELD_S)
        assert starters.gone == [("a", 5 * 10**9 + HELD_NS), ("b", 5 * 10**9 + HELD_NS)]
        starters.ready(c, "c")
        assert starters.names == "abc"

    play(main())
