"""A comparison as Markdown, as for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.comparing.comparison import Compared
from streamboard.comparing.judging import Judged
from streamboard.report.comparison.rows import (
    HEADINGS,
    SIDES,
    made_lines,
    matched,
    names_of_sides,
    notes_of,
    rows_of,
    runs_of,
)
from streamboard.report.export.as_markdown import head, line, plain
from streamboard.report.verdicts import gate_lines


def markdown(found: Compared, gates: Sequence[Judged] = ()) -> str:
    """All of it; what models, servers and files say is shown literally."""
    return "\n".join(_lines(found, gates)) + "\n"


def _lines(found: Compared, gates: Sequence[Judged]) -> Iterator[str]:
    yield "# Comparison"
    yield ""
    for letter, name, side in zip(SIDES, names_of_sides(found), (found.old, found.new), strict=True):
        for about in runs_of(side):
            yield f"- **{letter}**: {plain(name)}: {plain(about)}"
    yield ""
    if gates:
        first, *others = [text for text, _ in gate_lines(gates)]
        yield from (f"**{plain(first)}**", "", *(f"- {plain(each)}" for each in others), "")
    if made := made_lines(found):
        yield from ("## Made differently", "")
        yield from head(["", *SIDES], words=(0, 1, 2))
        yield from (line([plain(cell) for cell in cells]) for cells in made)
    else:
        yield "Both were made alike, as far as the files say."
    yield from ("", "## Figures", "", plain(matched(found)), "")
    yield from head(HEADINGS, words=(0, len(HEADINGS) - 1))
    yield from (line([plain(cell) for cell in row]) for row in rows_of(found))
    for note in notes_of(found):
        yield from ("", plain(note))
