"""A comparison as Markdown, for instance for a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from streamboard.comparing.comparison import Compared
from streamboard.report.comparison.rows import (
    ALIKE,
    HEADINGS,
    SIDES,
    made_lines,
    matched,
    notes_of,
    refusal,
    rows_of,
    runs_of,
)
from streamboard.report.markdown_parts import gates_told, head, line, plain
from streamboard.report.reported import SideBySide


def markdown(one: SideBySide) -> str:
    """Text from models, servers and files is shown literally."""
    return "\n".join(_lines(one)) + "\n"


def _lines(one: SideBySide) -> Iterator[str]:
    yield "# Comparison"
    yield ""
    for letter, side in zip(SIDES, (one.old, one.new), strict=True):
        first, *others = [plain(about) for about in runs_of(side)]
        yield f"- **{letter}**: {plain(side.name)}" + ("" if others else f": {first}")
        yield from (f"  - {about}" for about in (first, *others) if others)
    yield ""
    if one.gates:
        yield from (*gates_told(one.gates), "")
    if one.refused is not None:
        yield plain(refusal(one.refused))
    if one.found is not None:
        yield from _found(one.found)


def _found(found: Compared) -> Iterator[str]:
    if made := made_lines(found):
        yield from ("## Made differently", "")
        yield from head(["", *SIDES], words=(0, 1, 2))
        yield from (line([plain(cell) for cell in cells]) for cells in made)
    else:
        yield ALIKE
    yield from ("", "## Figures", "", plain(matched(found)), "")
    yield from head(HEADINGS, words=(0, len(HEADINGS) - 1))
    yield from (line([plain(cell) for cell in row]) for row in rows_of(found))
    for note in notes_of(found):
        yield from ("", plain(note))
