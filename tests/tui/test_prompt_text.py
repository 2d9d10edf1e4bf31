"""The prompt bar: what is typed, pasted, attached and fetched back."""

from __future__ import annotations

import gc
import warnings
from pathlib import Path

import pytest
from textual.events import Paste

from .pilot import showing
from .prompting import answered, chat, opened, said, sent, type_in


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Prompts that tests send are not kept among the user's."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


async def test_several_lines_are_written_and_the_bar_grows_and_scrolls() -> None:
    async with showing(answered("north"), (80, 24)) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await opened(board)
        await board.press("a", "ctrl+j", "b", "alt+enter", "c")
        await board.until(lambda: board.screen.prompt.bar.rows == 4, "three rows of text")
        await board.press(*["ctrl+j"] * 10)
        await board.until(lambda: board.screen.prompt.bar.rows == 9, "eight rows of text")
        await board.shows("13 lines")
        await board.press("enter")
        assert said(sent(board.feed)["s1"])[-1] == "u: a\nb\nc" + "\n" * 10


async def test_prompts_sent_before_are_at_the_arrow_keys() -> None:
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        bar = board.screen.prompt.bar
        for text in ("about rain", "about sun"):
            bar.history.add(text)
        await type_in(board, "draft")
        await board.press("up")
        assert bar.text == "about sun"
        await board.press("up")
        assert bar.text == "about rain"
        await board.press("up", "down", "down")
        assert bar.text == "draft"
        await board.press("ctrl+r", *"rai")
        await board.shows("search: rai", "about rain", "ctrl+r older")
        await board.press("ctrl+r")
        await board.shows("search: rai▌  no older one", "about rain")
        await board.press("x")
        await board.shows("nothing found")
        assert bar.text == ""
        assert "take" not in board.rows[-1]
        await board.press("escape")
        assert bar.text == "draft"
        assert bar.typing
        await board.press("ctrl+r", *"abo")
        assert bar.text == "about sun"
        await board.press("ctrl+r", "enter")
        assert bar.text == "about rain"
        assert not board.feed.sent


async def test_the_text_outlives_the_bar_and_the_run() -> None:
    async with showing(answered("north")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await opened(board)
        await type_in(board, "kept")
        await board.press("escape")
        assert not board.screen.prompt.bar.typing
        await board.press("i", "enter")
        assert said(sent(board.feed)["s1"])[-1] == "u: kept"
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        await board.press("up")
        assert board.screen.prompt.bar.text == "kept"


async def test_files_are_attached_or_nothing_is_sent(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("one", encoding="utf-8")
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        await type_in(board, "read @no")
        await board.press("tab")
        assert board.screen.prompt.bar.text == "read @notes.txt"
        await type_in(board, " and @gone.txt")
        await board.press("enter")
        await board.shows("Nothing was sent. There is no file gone.txt.")
        assert not board.feed.sent
        await board.press(*["backspace"] * len(" and @gone.txt"), "enter")
        await board.until(lambda: bool(board.feed.sent), "the file to be read")
        assert sent(board.feed)["s1"].request["messages"][0]["content"][0] == {
            "type": "text",
            "text": "notes.txt:\n```\none\n```",
        }


async def test_a_paste_is_shown_and_kept_as_it_is() -> None:
    text = "\n".join(f"line {number}, and an \x1b[2J in it" for number in range(100))
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        board.pilot.app.post_message(Paste(text))
        await board.shows("100 lines", "line 99")
        assert "\x1b" not in board.text
        await board.press("enter")
        assert said(sent(board.feed)["s1"]) == [f"u: {text}"]


async def test_a_long_paste_is_shown_in_a_few_words_and_sent_whole() -> None:
    text = "word " * 40_000
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        for piece in (text, "x" * 20_000):
            board.pilot.app.post_message(Paste(piece))
        await board.shows("[pasted text 1, 200,000 characters]", "[pasted text 2, 20,000 characters]")
        await board.press("!", "enter")
        assert said(sent(board.feed)["s1"]) == [f"u: {text}{'x' * 20_000}!"]


async def test_a_pasted_text_attaches_nothing_and_the_bar_says_what_goes_out(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("secret", encoding="utf-8")
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        for piece in ("look at\n@a.txt, x@b and @property ", "@a.txt " * 2_000, "@b.txt"):
            board.pilot.app.post_message(Paste(piece))
        await board.shows("\\@a.txt, x@b and \\@property", "\\@b.txt")
        await board.hides("with ")
        await board.press("enter")
        assert said(sent(board.feed)["s1"]) == [
            f"u: look at\n@a.txt, x@b and @property {'@a.txt ' * 2_000}@b.txt"
        ]
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        await type_in(board, "@")
        board.pilot.app.post_message(Paste("a.txt"))
        await type_in(board, " and @b.txt")
        await board.shows("with 2 files: a.txt, b.txt")


async def test_an_editor_needs_a_terminal() -> None:
    async with showing(chat()) as board:
        await board.until(lambda: board.screen.prompt.bar.typing, "the bar")
        await board.press("h", "ctrl+e")
        await board.shows("cannot be lent to an editor")
        assert board.screen.prompt.bar.text == "h"


async def test_of_prompts_sent_at_once_only_the_last_is_read_and_no_coroutine_is_lost(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain.")
    async with showing(answered("north")) as board:
        await board.until(lambda: board.screen.board.finished, "the answers")
        await opened(board)
        await type_in(board, "@a.txt what")
        with warnings.catch_warnings(record=True) as lost:
            warnings.simplefilter("always")
            for _ in range(3):
                board.screen.prompt.submit()
            await board.until(lambda: sent(board.feed), "the prompt")
            gc.collect()
        assert not [str(each.message) for each in lost]
        assert len(board.feed.sent) == 1
