"""Pictures of the screen: bars and lines join in any viewer, and nothing is fetched."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from rich.console import Console

from streamboard.tui.draw.glyphs import BARS
from streamboard.tui.draw.picture import CELL_WIDTH, ROW_HEIGHT, portable

from .pilot import showing, under_way

SVG = "{http://www.w3.org/2000/svg}"


def picture_of(*rows: str) -> ElementTree.Element:
    """Rows of text as a picture."""
    console = Console(width=20, record=True, file=io.StringIO(), color_system="truecolor")
    for row in rows:
        console.print(row, style="#00ff00", markup=False, highlight=False)
    return ElementTree.fromstring(portable(console.export_svg(title="")))


def words(picture: ElementTree.Element) -> list[str]:
    """The texts that are left as texts."""
    return [(text.text or "").replace("\xa0", " ") for text in _texts(picture)]


def _texts(picture: ElementTree.Element) -> list[ElementTree.Element]:
    return [text for text in picture.iter(f"{SVG}text") if (text.text or "").strip("\n")]


def test_bars_are_shapes_and_words_stay_words_in_their_places() -> None:
    picture = picture_of("ab ██ <c>")
    assert words(picture) == ["ab ", " <c>"]
    (bar,) = picture.iter(f"{SVG}path")
    first, last = _texts(picture)
    assert bar.get("class") == first.get("class") == last.get("class")
    assert bar.get("d", "").startswith(f"M{3 * CELL_WIDTH:.1f} ")
    assert float(last.get("x", "")) == pytest.approx(5 * CELL_WIDTH)


def test_a_wide_letter_moves_what_follows_by_two_cells() -> None:
    (bar,) = picture_of("漢█").iter(f"{SVG}path")
    assert bar.get("d", "").startswith(f"M{2 * CELL_WIDTH:.1f} ")


def test_full_bars_reach_the_row_below() -> None:
    upper, lower = (path.get("d", "") for path in picture_of("█", "█").iter(f"{SVG}path"))
    tops = [float(path.split("h")[0].split(" ")[1]) for path in (upper, lower)]
    assert tops[1] - tops[0] == pytest.approx(ROW_HEIGHT, abs=0.1)
    assert float(upper.split("v")[1].split("h")[0]) > ROW_HEIGHT


def test_no_sign_of_the_board_is_left_to_a_font() -> None:
    signs = BARS + "▌░▒│─┤├└╭╮╰╯┄╎━┃┏┓┗┛┣┫╺╸╹╻┬┯"
    picture = picture_of(*(sign * 2 for sign in signs))
    assert words(picture) == []
    assert len([*picture.iter(f"{SVG}path")]) == len(signs)


async def test_a_picture_of_the_board_fetches_nothing() -> None:
    async with showing(under_way("one")) as board:
        svg = portable(board.pilot.app.export_screenshot())
    assert "url(" not in svg.replace("url(#", "")
    assert "@font-face" not in svg
    assert "waiting for the first token" in "".join(ElementTree.fromstring(svg).itertext()).replace(
        "\xa0", " "
    )
