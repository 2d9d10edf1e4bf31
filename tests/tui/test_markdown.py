"""Markdown in answers that have ended: what it looks like, and what a hostile text cannot do with it."""

from __future__ import annotations

from dataclasses import fields, replace
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from rich.cells import cell_len
from rich.style import Style

from streamboard.safety.sanitise import clean
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette
from streamboard.tui.text import highlighting
from streamboard.tui.text.markdown import MOST_CHARS, MOST_KEPT, Renderer
from streamboard.tui.text.markdown_lines import lines_of

from .feed import ScriptedFeed
from .pilot import showing, under_way

PALETTE = Palette(
    **{
        field.name: Style(color=f"color({number})", bgcolor="#202020" if "bar" in field.name else "#101010")
        for number, field in enumerate(fields(Palette), 1)
    }
)

MARKDOWN = """# Rain

Warm air holds **more** water.

- it rises
- it cools

```python
def rain() -> int:
    return 1
```

| where | mm |
|---|---|
| Bergen | 2250 |
"""


def rows(text: str, width: int = 40, palette: Palette = PALETTE) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines_of(clean(text), width, palette)]


def styles(lines: list[Parts], word: str) -> list[Style]:
    """The styles of the pieces that hold a word."""
    return [style for line in lines for text, style in line if word in text]


def test_the_elements_have_their_shapes() -> None:
    found = rows(MARKDOWN)
    assert found[:3] == ["Rain", "", "Warm air holds more water."]
    assert " • it rises" in found
    assert any(row.startswith(" def rain() -> int:") for row in found)
    assert any(row.split() == ["Bergen", "2250"] for row in found)
    assert not any("```" in row or "**" in row or "|---" in row for row in found)


def test_styles_are_those_of_the_palette_and_of_code() -> None:
    lines = lines_of(MARKDOWN, 40, PALETTE)
    (bold,) = styles(lines, "more")
    assert bold.bold
    assert bold.color == PALETTE.text.color
    (heading,) = styles(lines, "Rain")
    assert heading.color == PALETTE.strong.color
    (keyword,) = styles(lines, "def")
    assert keyword.bgcolor == PALETTE.bar.bgcolor
    (name,) = [style for style in styles(lines, "rain") if style.bgcolor == PALETTE.bar.bgcolor]
    assert keyword.color != name.color


def test_code_has_other_colours_on_a_light_ground() -> None:
    light = replace(PALETTE, bar=Style(color="#000000", bgcolor="#f0f0f0"))
    (dark_keyword,) = styles(lines_of(MARKDOWN, 40, PALETTE), "def")
    (light_keyword,) = styles(lines_of(MARKDOWN, 40, light), "def")
    assert dark_keyword.color != light_keyword.color


HOSTILE = [
    "[click](javascript:alert(1))",
    "[click](file:///etc/passwd 'title')",
    "<https://example.org/x>",
    "![picture](https://example.org/pixel.png)",
    "<script>alert(1)</script>",
    "<b>bold</b> <a href='x'>y</a>",
    "[@click=app.quit]leave[/]",
    "```\x1b]0;title\x07\n\x1b[2Jcode\n```",
    "`\x1b]52;c;AAAA\x07`",
    "&#27;[31mred &#x202e;turned &#7;",
    "[\u202elink\u202c](https://example.org/\u202e)",
    "```[@click=app.quit]\nx\n```",
    "\x9b31m and \x85 and \u2028",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_text_acts_on_the_terminal_or_the_app(text: str) -> None:
    for line in lines_of(clean(text), 30, PALETTE):
        for words, style in line:
            assert words == clean(words)
            assert words.isprintable()
            assert not style.link
            assert not style.meta


def test_html_and_markup_are_shown_as_they_are() -> None:
    assert rows("<script>alert(1)</script>") == ["<script>alert(1)</script>"]
    assert rows("[@click=app.quit]leave[/]") == ["[@click=app.quit]leave[/]"]


def test_a_link_and_a_picture_are_words_and_an_address_in_their_place() -> None:
    assert rows("see [this](https://a.example) now", 60) == ["see this (https://a.example) now"]
    assert rows("see ![this](https://a.example) now", 60) == ["see !this (https://a.example) now"]


def test_what_a_link_refers_to_is_shown_as_it_came() -> None:
    text = "See [this][1] and more.\n\n[1]: https://a.example 'A title'\n[note]: <unseen words>\n"
    assert rows(text, 60) == [
        "See [this][1] and more.",
        "",
        "[1]: https://a.example 'A title'",
        "[note]: <unseen words>",
    ]


def test_the_lines_of_a_poem_stay_lines() -> None:
    assert rows("Rain on the roof,\na lamp,\n*a letter*.") == ["Rain on the roof,", "a lamp,", "a letter."]


def test_a_text_of_which_words_would_be_lost_is_refused() -> None:
    with pytest.raises(ValueError, match="missing"):
        lines_of(">" * 5000 + " deep within", 40, PALETTE)


@given(st.text(st.sampled_from("ab *_`#>-|[]()!<\n\t1.~漢é&;\\"), max_size=200), st.integers(2, 40))
def test_no_line_is_wider_than_the_width(text: str, width: int) -> None:
    try:
        found = rows(text, width)
    except ValueError:
        return  # Shown as it is.
    assert all(cell_len(row) <= width for row in found)


def highlighted(text: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Which lexers were given how many characters, while all of the text was shown."""
    given: list[tuple[str, int]] = []

    def lexer(name: str, **options: Any) -> Any:
        found = get_lexer_by_name(name, **options)
        given.append((name, 0))
        tokens = found.get_tokens

        def counted(code: str) -> Any:
            given[-1] = (name, len(code))
            return tokens(code)

        monkeypatch.setattr(found, "get_tokens", counted)
        return found

    monkeypatch.setattr("rich.syntax.get_lexer_by_name", lexer)
    shown = "".join(rows(text, 76))
    assert shown.count("y") >= text.count("y") - text.count("```")
    return [(name, size) for name, size in given if name != "text"]


@pytest.mark.parametrize(
    "block",
    [
        "arduino\nx" + " " * 50_000 + "y",
        "c\nx" + "\n" * 9_000 + "y",
        "python\nx" + "\t" * 200 + "y",
        "python\n" + "y = 1\n" * 1_400,
        "amdgpu\n" + "yy" * 1_000,
        "no-such-language\ny",
        "\ny",
        "yaml\n" + "- y\n" * 600,
    ],
)
def test_code_that_could_take_long_to_highlight_is_plain(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert highlighted(f"```{block}\n```", monkeypatch) == []


@pytest.mark.parametrize("name", ["python", "PY", "ts", "yml", "json", "c", "diff", "html title='x'"])
def test_short_code_in_a_safe_language_has_colours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ((_, size),) = highlighted(f"```{name}\n    y = 1\n```", monkeypatch)
    assert size > 5


def test_an_answer_has_colours_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = ("```python\n" + "y = 1\n" * 1_000 + "```\n\n") * 5
    given = highlighted(blocks, monkeypatch)
    assert len(given) == 3
    assert sum(size for _, size in given) <= highlighting.MOST_HIGHLIGHTED


@pytest.mark.parametrize("name", highlighting.LEXERS)
def test_every_lexer_is_there(name: str) -> None:
    assert get_lexer_by_name(name)


class Asked(Renderer):
    """A renderer whose thread does nothing until it is let."""

    def __init__(self) -> None:
        self.made_of: list[str] = []
        self.let = Event()
        self.done = Event()
        super().__init__(self._render)

    def _render(self, text: str, _width: int, palette: Palette) -> list[Parts]:
        self.let.wait(20)
        self.made_of.append(text)
        if text == "broken":
            raise KeyError(text)
        if text == "last":
            self.done.set()
        return [[(text.upper(), palette.text)]]


def test_lines_are_made_once_and_later_and_a_failure_leaves_the_text_plain() -> None:
    renderer = Asked()
    assert renderer.lines("one", 40, PALETTE) is None
    assert renderer.lines("one", 40, PALETTE) is None
    assert renderer.lines("broken", 40, PALETTE) is None
    assert renderer.lines("last", 40, PALETTE) is None
    renderer.let.set()
    assert renderer.done.wait(20)
    assert renderer.made_of == ["one", "broken", "last"]
    assert renderer.lines("one", 40, PALETTE) == [[("ONE", PALETTE.text)]]
    assert renderer.lines("broken", 40, PALETTE) is None


def test_a_very_long_text_stays_plain_and_few_are_kept() -> None:
    renderer = Asked()
    renderer.lines("a" * (MOST_CHARS + 1), 40, PALETTE)
    assert not renderer._kept
    for number in range(MOST_KEPT + 10):
        renderer.lines(str(number), 40, PALETTE)
    assert len(renderer._kept) == MOST_KEPT
    renderer.let.set()


def answered(text: str) -> ScriptedFeed:
    feed = under_way("one", "two")
    feed.at_ms(1000).say("s1", text)
    return feed


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_markdown_is_plain_while_hot_rendered_when_settled_and_can_be_switched(
    size: tuple[int, int],
) -> None:
    feed = answered("It holds **more** water.\n\n- it rises\n")
    async with showing(feed, size) as board:
        await board.shows("**more**", "- it rises")
        feed.finish("s1")
        await board.shows("It holds more water.", "• it rises")
        await board.press("M")
        await board.shows("**more**", "- it rises")
        await board.press("M")
        await board.shows("It holds more water.", "• it rises")


async def test_rendered_text_scrolls_and_follows() -> None:
    feed = answered("".join(f"- **item** {number}\n" for number in range(1, 80)))
    async with showing(feed) as board:
        await board.shows("**item** 79")
        feed.finish("s1")
        await board.shows("• item 79")
        await board.press("home")
        await board.shows("• item 1 ", "lines below, f follows")
        await board.press("f")
        await board.shows("• item 79")
        await board.hides("f follows ")


async def test_thinking_and_text_of_one_answer_keep_their_order() -> None:
    feed = under_way("one")
    feed.at_ms(1000).think("s1", "**hm**")
    feed.at_ms(2000).say("s1", "**yes**", index=1)
    feed.finish("s1")
    async with showing(feed) as board:
        await board.until(lambda: board.panes["one"].words[2:3] == ("yes",))
        assert board.panes["one"].words[1].startswith("▸ thought for 1.00 s")
        await board.press("t")
        await board.until(lambda: board.panes["one"].words[2:5] == ("▾ thinking", "**hm**", "yes"))


async def test_a_very_small_terminal_does_not_break_it() -> None:
    feed = answered(MARKDOWN)
    feed.finish("s1")
    async with showing(feed, (20, 5)) as board:
        await board.press("M", "c", "C", "z", "right_parenthesis", "escape")
        await board.until(lambda: board.text.strip())
