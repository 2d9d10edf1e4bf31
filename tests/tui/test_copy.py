"""Text is selected, found, copied and saved: raw, and with a word of where it went."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import pytest
from rich.style import Style
from textual.events import MouseDown, MouseMove, MouseUp, Paste
from textual.widgets import TextArea

from streamboard.board.search import Search
from streamboard.tui.controllers import clipboard
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.text.code_blocks import CodeBlock, code_blocks, lines_of_blocks
from streamboard.tui.text.marking import Span, character_at, hatched, marked, matches
from streamboard.tui.widgets.pane import Pane

from .conftest import Start
from .feed import ScriptedFeed
from .pilot import Board, showing, story, under_way

TERMINAL = {"TERM": "xterm-256color"}
CODE = """Two of them:

```python
one = 1
```

and *then*

~~~
two = 2
~~~
"""


@pytest.fixture(autouse=True)
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A terminal that takes what is copied, folders of its own, and the current one empty."""
    for name in ("TMUX", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


# -- the clipboard


def test_a_text_goes_to_the_terminal() -> None:
    sent: list[str] = []
    assert clipboard.copy("a\x1b[2Jb", sent.append, TERMINAL) == (
        "copied 6 characters to the terminal's clipboard (OSC 52)"
    )
    assert sent == ["a\x1b[2Jb"]
    assert not clipboard.folder().exists()


def test_a_text_that_is_too_long_goes_to_a_private_file_alone() -> None:
    sent: list[str] = []
    text = "é" * 40_000
    words = clipboard.copy(text, sent.append, TERMINAL)
    path = clipboard.folder() / "copied.txt"
    assert words == f"too long for the terminal: 40000 characters written to {path}"
    assert not sent
    assert path.read_text(encoding="utf-8") == text
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["copied.txt"]


def test_the_file_is_replaced_and_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    clipboard.folder().mkdir(parents=True)
    (clipboard.folder() / "copied.txt").symlink_to(victim)
    clipboard.copy("new", lambda _: None, {"TERM": "linux"})
    assert victim.read_text() == "mine"
    assert (clipboard.folder() / "copied.txt").read_text() == "new"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"TERM": "linux"}, "a terminal of type linux"),
        ({}, "a terminal of type unknown"),
        ({"TERM": "screen.xterm"}, "a terminal of type screen.xterm"),
        ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0"}, "tmux passes copied text on only with"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "this terminal takes no copied text"),
    ],
)
def test_where_a_terminal_may_not_take_it_there_is_a_file_too(
    environment: dict[str, str], words: str
) -> None:
    sent: list[str] = []
    told = clipboard.copy("text", sent.append, environment)
    assert told.startswith(words)
    assert told.endswith("copied.txt")
    assert sent == ["text"]


def test_lone_surrogates_do_not_break_it() -> None:
    sent: list[str] = []
    clipboard.copy("a\ud800b", sent.append, TERMINAL)
    assert sent == ["a?b"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert "no file can be written" in clipboard.copy("x", lambda _: None, {"TERM": "linux"})


# -- marks and spans


def test_marks_are_laid_over_characters_across_pieces() -> None:
    one, two, bold = Style(color="red"), Style(color="blue"), Style(bold=True)
    parts: Parts = [("abc", one), ("def", two)]
    assert marked(parts, 2, 4, bold) == [("ab", one), ("c", one + bold), ("d", two + bold), ("ef", two)]
    assert marked(parts, 0, 0, bold) == parts
    assert hatched([("████", one), ("▁▁", two)], 1, 5) == [("█▒▒▒", one), ("▒▁", two)]


def test_a_cell_is_on_a_character_of_its_width() -> None:
    assert [character_at("a漢b", cell) for cell in range(6)] == [0, 1, 1, 2, 3, 3]


def test_matches_are_in_any_case_and_literal() -> None:
    assert matches("Rain, rain. RAIN", ("rain",)) == [(0, 4), (6, 10), (12, 16)]
    assert matches("a.c abc", ("a.c",)) == [(0, 3)]
    assert matches("İstanbul rain", ("rain",)) == [(9, 13)]
    assert matches("anything", ()) == []


def test_a_span_joins_what_was_wrapped() -> None:
    lines, joints = ["one two", "three", "four"], [" ", "\n", ""]
    span = Span((0, 4))
    assert not span.extend((0, 4))
    assert span.extend((2, 1))
    assert span.text(lines.__getitem__, joints.__getitem__) == "two three\nfo"
    span.extend((0, 0))
    assert span.text(lines.__getitem__, joints.__getitem__) == "one t"


# -- code blocks


def test_code_blocks_are_found_as_they_came() -> None:
    assert code_blocks(CODE) == [CodeBlock("python", "one = 1"), CodeBlock("", "two = 2")]
    assert code_blocks("```\n~~~\n```` \nthen\n") == [CodeBlock("", "~~~")]
    assert code_blocks("````\n```\n````\n") == [CodeBlock("", "```")]
    assert code_blocks("```js\nopen") == [CodeBlock("js", "open")]
    assert code_blocks("no `code` here") == []


def test_blocks_have_their_lines_in_what_is_shown() -> None:
    shown = ["Two", "", " one = 1 ", "and then", " two = 2"]
    assert lines_of_blocks(code_blocks(CODE), shown) == [2, 4]
    assert lines_of_blocks([CodeBlock("", "gone")], shown) == [0]


# -- on the board


def answered(text: str) -> ScriptedFeed:
    feed = under_way("one", "two")
    feed.at_ms(1000).say("s1", text)
    return feed


def copied(board: Board) -> str:
    return board.pilot.app.clipboard


async def test_c_copies_the_raw_answer_also_where_it_is_rendered() -> None:
    feed = answered(CODE)
    feed.finish("s1")
    async with showing(feed) as board:
        await board.shows("and then")
        await board.press("c")
        await board.shows(f"copied {len(CODE)} characters")
        assert copied(board) == CODE
        await board.press("tab", "c")
        await board.shows("Nothing was said yet.")


async def test_what_was_typed_is_cut_whatever_it_is() -> None:
    async with showing(answered("text")) as board:
        await board.press("i")
        board.pilot.app.post_message(Paste("half \ud83d"))
        await board.until(lambda: "half" in typed(board))
        await board.press("ctrl+x")
        await board.until(lambda: not typed(board))
        assert copied(board) == "half ?"


def typed(board: Board) -> str:
    return board.pilot.app.screen.query_one(TextArea).text


async def test_capital_c_copies_one_code_block_after_the_other() -> None:
    feed = answered(CODE + "filler\n" * 60)
    async with showing(feed) as board:
        await board.shows("filler")
        await board.press("C")
        await board.shows("Code block 2 of 2 (1 line)")
        assert copied(board) == "two = 2"
        await board.press("C")
        await board.shows("Code block 1 of 2 (python, 1 line)")
        assert copied(board) == "one = 1"
        await board.press("tab", "C")
        await board.shows("There is no code block here.")


async def drag(board: Board, start: tuple[int, int], end: tuple[int, int]) -> None:
    await board.pilot._post_mouse_events([MouseDown], offset=start, button=1)
    await board.pilot._post_mouse_events([MouseMove], offset=end, button=1)
    await board.pilot._post_mouse_events([MouseUp], offset=end, button=1)
    await board.until(lambda: board.pilot.app.mouse_captured is None, "the mouse to be let go")


def reversed_text(board: Board) -> str:
    """What is shown in reverse within the panes."""
    return "".join(
        text
        for pane in board.screen.query(Pane)
        for line in pane._lines
        for text, style in line
        if style.reverse
    )


async def test_a_drag_selects_and_c_copies_it_and_esc_lets_go() -> None:
    feed = answered("alpha beta gamma\ndelta epsilon\n")
    async with showing(feed) as board:
        await board.shows("delta epsilon")
        box = board.panes["one"]
        await drag(board, (box.left + 8, box.top + 2), (box.left + 6, box.top + 3))
        await board.until(lambda: reversed_text(board) == "beta gammadelta")
        await board.press("c")
        await board.shows("copied 16 characters")
        assert copied(board) == "beta gamma\ndelta"
        await board.press("escape")
        await board.until(lambda: not reversed_text(board))
        await board.press("c")
        await board.until(lambda: copied(board) == "alpha beta gamma\ndelta epsilon\n")


async def test_a_click_clears_a_selection_and_one_in_another_pane_too() -> None:
    feed = answered("alpha beta gamma\n")
    feed.say("s2", "other words\n")
    async with showing(feed) as board:
        await board.shows("alpha", "other words")
        one, two = board.panes["one"], board.panes["two"]
        await drag(board, (one.left + 2, one.top + 2), (one.left + 6, one.top + 2))
        await board.until(lambda: reversed_text(board) == "alpha")
        await board.pilot.click(offset=(one.left + 3, one.top + 2))
        await board.until(lambda: not reversed_text(board))
        await drag(board, (one.left + 2, one.top + 2), (one.left + 6, one.top + 2))
        await board.until(lambda: reversed_text(board) == "alpha")
        await drag(board, (two.left + 2, two.top + 2), (two.left + 6, two.top + 2))
        await board.until(lambda: reversed_text(board) == "other")
        assert board.screen.chosen.plan.name == "two"


async def press(board: Board, x: int, y: int) -> None:
    await board.pilot._post_mouse_events([MouseDown], offset=(x, y), button=1)


async def move(board: Board, x: int, y: int) -> None:
    await board.pilot._post_mouse_events([MouseMove], offset=(x, y), button=1)


async def release(board: Board, x: int, y: int) -> None:
    await board.pilot._post_mouse_events([MouseUp], offset=(x, y), button=1)


async def test_live_text_stands_while_the_mouse_is_down_and_a_click_alone_lets_it_go_on() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", story(0, 100))
    async with showing(feed, (80, 24)) as board:
        await board.shows("line 99")
        x, y = 6, next(y for y, row in enumerate(board.rows) if "line 97" in row)
        await press(board, x, y)
        feed.at_ms(2000).say("s1", story(100, 50))
        await board.shows("50 lines below")
        assert "line 97" in board.rows[y]
        await release(board, x, y)
        await board.shows("line 149")
        await board.hides("lines below")


async def test_a_drag_over_live_text_selects_what_is_under_the_mouse() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", story(0, 100))
    async with showing(feed, (80, 24)) as board:
        await board.shows("line 99")
        y = next(y for y, row in enumerate(board.rows) if "line 97" in row)
        await press(board, 2, y)
        feed.at_ms(2000).say("s1", story(100, 50))
        await board.shows("50 lines below")
        await move(board, 8, y)
        await release(board, 8, y)
        await board.until(lambda: reversed_text(board) == "line 97")
        feed.at_ms(3000).say("s1", story(150, 5))
        await board.shows("55 lines below")
        assert "line 97" in board.rows[y]
        await board.press("c")
        await board.until(lambda: copied(board) == "line 97")


@pytest.mark.slow
async def test_the_mouse_held_beyond_the_edge_moves_the_text() -> None:
    feed = under_way("one")
    feed.at_ms(1000).say("s1", story(0, 60))
    async with showing(feed, (80, 24)) as board:
        await board.shows("line 59")
        y = next(y for y, row in enumerate(board.rows) if "line 57" in row)
        box = board.panes["one"]
        await press(board, 2, y)
        await move(board, 2, 0)
        await board.shows("› Hello.")
        await release(board, 2, 0)
        await board.press("c")
        await board.until(lambda: copied(board).startswith("› Hello.\nline 0\nline 1\n"))
        assert copied(board).endswith("line 56\nl")
        await press(board, 2, box.top + 1)
        await move(board, 7, box.bottom)
        await board.shows("line 59")
        await release(board, 7, box.bottom)
        await board.press("c")
        await board.until(lambda: "line 40\n" in copied(board))
        assert copied(board).startswith("› Hello.\nline 0\n")


async def test_what_is_searched_for_is_lit_and_gone_to() -> None:
    feed = answered(
        "".join(f"line {number} {'rain' if number % 40 == 0 else 'sun'}\n" for number in range(1, 100))
    )
    async with showing(feed) as board:
        await board.shows("line 99")
        board.screen.selection.search = Search("RAIN")
        pane = board.screen.current_view().pane_in_focus(board.screen.scene())
        assert pane is not None
        await board.until(lambda: pane.scene.search.words == "RAIN")
        assert pane.find(1)
        await board.shows("line 40 rain")
        assert reversed_text(board) == "rain"
        assert pane.find(1)
        await board.shows("line 80 rain")
        assert not pane.find(1)
        assert pane.find(-1)
        await board.shows("line 80 rain")
        lit = [text for line in pane._lines for text, style in line if style.underline]
        assert lit == ["rain"]
        assert not reversed_text(board) or reversed_text(board) == "rain"


def files_of(folder: Path) -> list[Path]:
    return [*folder.iterdir()]


async def test_w_saves_the_answer_and_capital_w_all_and_nothing_is_overwritten(terminal: Path) -> None:
    feed = answered("**raw**")
    feed.say("s2", "Second.")
    feed.finish("s1")
    async with showing(feed) as board:
        await board.shows("Second.")
        await board.press("w")
        await board.until(lambda: len(files_of(terminal)) == 1)
        (saved,) = files_of(terminal)
        assert re.fullmatch(r"a-test-one-[\dT-]+\.md", saved.name)
        assert saved.read_text().endswith("---\n\n> Hello.\n\n**raw**\n")
        await board.press("W")
        await board.shows("saved 2 answers in")
        assert len(files_of(terminal)) == 3


async def test_a_folder_that_cannot_be_written_is_told(
    terminal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = answered("text")
    async with showing(feed) as board:
        await board.shows("text")
        os.rmdir(terminal)
        await board.press("w")
        await board.shows("Not saved in this folder")
        monkeypatch.chdir("/")


def test_copying_in_a_real_terminal_sends_osc_52_and_nothing_else(streamboard: Start, tmp_path: Path) -> None:
    prompts = tmp_path / "set.yaml"
    prompts.write_text(
        "defaults: {endpoint: sim}\nprompts:\n"
        "  - {name: one, prompt: Hi., sim: {ttft: 0, rate: 900, length: 20, seed: 1}}\n"
    )
    terminal = streamboard(prompts, "--no-record")
    terminal.wait_for("end_turn")
    terminal.press_to_show("c", "copied ", "clipboard")
    (encoded,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", bytes(terminal.raw))
    text = base64.b64decode(encoded).decode()
    assert len(text) > 20
    assert f"copied {len(text)} characters" in terminal.text
    terminal.wait_gone("copied ")
    word = text.split()[0]
    column, row = terminal.find(word)
    place = f"{{}};{row + 1}"
    for sequence, cell in (("0", column), ("32", column + len(word) - 1)):
        terminal.send(f"\x1b[<{sequence};{place.format(cell + 1)}M")
    terminal.press_until(
        f"\x1b[<0;{place.format(column + len(word))}m",
        lambda: terminal.cell(column, row).reverse,
        "the selection",
    )
    terminal.press_to_show("c", f"copied {len(word)} characters")
    terminal.press_to_show("w", "saved ")
    terminal.press("q")
    assert terminal.wait_exit() == 0
    (saved,) = (tmp_path / "terminal").glob("*.md")
    assert text in saved.read_text()
