"""The rows of the table: which columns have room, and how figures stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from streamboard import units
from streamboard.board.marks import BEST
from streamboard.board.table import (
    COLUMN,
    COLUMNS,
    GROUP_HEADINGS,
    GROUP_UNITS,
    GROUPED,
    Cell,
    Group,
    Percentiles,
    Row,
    Table,
    text_of,
)
from streamboard.sanitise import clean_line
from streamboard.tui.canvas import Parts, shortened, spread, under_cursor, width_of
from streamboard.tui.keymap import pressing
from streamboard.tui.palette import Palette
from streamboard.tui.scene import Scene

_LEAD, _STATE = 6, 15
"""The cells of number and flag, and of the state with the space before it."""
_LEAST_NAME, _MOST_MODEL, _LEAST_GROUP = 12, 26, 16
_WIDTHS = {"attempts": 5, "queued": 6, "tokens_per_second": 6, "output_tokens": 6}
_WIDTH = 7
"""Of a column that is in none of the above: `28.4 ms`."""
_FEW_PARTS, _MOST_PARTS = ("p50", "p95"), ("p50", "p95", "p99")
_AROUND = 2
"""A space before each figure, and a cell for its mark behind it."""
_STREAM, _MODEL, _MET = "stream", "model", "met"
_URGENT = (
    "ttft",
    "tokens_per_second",
    "output_tokens",
    "e2e",
    "gap_p50",
    "gap_max",
    _MET,
    "gap_p95",
    "ttfo",
    "queued",
    "itl",
    _MODEL,
    "attempts",
)
"""Columns in the order in which they get room."""
_ORDER = (_MODEL, *COLUMN, _MET)
"""Columns as they stand."""


@dataclass(frozen=True)
class Layout:
    """The columns that have room, and their widths."""

    names: int
    widths: dict[str, int]
    """In the order in which they stand; with the space around."""

    @property
    def before(self) -> int:
        """The cells before the figures."""
        return _LEAD + self.names + _STATE

    def column_at(self, x: int) -> str | None:
        """The column that a cell belongs to; None for those before the figures."""
        left = self.before
        for key, width in self.widths.items():
            if left <= x < left + width:
                return key
            left += width
        return None


def layout(table: Table, scene: Scene, sorted_by: str | None) -> Layout:
    """The columns for a width; the one that rows are sorted by always has room."""
    names = (cell_len(scene.name(row.stream)) for row in table.rows)
    longest = max(len(_STREAM), *names)
    least = min(longest, max(_LEAST_NAME, scene.width // 8))
    models = max((cell_len(scene.model(row.stream)) for row in table.rows), default=0)
    room = scene.width - _LEAD - _STATE - least
    widths: dict[str, int] = {}
    for key in (*([sorted_by] if sorted_by else []), *_URGENT):
        width = (
            2 + min(max(models, len(_MODEL)), _MOST_MODEL)
            if key == _MODEL
            else _WIDTHS.get(key, _WIDTH) + _AROUND
        )
        if key not in widths and width <= room and table.wanted(key):
            widths[key] = width
            room -= width
    in_order = {key: widths[key] for key in _ORDER if key in widths}
    return Layout(min(longest, least + max(room, 0)), in_order)


def heading(plan: Layout, sorted_by: str | None, falling: bool, palette: Palette) -> Parts:
    """The heads of the columns; the one that rows are sorted by stands out, with the way its values go."""
    arrow = "↓" if falling else "↑"
    by_place = sorted_by is None and falling
    parts: Parts = [
        (f"   #{arrow if by_place else ' '} ", palette.strong if by_place else palette.dim),
        (f"{_STREAM:<{plan.names}}", palette.dim),
        (f"  {'state':<{_STATE - 2}}", palette.dim),
    ]
    for key, width in plan.widths.items():
        if key == _MODEL:
            parts.append((f"  {'model':<{width - 2}}", palette.dim))
            continue
        words = "SLO" if key == _MET else COLUMN[key].heading
        chosen = key == sorted_by
        parts.append(
            (f"{words:>{width - 1}}{arrow if chosen else ' '}", palette.strong if chosen else palette.dim)
        )
    return parts


def stream_row(row: Row, plan: Layout, scene: Scene, palette: Palette) -> Parts:
    """A stream's figures in their columns."""
    stream, state = row.stream, row.status
    chosen = stream.plan.id == scene.cursor
    parts: Parts = [
        (f"{'▶' if chosen else ' '}{stream.number:>3}", palette.live if chosen else palette.dim),
        (f"{scene.flag(stream):<2}", palette.live),
        *_padded(scene.name(stream), plan.names, palette, strong=True),
        *spread([(f"  {state.mark} {state.short}", palette.tone(state.tone))], [], _STATE, palette.text),
    ]
    for key, width in plan.widths.items():
        if key == _MODEL:
            parts += [("  ", palette.text), *_padded(scene.model(stream), width - 2, palette)]
        elif key == _MET:
            words = {True: "met", False: "missed", None: units.DASH}[row.met]
            style = {True: palette.good, False: palette.trouble, None: palette.dim}[row.met]
            parts.append((f"{words:>{width - 1}} ", style))
        else:
            parts += _figure(row.cells[key], key, width, palette)
    if not chosen:
        return parts
    return under_cursor(spread(parts, [], scene.width, palette.text), palette)


def _padded(text: str, width: int, palette: Palette, *, strong: bool = False) -> Parts:
    style = palette.strong if strong else palette.dim
    return spread([(shortened(text, width), style)], [], width, palette.text)


def _figure(cell: Cell, key: str, width: int, palette: Palette) -> Parts:
    text = text_of(cell.value, COLUMN[key].unit)
    style = palette.dim if cell.value is None else palette.text
    if cell.value is None:
        mark, tone = " ", palette.text
    elif cell.late:
        mark, tone = "!", palette.trouble
    elif cell.estimated:
        mark, tone = "~", palette.dim
    else:
        mark, tone = cell.mark or " ", palette.good if cell.mark == BEST else palette.dim
    return [(f"{text:>{width - 1}}", style), (mark, tone)]


def sort_keys(table: Table) -> list[str | None]:
    """What rows may be sorted by, from left to right; None is the user's own order."""
    return [None, *(column.key for column in COLUMNS if table.wanted(column.key))]


# -- blocks of percentiles


def names_width(found: Iterable[Group], width: int) -> int:
    """The cells for the names of groups: blocks with the same have their figures in line."""
    return max(_LEAST_GROUP, min(max((_name_width(group) for group in found), default=0), width // 5))


def block_lines(
    title: str, found: Sequence[Group], names: int, width: int, palette: Palette, *, more: int = 0
) -> Iterator[Parts]:
    """A block: its rule, its heads, and its groups.

    Args:
        title: What is grouped by.
        found: The groups that there is room for.
        names: The cells for their names.
        width: The cells of the whole.
        palette: What to draw with.
        more: How many groups there are below.
    """
    keys, parts = _fitting(width - names - 1)
    rule: Parts = [(f" {title} ", palette.strong)]
    used = len(title) + 2
    rule.append(("─" * max(names + 1 - used, 0), palette.faint))
    heads: Parts = [(" " * (names + 1), palette.dim)]
    for key in keys:
        value, n = _block_widths(key)
        words = f" {GROUP_HEADINGS[key]} "
        block = _block_width(key, parts)
        rule += [("─" * (block - len(words) - n - 1), palette.faint), (words, palette.strong)]
        rule.append(("─" * (n + 1), palette.faint))
        columns = " ".join(f"{part:>{value}}" for part in parts)
        heads.append((f"  {columns} {'n':>{n}}", palette.dim))
    right: Parts = [(f" {more} more: g ", pressing(palette.dim, "g"))] if more > 0 else []
    yield spread(rule, right, width, palette.faint, character="─")
    yield heads
    for group in found:
        yield _group_row(group, keys, parts, names, width, palette)


def _group_row(
    group: Group, keys: Sequence[str], which: Sequence[str], names: int, width: int, palette: Palette
) -> Parts:
    count: Parts = [(f" ×{group.streams}", palette.dim)]
    name = shortened(_group_name(group), names - len(count[0][0]))
    parts: Parts = [(" ", palette.text), *spread([(name, palette.text), *count], [], names, palette.text)]
    for key in keys:
        parts += _percentiles(group.figures[key], key, which, palette)
    goodput = f"   {group.met[0]} of {group.met[1]} met" if group.met is not None else ""
    for words, style in ((goodput, palette.text), (_left_out(group), palette.trouble)):
        if words and width_of(parts) + len(words) <= width:
            parts.append((words, style))
    return parts


def _left_out(group: Group) -> str:
    """How many streams have a figure that was left out, or how many gaps were."""
    streams = max(figure.left_out for key, figure in group.figures.items() if key != "gaps")
    gaps = group.figures["gaps"].left_out
    return f"   {streams} left out" if streams else f"   {units.count(gaps, 'gap')} left out" if gaps else ""


def _percentiles(figure: Percentiles, key: str, which: Sequence[str], palette: Palette) -> Parts:
    value, n = _block_widths(key)
    numbers = " ".join(f"{text_of(getattr(figure, part), GROUP_UNITS[key]):>{value}}" for part in which)
    style = palette.text if figure.n else palette.dim
    return [(f"  {numbers}", style), (f" {figure.n:>{n}}", palette.dim)]


def _name_width(group: Group) -> int:
    return cell_len(_group_name(group)) + len(f" ×{group.streams}")


def _group_name(group: Group) -> str:
    return clean_line(group.name) or "unknown"


def _block_widths(key: str) -> tuple[int, int]:
    """The cells of a value and of its n."""
    return (5 if GROUP_UNITS[key] == "tokens/s" else 7), (5 if key == "gaps" else 3)


def _block_width(key: str, parts: Sequence[str]) -> int:
    value, n = _block_widths(key)
    return 1 + (1 + value) * len(parts) + 1 + n


def _fitting(room: int) -> tuple[list[str], Sequence[str]]:
    """The figures that there is room for, the most telling first, and the percentiles of each."""
    if sum(_block_width(key, _MOST_PARTS) for key in GROUPED) <= room:
        return list(GROUPED), _MOST_PARTS
    keys: list[str] = []
    for key in GROUPED:
        room -= _block_width(key, _FEW_PARTS)
        if room < 0:
            break
        keys.append(key)
    return keys, _FEW_PARTS


def left_out_line(found: Sequence[Group], palette: Palette) -> Parts:
    """What was left out of all percentiles together, in words; nothing where nothing was."""
    sums = {key: sum(group.figures[key].left_out for group in found) for key in GROUPED}
    words = ", ".join(f"{count} {GROUP_HEADINGS[key]}" for key, count in sums.items() if count)
    return [(f" left out, the engine was late: {words}", palette.trouble)] if words else []
