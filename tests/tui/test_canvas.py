"""Rows made of styled parts, and the widget that draws them."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult

from streamboard.tui.draw.canvas import Canvas, PaintedRow, Parts, cut, shortened, spread, width_of
from streamboard.tui.draw.control_filter import printable
from streamboard.tui.draw.styles import Palette

PLAIN, BOLD = Style(), Style(bold=True)
TEXTS = st.text(st.sampled_from("ab c漢字é👍"), max_size=12)
PARTS = st.lists(st.tuples(TEXTS, st.sampled_from([PLAIN, BOLD])), max_size=6)


def text_of(parts: Parts) -> str:
    """The parts as plain text."""
    return "".join(text for text, _ in parts)


def test_a_row_that_fits_is_left_as_it_is() -> None:
    parts: Parts = [("one ", PLAIN), ("two", BOLD)]
    assert cut(parts, 7) is parts


def test_a_row_that_does_not_fit_ends_in_an_ellipsis() -> None:
    assert cut([("one ", PLAIN), ("two", BOLD)], 6) == [("one ", PLAIN), ("t…", BOLD)]
    assert cut([("one ", PLAIN), ("two", BOLD)], 4) == [("one…", PLAIN)]
    assert cut([("one", PLAIN)], 1) == [("…", PLAIN)]
    assert cut([("one", PLAIN)], 0) == []


def test_half_a_wide_character_becomes_a_space() -> None:
    assert text_of(cut([("漢字漢字", PLAIN)], 4)) == "漢 …"


def test_spread_puts_the_parts_at_both_ends_and_the_left_one_gives_way() -> None:
    assert text_of(spread([("ab", PLAIN)], [("yz", PLAIN)], 8, PLAIN)) == "ab    yz"
    assert text_of(spread([("abcdef", PLAIN)], [("yz", PLAIN)], 6, PLAIN)) == "abc…yz"
    assert text_of(spread([("ab", PLAIN)], [("yz", PLAIN)], 6, PLAIN, character="─")) == "ab──yz"
    assert text_of(spread([("ab", PLAIN)], [("wxyz", PLAIN)], 3, PLAIN)) == "wx…"


@given(PARTS, st.integers(0, 40))
def test_cut_never_exceeds_the_width(parts: Parts, width: int) -> None:
    assert width_of(cut(parts, width)) <= width


@given(PARTS, PARTS, st.integers(0, 40))
def test_spread_fills_the_width_exactly(left: Parts, right: Parts, width: int) -> None:
    assert width_of(spread(left, right, width, PLAIN)) == width


class Rows(Canvas):
    """A canvas that shows what it is given."""

    DEFAULT_CSS = "Rows { height: 3; width: 10; }"

    def __init__(self) -> None:
        super().__init__()
        self.texts: Sequence[str] = ()

    def paint(self) -> Iterable[Parts]:
        return [[(text, PLAIN)] for text in self.texts]


class RowsApp(App[None]):
    """Holds one canvas."""

    def compose(self) -> ComposeResult:
        yield Rows()

    @property
    def palette(self) -> Palette:
        return Palette.of(self)


def shown(rows: Rows) -> list[str]:
    """What the canvas renders."""
    return [strip.text for strip in rows.render_lines(rows.size.region)]


async def test_a_canvas_pads_and_crops_its_rows_to_its_size() -> None:
    async with RowsApp().run_test(size=(20, 5)) as pilot:
        rows = pilot.app.query_one(Rows)
        rows.texts = ["one", "far too long a row", "漢字漢字漢字漢字", "beyond"]
        rows.draw()
        assert shown(rows) == ["one       ", "far too lo", "漢字漢字漢"]
        rows.texts = []
        rows.draw()
        assert shown(rows) == [" " * 10] * 3


async def test_only_rows_that_changed_are_made_anew() -> None:
    async with RowsApp().run_test(size=(20, 5)) as pilot:
        rows = pilot.app.query_one(Rows)
        rows.texts = ["one", "two", "three"]
        rows.draw()
        before = rows.render_lines(rows.size.region)
        rows.texts = ["one", "2", "three"]
        rows.draw()
        after = rows.render_lines(rows.size.region)
        assert [new == old for new, old in zip(after, before, strict=True)] == [True, False, True]


async def test_a_canvas_follows_its_size() -> None:
    async with RowsApp().run_test(size=(20, 5)) as pilot:
        rows = pilot.app.query_one(Rows)
        rows.texts = ["one", "two", "three", "four"]
        rows.draw()
        rows.styles.height = 4
        rows.styles.width = 6
        await pilot.pause()
        assert shown(rows) == ["one   ", "two   ", "three ", "four  "]


async def test_rows_that_were_drawn_over_are_freed_without_the_collector() -> None:
    def alive() -> int:
        return sum(isinstance(thing, PaintedRow) for thing in gc.get_objects())

    async with RowsApp().run_test(size=(20, 5)) as pilot:
        rows = pilot.app.query_one(Rows)
        gc.collect()
        before = alive()
        gc.disable()
        try:
            for number in range(40):
                rows.texts = [f"a {number}", f"b {number}", f"c {number}"]
                rows.draw()
                pilot.app.screen._compositor.render_strips()
                await pilot.pause()
            assert alive() <= before + 3
        finally:
            gc.enable()


@pytest.mark.parametrize(
    ("name", "width", "expected"),
    [
        ("story/rain/sim-thin#3", 30, "story/rain/sim-thin#3"),
        ("story/rain/sim-thin#3", 12, "story…thin#3"),
        ("story", 1, "…"),
        ("story", 0, ""),
        ("日本語日本語", 7, "日…語"),
    ],
)
def test_a_shortened_name_keeps_its_ends(name: str, width: int, expected: str) -> None:
    assert shortened(name, width) == expected


@pytest.mark.parametrize(
    "text", ["a\u00a0b", "質問\u3000その一", "a\u2009b", "می\u200cخواهم", "👩\u200d💻", "a\tb\nc"]
)
def test_the_last_filter_moves_no_cell(text: str) -> None:
    """Spaces of other scripts are no control characters, though Python does not call them printable."""
    assert cell_len(printable(text)) == cell_len(text.replace("\t", " ").replace("\n", " "))
