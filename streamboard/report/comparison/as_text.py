"""A comparison on the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from streamboard.comparing.comparison import Compared
from streamboard.report.comparison.rows import (
    ALIKE,
    HEADINGS,
    SIDES,
    ComparedRow,
    made_lines,
    matched,
    notes_of,
    refusal,
    rows_of,
    runs_of,
)
from streamboard.report.console import console_for
from streamboard.report.reported import SideBySide
from streamboard.report.summary import TONES
from streamboard.report.verdicts import gate_lines
from streamboard.safety.sanitise import clean_line

_STYLES = {"slower": "red", "faster": "green", "more": "yellow", "less": "yellow"}
_ROOMY = 95
"""The least width in which the whole table fits."""


def print_comparisons(found: Sequence[SideBySide], out: TextIO) -> None:
    console = console_for(out)
    for place, one in enumerate(found):
        if place:
            console.print()
        console.print(_all(one, console))


def _all(one: SideBySide, console: Console) -> Group:
    parts: list[RenderableType] = [_sides(one), Text("")]
    if one.refused is not None:
        parts.append(Text(refusal(one.refused)))
    if one.found is not None:
        parts += _found(one.found, console)
    if one.gates:
        parts += [Text(""), *(Text(line, style=TONES[tone]) for line, tone in gate_lines(one.gates))]
    return Group(*parts)


def _found(found: Compared, console: Console) -> Iterator[RenderableType]:
    if made := made_lines(found):
        yield from (Text("made differently", style="bold"), _made(made), Text(""))
    else:
        yield from (Text(ALIKE), Text(""))
    yield from (Text(matched(found)), Text(""), _table(rows_of(found), console), Text(""))
    yield from (Text(note) for note in notes_of(found))


def _plain_table(headings: Sequence[str], *, head: bool = True) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=head)
    for heading in headings:
        table.add_column(heading)
    return table


def _sides(one: SideBySide) -> Table:
    table = _plain_table(("", "", ""), head=False)
    table.columns[1].overflow = "fold"
    for letter, side in zip(SIDES, (one.old, one.new), strict=True):
        head = Text(letter, style="bold"), Text(clean_line(side.name))
        for place, line in enumerate(runs_of(side)):
            table.add_row(*(("", "") if place else head), Text(line))
    return table


def _made(lines: Sequence[tuple[str, str, str]]) -> Table:
    table = _plain_table(("", *SIDES))
    for what, old, new in lines:
        table.add_row(Text(what), Text(old), Text(new))
    return table


def _table(rows: Sequence[ComparedRow], console: Console) -> Table:
    narrow = console.width < _ROOMY
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1 if narrow else 2, 0, 0))
    for place, heading in enumerate(HEADINGS):
        words = place in (0, len(HEADINGS) - 1)
        longest = max(len(cells[place]) for cells in (HEADINGS, *rows))
        # Cut words, never figures.
        least = None if words else longest
        table.add_column(
            heading, justify="left" if words else "right", no_wrap=True, min_width=least, overflow="ellipsis"
        )
    for row in rows:
        word = row.word.replace(" seen", "") if narrow else row.word
        table.add_row(*map(Text, row[:-1]), Text(word, style=_STYLES.get(row.word, "")))
    return table
