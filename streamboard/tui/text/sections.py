"""A stream's text in sections: earlier turns and attempts, blocks of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from rich.style import Style

from streamboard.board.attempt import Attempt
from streamboard.board.deltas import CHARS_PER_TOKEN
from streamboard.board.stream import StreamState
from streamboard.board.text_at_time import extent
from streamboard.common import units
from streamboard.run import content
from streamboard.run.block import Block
from streamboard.safety.sanitise import clean, clean_line
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.styles import Palette
from streamboard.tui.text.markdown import RENDERER
from streamboard.tui.text.turns import Question, Turn, folded


class Inset(NamedTuple):
    """A line inserted into the latest attempt's text."""

    chars: int
    """Characters of content before it."""
    words: str


class Look(NamedTuple):
    width: int
    """In cells."""
    palette: Palette
    unfold: bool = False
    """Show ended thinking in full."""
    settled: bool = False
    """The answer is complete."""
    rendered: bool = False
    """Render the Markdown of complete texts."""
    upto: int | None = None
    """Characters to show of the latest attempt's content; None for all."""
    inset: Inset | None = None
    question: Literal["away", "folded", "whole"] = "away"

    @property
    def renders(self) -> bool:
        """Rendered lines cannot be cut at a character."""
        return self.rendered and self.upto is None and self.inset is None


class TextSection(NamedTuple):
    """Text in one style. One with the same `key` as before has grown, not changed."""

    key: tuple[object, ...]
    style: Style
    heading: str
    block: Block | None = None
    """None for a heading alone."""
    start: int = 0
    """In characters of the block, like `upto` and `end`."""
    upto: int | None = None
    """None for all, including those to come."""
    lines: Sequence[Parts] | None = None

    @property
    def end(self) -> int:
        if self.block is None:
            return 0
        return self.block.chars if self.upto is None else min(self.upto, self.block.chars)


def sections_of(stream: StreamState, turns: Sequence[Turn], look: Look) -> list[TextSection]:
    sections = list(_history(turns, look))
    attempts = stream.attempts[stream.round_start :]
    if attempts and attempts[-1].turn < stream.plan.turn:
        return sections  # The next turn's request already contains this answer.
    for attempt in attempts:
        if attempt is attempts[-1]:
            sections += _answer(attempt, look)
        elif shown := [_block(attempt, *entry, look, old=True) for entry in _blocks(attempt, None)]:
            why = clean_line(attempt.error.type) if attempt.error else attempt.outcome
            words = f"┄ attempt {attempt.number} ended here: {why} ┄"
            sections += [section for group in shown for section in group]
            sections.append(TextSection((attempt.number, "end"), look.palette.faint, words))
    return sections


def question_sections(question: Question, look: Look) -> list[TextSection]:
    style = look.palette.dim
    if look.question == "whole":
        return [
            TextSection(("asked", "whole"), style, f"› {question.whole}"),
            TextSection(("asked", "space"), look.palette.faint, ""),
        ]
    lines: list[Parts] = [[(line, style)] for line in folded(question.line, look.width)]
    return [TextSection(("asked", "folded"), style, "", lines=lines)]


def _history(turns: Sequence[Turn], look: Look) -> Iterator[TextSection]:
    palette = look.palette
    for number, turn in enumerate(turns):
        key = ("turn", number)
        last = number == len(turns) - 1
        if turn.role == "user":
            yield TextSection((*key, "user"), palette.strong, f"› {turn.text}")
        elif lines := RENDERER.lines(turn.text, look.width, palette) if look.rendered else None:
            yield TextSection((*key, "rendered"), palette.text, "", lines=lines)
        else:
            yield TextSection((*key, "plain"), palette.text, turn.text)
        if not last or turn.role == "user":
            yield TextSection((*key, "space"), palette.faint, "")


def _answer(attempt: Attempt, look: Look) -> Iterator[TextSection]:
    inset = look.inset
    before = extent(attempt, inset.chars) if inset is not None else None
    if inset is not None and inset.chars == 0:
        yield _inset_section(inset, look)
    for place, block, upto, is_last in _blocks(attempt, look.upto):
        sections = _block(attempt, place, block, upto, is_last, look, old=False)
        if inset is not None and before is not None and place == before.latest:
            sections = list(_parted(sections, before.blocks[place], _inset_section(inset, look)))
        yield from sections


def _inset_section(inset: Inset, look: Look) -> TextSection:
    return TextSection(("inset", inset), look.palette.trouble, inset.words)


def _parted(sections: list[TextSection], chars: int, inset: TextSection) -> Iterator[TextSection]:
    """Insert the inset after `chars` characters of a block."""
    for section in sections:
        if section.block is None:
            yield section
            continue
        yield TextSection((*section.key, "before"), section.style, section.heading, section.block, 0, chars)
        yield inset
        if section.block.chars > chars:
            yield TextSection((*section.key, "after"), section.style, "", section.block, chars, section.upto)


def _blocks(attempt: Attempt, upto: int | None) -> Iterator[tuple[int, Block, int | None, bool]]:
    """Yield each place, block, characters to show (None for all), and whether it is the last."""
    blocks = attempt.message.blocks
    reached = extent(attempt, upto) if upto is not None else None
    for place, block in enumerate(blocks):
        is_last = place == len(blocks) - 1
        if reached is None:
            yield place, block, None, is_last
            continue
        shown = reached.blocks[place]
        if shown or not block.chars:
            whole = shown == block.chars and place != reached.latest
            yield place, block, None if whole else shown, not whole or is_last
        elif place > reached.latest:
            return


def _block(
    attempt: Attempt,
    place: int,
    block: Block,
    upto: int | None,
    is_last: bool,
    look: Look,
    *,
    old: bool,
) -> list[TextSection]:
    palette = look.palette
    key = (attempt.number, place, block.kind)
    over = upto is None and (not is_last or attempt.ended is not None)
    if block.kind == "text":
        section = _text(key, block, upto, look, palette.dim if old else palette.text, old=old)
    elif block.kind == "thinking":
        section = _thinking(key, attempt, place, block, upto, palette, folded=over and not look.unfold)
    else:
        done = upto is None and (block.closed or attempt.ended is not None)
        section = _other(key, block, upto, palette, over=done)
    sections = [section]
    if block.notes and upto is None and (block.closed or attempt.ended is not None):
        words = "\n".join(f"  [{number}] {clean_line(note)}" for number, note in enumerate(block.notes, 1))
        sections.append(TextSection((*key, "notes"), palette.dim, words))
    return sections


def _text(
    key: tuple[object, ...], block: Block, upto: int | None, look: Look, style: Style, *, old: bool
) -> TextSection:
    if look.settled and look.renders and not old and not block.dropped:
        lines = RENDERER.lines(clean(block.text), look.width, look.palette)
        if lines:
            return TextSection((*key, "rendered"), style, "", lines=lines)
    return TextSection(key, style, "", block, upto=upto)


def _other(
    key: tuple[object, ...], block: Block, upto: int | None, palette: Palette, *, over: bool
) -> TextSection:
    lines = [f"▸ {clean_line(content.title_of(block.kind, block.name))}"]
    lines += [f"  {clean_line(line)}" for line in block.given]
    if block.kind.endswith("tool_use") and block.chars and over and not block.dropped:
        lines += [f"  {clean_line(line)}" for line in content.lines_of_text(block.kind, block.text)]
        return TextSection((*key, "read"), palette.dim, "\n".join(lines))
    return TextSection(key, palette.dim, "\n".join(lines), block, upto=upto)


def _thinking(
    key: tuple[object, ...],
    attempt: Attempt,
    place: int,
    block: Block,
    upto: int | None,
    palette: Palette,
    *,
    folded: bool,
) -> TextSection:
    if not folded:
        return TextSection((*key, "open"), palette.dim, "▾ thinking", block, upto=upto)
    took, tokens = units.duration(attempt.run_ns(place)), block.chars // CHARS_PER_TOKEN
    return TextSection((*key, "folded"), palette.dim, f"▸ thought for {took}, {tokens} tok~")
