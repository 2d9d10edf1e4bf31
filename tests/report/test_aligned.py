"""Rows in columns: words are cut to make room, figures are not."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from streamboard.report.aligned import TextCell, TextColumn, TextRows

COLUMNS = [TextColumn("stream", 6, words=True), TextColumn("model", 5, 8, words=True), TextColumn("TTFT", 7)]
ROWS = [
    (TextCell("a story of rain"), TextCell("claude-haiku"), TextCell("312 ms")),
    (TextCell("雨の話と錆の話"), TextCell("m", "red"), TextCell("1.20 s")),
]


def printed(width: int, *, colour: bool = False) -> list[str]:
    out = io.StringIO()
    console = Console(
        file=out, width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(TextRows(COLUMNS, ROWS))
    return out.getvalue().splitlines()


def test_columns_are_as_wide_as_what_they_hold() -> None:
    assert printed(100) == [
        "stream           model        TTFT",
        "a story of rain  claude-…   312 ms",
        "雨の話と錆の話   m          1.20 s",
    ]


@pytest.mark.parametrize("width", [34, 30, 26, 22])
def test_words_are_cut_where_room_is_short(width: int) -> None:
    lines = printed(width)
    assert [line[-6:] for line in lines[1:]] == ["312 ms", "1.20 s"]
    assert width == 34 or "…" in lines[1]
    assert all(len(line) <= width for line in lines)


def test_styles_are_of_the_cell_alone() -> None:
    assert "\x1b[31mm       \x1b[0m" in printed(100, colour=True)[2]
