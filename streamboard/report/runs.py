"""Kept runs as a table and as lines of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
from rich.table import Table
from rich.text import Text

from streamboard.common import units
from streamboard.run.archive.digest import Digest
from streamboard.run.archive.shelf import KeptRun
from streamboard.run.packed import stem_of
from streamboard.safety.sanitise import clean_line

_ROOM_FOR_FILES, _ROOM_FOR_MODELS = 150, 96
_MOST_MODELS = 2


def runs_table(kept: Sequence[KeptRun], now: datetime, width: int | None = None) -> Table:
    """`now` is local time; `width` in terminal columns, None for no limit."""
    wide = width is None or width >= _ROOM_FOR_MODELS
    files = width is None or width >= _ROOM_FOR_FILES
    tagged = any(each.tags for each in kept)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("when", no_wrap=True, min_width=12)
    table.add_column("set", no_wrap=True, overflow="ellipsis", min_width=12)
    table.add_column("streams", justify="right", no_wrap=True)
    if wide:
        table.add_column("models", no_wrap=True, overflow="ellipsis")
    table.add_column("outcome", no_wrap=True, overflow="ellipsis", min_width=10)
    table.add_column("took", justify="right", no_wrap=True)
    table.add_column("size", justify="right", no_wrap=True)
    if tagged:
        table.add_column("tags", no_wrap=True, overflow="ellipsis")
    if files:
        table.add_column("name", no_wrap=True)
    for each in kept:
        run = each.run
        table.add_row(
            str(each.number) if each.number else "",
            when(run.began, now),
            Text(title_of(run)),
            str(run.streams or units.DASH),
            *([Text(models_of(run))] if wide else []),
            Text(outcome_of(run), style="" if run.outcome == "completed" else "yellow"),
            units.duration(run.duration_ns),
            size(run.size),
            *([Text(" ".join(map(clean_line, each.tags)))] if tagged else []),
            *([Text(clean_line(stem_of(run.file)))] if files else []),
        )
    return table


def title_of(run: Digest) -> str:
    """Sanitised; the file's name if it has no title."""
    return clean_line(run.title) or clean_line(stem_of(run.file))


def models_of(run: Digest) -> str:
    """Sanitised: `claude-haiku-5-5, claude-sonnet-5-5 +1`, `sim SIMULATED`."""
    names = [clean_line(name) for name in run.models or run.endpoints]
    more = f" +{len(names) - _MOST_MODELS}" if len(names) > _MOST_MODELS else ""
    simulated = " SIMULATED" if run.simulated else ""
    return f"{', '.join(names[:_MOST_MODELS])}{more}{simulated}" or units.DASH


def outcome_of(run: Digest) -> str:
    """Sanitised; for a file that cannot be opened, why."""
    return clean_line(run.problem) if run.problem else run.outcome


def when(began: datetime, now: datetime) -> str:
    """`today 14:02`, `Mon 14:02` within six days, `3 Nov 14:02` within the year, else `2025-11-03`."""
    days = (now.date() - began.date()).days
    if days == 0:
        return f"today {began:%H:%M}"
    if days == 1:
        return f"yest. {began:%H:%M}"
    if 0 < days < 7:
        return f"{began:%a %H:%M}"
    return f"{began.day} {began:%b %H:%M}" if began.year == now.year else f"{began:%Y-%m-%d}"


def size(number: int) -> str:
    """`812 B`, `2.3 MB`."""
    for unit, of in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= 0.9995 * of:
            value = number / of
            return f"{value:.1f} {unit}" if value < 9.95 and unit != "kB" else f"{value:.0f} {unit}"
    return f"{number} B"


def total(kept: Iterable[KeptRun]) -> str:
    """`12 runs, 3.4 MB`."""
    kept = list(kept)
    return f"{units.count(len(kept), 'run')}, {size(sum(each.run.size for each in kept))}"


def json_lines(kept: Iterable[KeptRun]) -> Iterator[str]:
    for each in kept:
        fields = {"number": each.number, "outcome": each.run.outcome, "tags": list(each.tags)}
        path = each.run.path.encode("utf-8", "replace").decode()  # File names need not be valid text.
        yield msgspec.json.encode(fields | msgspec.structs.asdict(each.run) | {"path": path}).decode()
