"""Markdown as styled lines. Slow to import, so `markdown` does it in its thread."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Sequence
from typing import ClassVar

from markdown_it import MarkdownIt
from markdown_it.token import Token
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, HorizontalRule, Markdown, MarkdownElement
from rich.padding import Padding
from rich.rule import Rule
from rich.segment import Segment
from rich.style import Style
from rich.syntax import Syntax
from rich.theme import Theme

from streamboard.safety.sanitise import clean, clean_line
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette
from streamboard.tui.text import highlighting

MOST_OF = 0.7
"""Share of letters that must be kept; code languages and link titles may go."""
_FENCES = re.compile(r"^.*(?:`{3}|~{3}).*$", re.MULTILINE)
DARK_CODE, LIGHT_CODE = "native", "xcode"
"""Pygments styles."""


class _Code(CodeBlock):
    """Frameless, on the bars' background."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ground = console.get_style("markdown.code_block")
        color = ground.bgcolor.name if ground.bgcolor is not None else None
        code = Syntax(
            str(self.text).rstrip(), self.lexer_name, theme=self.theme, word_wrap=True, background_color=color
        )
        yield Padding(code, (0, 1), style=ground)


class _Heading(Heading):
    """Left-aligned, unlike Rich's."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _Rule(HorizontalRule):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Rule(style="markdown.hr", characters="┄")


class _Answer(Markdown):
    """Shows HTML as text, and links with their address."""

    elements: ClassVar[dict[str, type[MarkdownElement]]] = {
        **Markdown.elements,
        "heading_open": _Heading,
        "fence": _Code,
        "code_block": _Code,
        "hr": _Rule,
    }

    def __init__(self, text: str, code_theme: str) -> None:
        super().__init__("", code_theme=code_theme, hyperlinks=False)
        # HTML and link reference definitions would be hidden.
        parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
        parser.disable(["image", "reference"])
        self.parsed = parser.parse(text)
        _prepare(self.parsed)
        highlighting.choose(self.parsed)


def _prepare(tokens: Sequence[Token]) -> None:
    """Sanitise again: entities like `&#27;` have become control characters.

    Keeps line breaks, which models make on purpose, as in poems.
    """
    for token in tokens:
        token.content = clean(token.content)
        if token.type == "softbreak":
            token.type = "hardbreak"
        if "href" in token.attrs:
            token.attrs["href"] = clean_line(str(token.attrs["href"]))
        _prepare(token.children or ())


def lines_of(text: str, width: int, palette: Palette) -> list[Parts]:
    """`text` must be sanitised.

    Raises:
        ValueError: Much of it would be lost, for instance because it is nested too deeply.
    """
    console = Console(
        file=io.StringIO(),
        width=width,
        color_system="truecolor",
        force_terminal=True,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        theme=_theme(palette),
        _environ={},
    )
    answer = _Answer(text, DARK_CODE if _is_dark(palette.bar) else LIGHT_CODE)
    options = console.options.update(width=width)
    rows = console.render_lines(answer, options, style=palette.text, pad=False)
    lines = [_parts(row, palette.text) for row in rows]
    lines = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    while lines and not lines[-1]:
        lines.pop()
    if sum(_letters(text) for line in lines for text, _ in line) < MOST_OF * _letters(_said(text)):
        raise ValueError("words are missing")
    return lines


def _said(text: str) -> str:
    return _FENCES.sub("", html.unescape(text))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text)) or len(text.strip())


def _parts(row: list[Segment], text: Style) -> Parts:
    """Drops links and metadata, which the app would act on."""
    parts: Parts = []
    for segment in row:
        if segment.control or not segment.text:
            continue
        style = _plain(segment.style, text)
        if parts and parts[-1][1] == style:
            parts[-1] = (parts[-1][0] + segment.text, style)
        else:
            parts.append((segment.text, style))
    while parts and parts[-1][1].bgcolor == text.bgcolor:
        words, style = parts.pop()
        if words.strip():
            return [*parts, (words.rstrip(), style)]
    return parts


def _plain(style: Style | None, text: Style) -> Style:
    if style is None:
        return text
    return Style(
        color=style.color or text.color,
        bgcolor=style.bgcolor or text.bgcolor,
        bold=style.bold,
        italic=style.italic,
        underline=style.underline,
        strike=style.strike,
    )


def _theme(palette: Palette) -> Theme:
    strong, dim, live = palette.strong, palette.dim, palette.live
    face = {"em": Style(italic=True), "strong": Style(bold=True), "s": Style(strike=True)}
    headings = {f"h{level}": strong for level in range(3, 7)}
    own = {
        **face,
        **headings,
        "emph": Style(italic=True),
        "h1": strong + Style(underline=True),
        "h2": live + Style(bold=True),
        "code": live,
        "code_block": palette.bar,
        "block_quote": dim,
        "list": palette.text,
        "item": palette.text,
        "item.bullet": live,
        "item.number": live,
        "hr": palette.faint,
        "link": palette.text + Style(underline=True),
        "link_url": dim,
        "table.border": palette.faint,
        "table.header": strong,
        "paragraph": palette.text,
        "text": palette.text,
    }
    return Theme({f"markdown.{name}": style for name, style in own.items()})


def _is_dark(ground: Style) -> bool:
    if ground.bgcolor is None:
        return True
    red, green, blue = ground.bgcolor.get_truecolor()
    return red * 299 + green * 587 + blue * 114 < 128_000
