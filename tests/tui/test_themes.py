"""Themes: each can be read, and none says anything by colour alone."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.color import Color as RichColour
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from streamboard.settings.memory import Habits, Remembered
from streamboard.settings.on_screen import THEMES
from streamboard.tui.draw import eight_bit, themes
from streamboard.tui.draw.eight_bit import EightBit, nearest
from streamboard.tui.draw.styles import Palette
from streamboard.tui.widgets.bars import Header

from .conftest import Start
from .driving import ENDLESS
from .matrixruns import told_set
from .pilot import Board, showing, under_way

COLOURED = [name for name in THEMES if name != themes.NO_COLOUR]


def looking(theme: str) -> Habits:
    return Habits(Remembered(theme=theme))


async def palette_of(theme: str) -> Palette:
    """The palette of a board that begins with a theme."""
    async with showing(under_way("one"), habits=looking(theme)) as board:
        await board.shows("1 stream")
        return board.screen.query_one(Header).palette


def contrast(style: Style) -> float:
    """The contrast of a style's text on its ground, from 1 to 21."""
    assert style.color is not None
    assert style.bgcolor is not None
    return eight_bit.contrast(style.color, style.bgcolor)


def test_contrast_is_that_of_wcag() -> None:
    white, black, grey = (RichColour.parse(name) for name in ("#ffffff", "#000000", "#777777"))
    assert eight_bit.contrast(black, white) == pytest.approx(21)
    assert eight_bit.contrast(grey, white) == pytest.approx(4.48, abs=0.005)
    assert eight_bit.contrast(grey, grey) == 1


def texts(palette: Palette) -> dict[str, Style]:
    """All styles that text is written in, those of states on the bars too."""
    found = {field.name: getattr(palette, field.name) for field in dataclasses.fields(Palette)}
    del found["faint"]  # Borders and rules.
    for fill in fills(palette):
        del found[fill]
    states = ("live", "good", "trouble")
    on_bars = {f"{name} on a bar": palette.on_bar(found[name]) for name in states}
    under_cursor = {
        f"{name} under the cursor": palette.cursor + Style(color=found[name].color) for name in states
    }
    return found | on_bars | under_cursor


def fills(palette: Palette) -> dict[str, Style]:
    """The styles of bars and areas."""
    return {
        field.name: getattr(palette, field.name)
        for field in dataclasses.fields(Palette)
        if field.name.endswith("_fill")
    }


@pytest.mark.parametrize("theme", COLOURED)
async def test_all_text_can_be_read(theme: str) -> None:
    least = 7 if "contrast" in theme else 4.5
    poor = {
        name: round(contrast(style), 2)
        for name, style in texts(await palette_of(theme)).items()
        if contrast(style) < least
    }
    assert not poor


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_text_can_be_read_with_256_colours(theme: str) -> None:
    styles = texts(await palette_of(theme))
    drawn = EightBit().apply([Segment("x", style) for style in styles.values()], Color(0, 0, 0))
    poor = {
        name: round(contrast(each.style), 2)
        for name, each in zip(styles, drawn, strict=True)
        if each.style is not None and contrast(each.style) < 4.5
    }
    assert not poor


@pytest.mark.parametrize("theme", COLOURED)
async def test_bars_stand_out_from_their_ground(theme: str) -> None:
    poor = {
        name: contrast(style) for name, style in fills(await palette_of(theme)).items() if contrast(style) < 3
    }
    assert not poor


async def test_high_contrast_stands_on_black_and_on_white() -> None:
    grounds = [(await palette_of(name)).text.bgcolor for name in ("contrast", "contrast-light")]
    assert [Color.from_rich_color(ground).hex for ground in grounds if ground] == ["#000000", "#FFFFFF"]


async def test_without_colour_there_is_none() -> None:
    palette = await palette_of(themes.NO_COLOUR)
    assert all(style.color is None and style.bgcolor is None for style in texts(palette).values())
    # What must not be overlooked, where one is, and trouble stand out all the same.
    assert all(style.reverse for style in (palette.alert, palette.cursor))
    assert all(style.bold for style in (palette.focus, palette.trouble))
    assert not palette.good.bold


def test_they_follow_each_other_in_a_circle() -> None:
    theme, seen = themes.full_name(THEMES[0]), []
    for _ in THEMES:
        seen.append(themes.short_name(theme))
        theme = themes.following(theme)
    assert tuple(seen) == THEMES
    assert theme == themes.full_name(THEMES[0])
    assert themes.following("nord") == theme


async def test_a_key_changes_the_theme_and_says_which() -> None:
    async with showing(under_way("one")) as board:
        assert board.pilot.app.theme == "streamboard-dark"
        for name in (*THEMES[1:], THEMES[0]):
            await board.press("T")
            await board.shows(f"Theme: {name}", "waiting for the first token")
            assert board.pilot.app.theme == f"streamboard-{name}"


async def test_the_palette_has_each_theme() -> None:
    async with showing(under_way("one")) as board:
        await board.press("ctrl+p")
        await board.shows("Search for commands")
        await board.press(*"contrast-light")
        await board.shows("Theme: contrast-light")
        await board.hides("Theme: dark")
        await board.press("enter")
        await board.until(lambda: board.pilot.app.theme == "streamboard-contrast-light")


async def test_a_theme_that_is_not_there_is_the_usual_one() -> None:
    async with showing(under_way("one"), habits=looking("no such theme")) as board:
        await board.shows("waiting")
        assert board.pilot.app.theme == "streamboard-dark"


def colours(board: Board) -> set[object]:
    """The colours of all cells of the screen."""
    segments = [each for strip in board.pilot.app.screen._compositor.render_strips() for each in strip]
    styles = [each.style for each in segments if each.style is not None]
    return {
        color for style in styles for color in (style.color, style.bgcolor) if color and not color.is_default
    }


@pytest.mark.parametrize("key", [*"123456iab", "question_mark", "ctrl+p", "slash"])
async def test_no_cell_has_a_colour_where_none_is_wanted(key: str) -> None:
    feed = under_way("one", "two")
    feed.say("s1", "# Heading\n\n```python\nprint(1)\n```\n")
    feed.finish("s1")
    async with showing(feed, habits=looking(themes.NO_COLOUR)) as board:
        await board.shows("2 streams")
        await board.press(key)
        await board.pilot.pause()
        assert colours(board) == set()


async def test_the_chosen_command_is_seen_without_colour() -> None:
    async with showing(under_way("one"), habits=looking(themes.NO_COLOUR)) as board:
        await board.press("ctrl+p")
        await board.shows("Search for commands")
        await board.press(*"stop all")
        await board.until(lambda: any("Stop all" in text for text in reversed_texts(board)))


def reversed_texts(board: Board) -> list[str]:
    """The texts that stand on their own colour."""
    segments = [each for strip in board.pilot.app.screen._compositor.render_strips() for each in strip]
    return [each.text for each in segments if each.style is not None and each.style.reverse]


async def test_states_differ_by_mark_and_word_without_colour() -> None:
    feed = under_way("live", "whole", "cut", "waits")
    for stream in ("s1", "s2", "s3"):
        feed.say(stream, "words")
    feed.finish("s2")
    feed.end("s3", "max_tokens")
    async with showing(feed, habits=looking(themes.NO_COLOUR)) as board:
        await board.shows("● streaming", "✓ end_turn", "■ max_tokens", "◌ waiting")


TRUE, OF_256 = rb"\x1b\[[\d;]*[34]8;2;[\d;]*m", rb"\x1b\[[\d;]*[34]8;5;[\d;]*m"


@pytest.mark.parametrize(
    ("colour_term", "no_color", "drawn"),
    [("truecolor", "", [TRUE]), ("", None, [OF_256]), ("truecolor", "1", [])],
    ids=["true, and an empty NO_COLOR", "256", "none"],
)
def test_colours_as_the_terminal_has_them(
    streamboard: Start,
    prompt_set: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    colour_term: str,
    no_color: str | None,
    drawn: list[bytes],
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    terminal = streamboard(prompt_set(ENDLESS), "--no-record", COLORTERM=colour_term)
    terminal.wait_for("river", "haiku")
    terminal.press_to_show("?", "esc closes this")
    assert [kind for kind in (TRUE, OF_256) if re.search(kind, terminal.raw)] == drawn
    assert not re.search(rb"\x1b\[[\d;]*48;5;17[;m]", terminal.raw)  # Navy in place of a dark grey-blue.
    terminal.press_to_hide("esc", "esc closes this")
    terminal.press("q")
    terminal.wait_exit()


@pytest.mark.parametrize(
    "theme", [theme for theme in themes.all_themes() if theme.background not in (None, "ansi_default")]
)
def test_a_ground_stays_about_as_grey_and_as_bright_with_256_colours(theme: Theme) -> None:
    for wanted in filter(None, (theme.background, theme.surface, theme.panel)):
        found = nearest(RichColour.parse(wanted))
        assert found is not None
        red, green, blue = found.get_truecolor()
        assert max(red, green, blue) - min(red, green, blue) <= 20
        assert abs(sum(found.get_truecolor()) - sum(RichColour.parse(wanted).get_truecolor())) <= 40


def test_the_look_is_remembered(streamboard: Start, prompt_set: Callable[[str], Path]) -> None:
    path = prompt_set(ENDLESS)
    terminal = streamboard(path, "--no-record")
    terminal.wait_for("1 river", "events")
    terminal.press_to_show("T", "Theme: light")
    terminal.press_to_show("2", "last words")
    terminal.press("}", "q")
    terminal.wait_exit()
    terminal = streamboard(path, "--no-record")
    terminal.wait_for("last words", "river")
    rows = [row for row in terminal.rows if "forest" in row or "river" in row]
    assert "forest" in rows[0]
    terminal.press_to_show("T", "Theme: contrast")
    terminal.press("q")
    terminal.wait_exit()


async def test_blank_rows_change_with_the_theme() -> None:
    async with showing(told_set(), (80, 24)) as board:
        await board.press("7")
        await board.shows("p50")
        await board.draw()
        board.pilot.app.theme = themes.full_name("light")
        await board.draw()  # A frame may come before the change has got about.

        def is_one_ground() -> bool:
            ground = Color.parse(board.pilot.app.theme_variables["background"]).rich_color
            strips = board.pilot.app.screen._compositor.render_strips()[-4:-1]  # Below the sums.
            styles = [[*strip][-1].style or Style() for strip in strips]
            return {style.bgcolor for style in styles} == {ground}

        await board.until(is_one_ground, "one ground")
