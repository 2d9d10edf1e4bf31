"""A stream's text as wrapped lines: fed with what is new, rebuilt only when what came before changed."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style

from streamboard import content, units
from streamboard.board.deltas import CHARS_PER_TOKEN
from streamboard.board.stream import Attempt, StreamState
from streamboard.message import Block
from streamboard.sanitise import clean, clean_line
from streamboard.tui.palette import Palette
from streamboard.tui.wrap import WrappedText

MOST_LINES = 4_000
"""What a view keeps; earlier lines go. Beyond what the board keeps of a text in any but very narrow panes."""


@dataclass(frozen=True)
class Section:
    """A run of text in one style; `key` says what it is, so that growth and change can be told apart."""

    key: tuple[object, ...]
    style: Style
    heading: str
    block: Block | None = None
    """Where its text is; None for a heading alone."""


class TextView:
    """The lines of one stream at one width."""

    def __init__(self) -> None:
        self.wrapped = WrappedText(1)
        self.cut = False
        """Earlier text is not kept."""
        self._sections: list[tuple[object, ...]] = []
        self._consumed = 0
        """Characters of the last section that are in already."""
        self._identity: tuple[object, ...] = ()

    def update(self, stream: StreamState, width: int, palette: Palette, *, unfold: bool) -> None:
        """Bring the lines up to date.

        Args:
            stream: Whose text.
            width: Cells per line.
            palette: The styles.
            unfold: Show thinking in full also when it is over.
        """
        identity = (id(stream), width, palette)
        sections = list(_sections(stream, palette, unfold=unfold))
        keys = [section.key for section in sections]
        if identity != self._identity or keys[: len(self._sections)] != self._sections:
            self.wrapped = WrappedText(width, MOST_LINES)
            self._identity, self._sections, self._consumed = identity, [], 0
        known = len(self._sections)
        for index, section in enumerate(sections[max(known - 1, 0) :], max(known - 1, 0)):
            if index >= known:
                self._consumed = 0
                if section.heading:
                    self.wrapped.append(section.heading, section.style)
            if section.block is not None and section.block.chars > self._consumed:
                below_heading = "\n" if section.heading and not self._consumed else ""
                new = section.block.since(self._consumed)
                self.wrapped.append(below_heading + clean(new), section.style)
                self._consumed = section.block.chars
        self._sections = keys
        self.cut = self.wrapped.dropped > 0 or any(
            section.block is not None and section.block.dropped for section in sections
        )


def _sections(stream: StreamState, palette: Palette, *, unfold: bool) -> list[Section]:
    attempts = stream.attempts[stream.round_start :]
    sections: list[Section] = []
    for attempt in attempts:
        is_last = attempt is attempts[-1]
        shown = _attempt_sections(attempt, palette, unfold=unfold, old=not is_last)
        if not is_last and shown:
            why = clean_line(attempt.error.type) if attempt.error else attempt.outcome
            words = f"┄ attempt {attempt.number} ended here: {why} ┄"
            shown.append(Section((attempt.number, "end"), palette.faint, words))
        sections.extend(shown)
    return sections


def _attempt_sections(attempt: Attempt, palette: Palette, *, unfold: bool, old: bool) -> list[Section]:
    sections = []
    indices = sorted(attempt.message.blocks)
    for index in indices:
        block = attempt.message.blocks[index]
        key = (attempt.number, index, block.kind)
        if block.kind == "text":
            style = palette.dim if old else palette.text
            sections.append(Section(key, style, "", block))
        elif block.kind == "thinking":
            over = index != indices[-1] or attempt.ended is not None
            sections.append(_thinking(key, attempt, block, palette, folded=over and not unfold))
        else:
            sections.append(_other(key, block, palette, over=block.closed or attempt.ended is not None))
        if block.notes and (block.closed or attempt.ended is not None):
            words = "\n".join(
                f"  [{number}] {clean_line(note)}" for number, note in enumerate(block.notes, 1)
            )
            sections.append(Section((*key, "notes"), palette.dim, words))
    return sections


def _other(key: tuple[object, ...], block: Block, palette: Palette, *, over: bool) -> Section:
    """A tool call, a result, or a block that nobody knows; what came as JSON is read when it is whole."""
    lines = [f"▸ {clean_line(content.title_of(block.kind, block.name))}"]
    lines += [f"  {clean_line(line)}" for line in block.given]
    if block.kind.endswith("tool_use") and block.chars and over and not block.dropped:
        lines += [f"  {clean_line(line)}" for line in content.lines_of_text(block.kind, block.text)]
        return Section((*key, "read"), palette.dim, "\n".join(lines))
    return Section(key, palette.dim, "\n".join(lines), block)


def _thinking(
    key: tuple[object, ...], attempt: Attempt, block: Block, palette: Palette, *, folded: bool
) -> Section:
    if not folded:
        return Section((*key, "open"), palette.dim, "▾ thinking", block)
    first, output = attempt.deltas.first, attempt.first_output or attempt.deltas.last
    took = units.duration(output - first) if first is not None and output is not None else units.DASH
    tokens = block.chars // CHARS_PER_TOKEN
    return Section((*key, "folded"), palette.dim, f"▸ thought for {took}, {tokens} tok~")
