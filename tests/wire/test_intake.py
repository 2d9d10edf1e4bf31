"""What is read in one turn of the loop is stamped as it is read, and parsed when all has been read."""

from __future__ import annotations

import asyncio

from streamboard.wire.stamped_connections import Intake, Link


class Told(Link):
    """A connection that says what it is given to parse."""

    def __init__(self, intake: Intake, told: list[tuple[str, bytes, int]], name: str) -> None:
        super().__init__(asyncio.get_running_loop(), intake)
        self._told = told
        self._name = name

    def take(self, data: bytes, stamp: int) -> None:
        self._told.append((self._name, data, stamp))


async def test_all_is_read_and_stamped_before_any_of_it_is_parsed() -> None:
    told: list[tuple[str, bytes, int]] = []
    intake = Intake(asyncio.get_running_loop())
    first, second = Told(intake, told, "first"), Told(intake, told, "second")
    first.data_received(b"a")
    second.data_received(b"b")
    first.data_received(b"c")
    assert not told
    await asyncio.sleep(0)
    assert [(name, data) for name, data, _ in told] == [("first", b"a"), ("second", b"b"), ("first", b"c")]
    stamps = [stamp for _, _, stamp in told]
    assert stamps == sorted(stamps)
    await asyncio.sleep(0)
    assert len(told) == 3


async def test_a_long_read_is_parsed_at_once_so_that_what_waits_for_its_reader_is_bounded() -> None:
    told: list[tuple[str, bytes, int]] = []
    intake = Intake(asyncio.get_running_loop())
    first, second = Told(intake, told, "first"), Told(intake, told, "second")
    first.data_received(b"a")
    second.data_received(b"b" * 200_000)
    assert [name for name, _, _ in told] == ["first", "second"]
    second.data_received(b"c")
    await asyncio.sleep(0)
    assert [data[:1] for _, data, _ in told] == [b"a", b"b", b"c"]


async def test_what_came_before_an_end_is_parsed_before_it() -> None:
    told: list[tuple[str, bytes, int]] = []
    link = Told(Intake(asyncio.get_running_loop()), told, "link")
    link.data_received(b"the last words")
    link.connection_lost(None)
    assert [data for _, data, _ in told] == [b"the last words"]
    await asyncio.sleep(0)
    assert len(told) == 1
