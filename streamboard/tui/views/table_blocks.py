"""Percentiles by column and by prompt, below the table's streams or alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from streamboard.figures.catalogue import FIGURE
from streamboard.figures.figure import Figure, Pool
from streamboard.figures.percentiles import PARTS, Percentiles
from streamboard.figures.reading import Reading
from streamboard.figures.samples import belongs
from streamboard.figures.sorting import By
from streamboard.figures.table import Group, Table
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, shortened, spread, width_of
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.histogram import GroupValues, histograms
from streamboard.tui.figures.readings import sign_part
from streamboard.tui.keys.key_names import pressing

_BLOCKS_FROM = 12
"""The least height of a table with blocks."""
_HEAD = 2
"""Rows of a block above its groups."""
_LEAST_GROUP = 16
_FEW_PARTS, _MOST_PARTS = PARTS[:2], PARTS


class GroupBlock(NamedTuple):
    title: str
    groups: list[Group]
    pooled: list[Figure]
    """The figures that have percentiles."""


def by_column(table: Table) -> GroupBlock:
    several = len(table.columns) > 1
    found = [table.whole, *table.columns] if several else table.columns
    return GroupBlock("by column", found, table.pooled)


def by_prompt(table: Table) -> GroupBlock:
    return GroupBlock("by prompt", table.prompts, table.pooled)


def _worth_showing(table: Table, height: int) -> list[GroupBlock]:
    """If each prompt has one stream, prompts must not take rows from streams."""
    both = [by_column(table), by_prompt(table)]
    several = any(group.streams > 1 for group in table.prompts)
    fits = 1 + len(table.rows) + _height_of(both) + 1 <= height
    return both if several or fits else both[:1]


def rows_below(table: Table, height: int) -> int:
    """All the blocks need if the streams leave room, otherwise at most half the height."""
    if height < _BLOCKS_FROM:
        return 0
    wanted = _height_of(_worth_showing(table, height))
    return min(wanted, max(height - 1 - len(table.rows), height // 2))


def blocks_below(table: Table, height: int, width: int, palette: Palette, key: str) -> Iterator[Parts]:
    """Cut the longest block first; `key` shows more. `height` is the whole table's."""
    blocks = _worth_showing(table, height)
    room = rows_below(table, height) - len(blocks) * (1 + _HEAD)
    names = _names_width([group for block in blocks for group in block.groups], width)
    for place, block in enumerate(blocks):
        found = block.groups
        later = sum(len(block.groups) for block in blocks[place + 1 :])
        most = min(len(found), max(room - later, room // (len(blocks) - place), 1))
        room -= most
        yield []
        yield from _lines(block, found[:most], names, width, palette, key, more=len(found) - most)


def rows_alone(height: int) -> int:
    """How many groups fit."""
    return max(height - _HEAD, 1)


def block_alone(
    block: GroupBlock, first: int, height: int, width: int, palette: Palette, key: str
) -> Iterator[Parts]:
    """Start at group `first`; `key` shows more."""
    last = first + rows_alone(height)
    names, shown = _names_width(block.groups, width), block.groups[first:last]
    yield from _lines(block, shown, names, width, palette, key, more=len(block.groups) - last)


def histogram_below(table: Table, by: By, height: int, width: int, palette: Palette) -> list[Parts]:
    """Of the sort figure, else of TTFT; empty without room."""
    figure = FIGURE.get(by, FIGURE["ttft"])
    samples = samples_by_column(table, figure)
    return histograms(figure, samples, _names_width(table.columns, width), width, height, palette)


def samples_by_column(table: Table, figure: Figure) -> list[GroupValues]:
    readings: dict[str, list[Reading]] = {}
    for row in table.rows:
        its = readings.setdefault(row.stream.column(), [])
        if belongs(figure, row.stream):
            its.append(row.cells[figure.tag])
    return [GroupValues(clean_line(name) or "unknown", cells) for name, cells in readings.items()]


def histogram_alone(table: Table, by: By, height: int, width: int, palette: Palette) -> list[Parts]:
    made = histogram_below(table, by, height + 1, width, palette)[1:]
    return made or [[(" Too few values or too little room for a histogram.", palette.dim)]]


def _height_of(blocks: Iterable[GroupBlock]) -> int:
    return sum(1 + _HEAD + len(block.groups) for block in blocks)


def _names_width(found: Iterable[Group], width: int) -> int:
    """Common to all blocks, so that figures line up."""
    return max(_LEAST_GROUP, min(max((_name_width(group) for group in found), default=0), width // 5))


def _lines(
    block: GroupBlock,
    found: Sequence[Group],
    names: int,
    width: int,
    palette: Palette,
    key: str,
    *,
    more: int,
) -> Iterator[Parts]:
    """`names` is in cells; `more` groups are left, which `key` shows."""
    figures, parts = _fitting(block.pooled, width - names - 1)
    rule: Parts = [(f" {block.title} ", palette.strong)]
    used = len(block.title) + 2
    rule.append(("─" * max(names + 1 - used, 0), palette.faint))
    heads: Parts = [(" " * (names + 1), palette.dim)]
    for figure in figures:
        pool = _pool(figure)
        words = f" {pool.name} "
        cells = _block_width(figure, parts)
        rule += [("─" * (cells - len(words) - pool.cells - 1), palette.faint), (words, palette.strong)]
        rule.append(("─" * (pool.cells + 1), palette.faint))
        columns = "  ".join(f"{part:>{_value_cells(figure)}}" for part in parts)
        heads.append((f"  {columns}  {'n':>{pool.cells}}", palette.dim))
    right: Parts = [(f" {more} more: {key} ", pressing(palette.dim, key))] if more > 0 else []
    yield spread(rule, right, width, palette.faint, character="─")
    yield heads
    for group in found:
        yield _group_row(group, figures, parts, names, width, palette)


def _group_row(
    group: Group, figures: Sequence[Figure], which: Sequence[str], names: int, width: int, palette: Palette
) -> Parts:
    count: Parts = [(f" ×{group.streams}", palette.dim)]
    name = shortened(_group_name(group), names - len(count[0][0]))
    parts: Parts = [(" ", palette.text), *spread([(name, palette.text), *count], [], names, palette.text)]
    for figure in figures:
        parts += _percentiles(group.figures[figure.tag], figure, which, palette)
    goodput = f"  {group.met[0]} of {group.met[1]} met" if group.met is not None else ""
    checks = f"  ✓{group.checks[0]}/{group.checks[1]}" if group.checks is not None else ""
    for words in filter(None, (checks, goodput)):
        if width_of(parts) + len(words) <= width:
            parts.append((words, palette.text))
    return parts


def _percentiles(found: Percentiles, figure: Figure, which: Sequence[str], palette: Palette) -> Parts:
    parts: Parts = [(" ", palette.text)]
    for part in which:
        reading = found.part(part)
        text = figure.text(reading, _value_cells(figure))
        style = palette.text if found.n else palette.dim
        parts += [(f" {text:>{_value_cells(figure)}}", style), sign_part(reading, palette)]
    return [*parts, (f" {found.n:>{_pool(figure).cells}}", palette.dim)]


def _name_width(group: Group) -> int:
    return cell_len(_group_name(group)) + len(f" ×{group.streams}")


def _group_name(group: Group) -> str:
    return clean_line(group.name) or "unknown"


def _pool(figure: Figure) -> Pool:
    assert figure.pool is not None
    return figure.pool


def _value_cells(figure: Figure) -> int:
    return figure.unit.cells


def _block_width(figure: Figure, parts: Sequence[str]) -> int:
    """A space, the values each with a space and a sign, and n."""
    return 1 + (2 + _value_cells(figure)) * len(parts) + 1 + _pool(figure).cells


def _fitting(pooled: Sequence[Figure], room: int) -> tuple[list[Figure], Sequence[str]]:
    if sum(_block_width(figure, _MOST_PARTS) for figure in pooled) <= room:
        return list(pooled), _MOST_PARTS
    figures: list[Figure] = []
    for figure in pooled:
        room -= _block_width(figure, _FEW_PARTS)
        if room < 0:
            break
        figures.append(figure)
    return figures, _FEW_PARTS
