"""A comparison on a terminal: what is cut where there is little room."""

from __future__ import annotations

import io

import pytest

from streamboard.comparing.comparison import compare
from streamboard.report.comparison.as_text import print_comparisons
from streamboard.report.reported import SideBySide
from tests.comparing.made import board_of, side

HARDLY_SLOWER = [
    996,
    984,
    990,
    1006,
    968,
    1040,
    1006,
    1016,
    1007,
    1020,
    1002,
    1018,
    1018,
    1016,
    1001,
    1026,
    1010,
    1013,
    1014,
    1026,
]
"""Thousandths whose interval leaves out 1x, though not surely so among many figures: the word has a `*`."""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("columns", "words"), [(80, {"no difference"}), (120, {"no difference seen"})])
def test_every_row_has_the_same_words(columns: int, words: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", f"{columns}")
    monkeypatch.setenv("NO_COLOR", "1")
    times = [300.0 + 7 * place for place in range(20)]
    later = [time * ratio / 1000 for time, ratio in zip(times, HARDLY_SLOWER, strict=True)]
    old, new = side("a", board_of(*times)), side("b", board_of(*later, at="2026-11-02T10:00:00+00:00"))
    out = Terminal()
    print_comparisons([SideBySide(old, new, compare(old, new), None, ())], out)
    rows = [line.rstrip() for line in out.getvalue().splitlines()]
    told = {line[line.index("no difference") :] for line in rows if "no difference" in line}
    assert {one.removesuffix("*") for one in told} == words
    assert any(one.endswith("*") for one in told)
