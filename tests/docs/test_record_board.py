"""The moving picture of the README: a file that is whole, small, and shows something where nothing moves."""

from __future__ import annotations

from xml.etree import ElementTree

from docs.record_board import SIZE, Film
from tests.tui.pilot import showing, under_way

NAMES = {"svg": "http://www.w3.org/2000/svg"}


async def test_each_row_is_stored_once_with_the_times_at_which_it_is_visible() -> None:
    film = Film()
    async with showing(under_way("one"), SIZE) as board:
        picture = board.pilot.app.export_screenshot()
        film.add(picture)
        film.add(picture)
        await board.press("2")
        await board.shows("last words")
        film.add(board.pilot.app.export_screenshot())
        film.add(picture)
    tree = ElementTree.fromstring(film.svg())
    moving = tree.find("svg:g[@class='moving']", NAMES)
    assert moving is not None
    rows = moving.findall("svg:g", NAMES)
    times = [
        [(shown.get("begin"), shown.get("dur")) for shown in row.findall("svg:set", NAMES)] for row in rows
    ]
    always = [("film.begin+0.0s", "3.8s")]
    twice = [("film.begin+0.0s", "0.4s"), ("film.begin+0.6s", "3.2s")]
    between = [("film.begin+0.4s", "0.2s")]
    assert {tuple(each) for each in times} == {tuple(always), tuple(twice), tuple(between)}
    assert sum(each == twice for each in times) == sum(each == between for each in times)
    still = "".join(tree.itertext())
    assert "waiting for the first token" in still.replace("\xa0", " ")
