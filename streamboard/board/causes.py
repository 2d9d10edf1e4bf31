"""What went wrong, by cause."""

from __future__ import annotations

import re
from collections.abc import Iterable

from streamboard.board.merged_log import Entry

_VARYING = re.compile(r"\b[^\W\d]*\d\w*")
"""Words that differ between errors of one cause: counts, times, ids."""
_MOST_WORDS = 160
"""Characters; a longer text may have been cut within a word."""

Key = tuple[str, str]
"""The error's type or the row's label, and its words without what varies."""


class Cause:
    __slots__ = ("entries", "key", "told")

    def __init__(self, key: Key) -> None:
        self.key = key
        self.told: list[Entry] = []
        """One row for each occurrence."""
        self.entries: list[Entry] = []
        """`told` and what servers sent about it, by time."""

    @property
    def name(self) -> str:
        """Not sanitised."""
        return self.key[0]

    @property
    def words(self) -> str:
        """Not sanitised."""
        return self.told[0].row.detail

    @property
    def began(self) -> int:
        return self.told[0].row.began

    @property
    def times(self) -> int:
        return sum(entry.row.count for entry in self.told)

    @property
    def streams(self) -> int:
        """0 if it concerns the whole run."""
        return len({id(entry.stream) for entry in self.told if entry.stream is not None})


def by_cause(entries: Iterable[Entry]) -> list[Cause]:
    """Earliest first; a server's error and the end of its attempt are one, named by the end."""
    causes: dict[Key, Cause] = {}
    sent: dict[tuple[int, int], list[Entry]] = {}
    """Server rows not yet claimed by an attempt's end, by stream and attempt."""
    for entry in entries:
        which = (id(entry.stream), entry.row.attempt)
        if not entry.ours:
            sent.setdefault(which, []).append(entry)
            continue
        before = sent.pop(which, []) if entry.row.cause else []
        _cause_of(entry, causes).entries += [*before, entry]
    for entry in (entry for left in sent.values() for entry in left):
        _cause_of(entry, causes).entries.append(entry)
    return sorted(causes.values(), key=lambda cause: cause.told[0].key)


def _cause_of(entry: Entry, causes: dict[Key, Cause]) -> Cause:
    if (key := entry.cause) is None:
        row = entry.row
        varies = row.cause or not entry.ours
        key = entry.cause = (
            row.cause or row.label,
            _VARYING.sub("#", row.detail)[:_MOST_WORDS] if varies else "",
        )
    if (cause := causes.get(key)) is None:
        cause = causes[key] = Cause(key)
    cause.told.append(entry)
    return cause
