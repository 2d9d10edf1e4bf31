"""What went wrong, grouped by its cause."""

from __future__ import annotations

import re
from collections.abc import Iterable

from streamboard.board.allevents import Entry

_VARYING = re.compile(r"\b[^\W\d]*\d\w*")
"""Words that differ between errors of the same cause: counts, times, ids."""
_MOST_WORDS = 160
"""Characters by which causes are told apart: the end of a text that was cut may be within any word."""

Key = tuple[str, str]
"""Identifies a cause: the type of the error, or what happened, and its words but for those that vary."""


class Cause:
    """One cause, and the rows of the log that tell of it."""

    __slots__ = ("entries", "key", "told")

    def __init__(self, key: Key) -> None:
        self.key = key
        self.told: list[Entry] = []
        """A row for each time that it happened."""
        self.entries: list[Entry] = []
        """The rows of `told` and of what servers sent about it, in the order of time."""

    @property
    def name(self) -> str:
        """The type of the error, or what happened; not sanitised."""
        return self.key[0]

    @property
    def words(self) -> str:
        """What the first row says of it; not sanitised."""
        return self.told[0].row.detail

    @property
    def began(self) -> int:
        """When it happened first, in nanoseconds on the run's clock."""
        return self.told[0].row.began

    @property
    def times(self) -> int:
        """How often it happened."""
        return sum(entry.row.count for entry in self.told)

    @property
    def streams(self) -> int:
        """To how many streams it happened; 0 if it concerns the run as a whole."""
        return len({id(entry.stream) for entry in self.told if entry.stream is not None})


def by_cause(entries: Iterable[Entry]) -> list[Cause]:
    """Group rows that tell of trouble; what happened first comes first.

    An error that a server sends is told again by the end of the attempt that it ends: that is one error, and
    the end names its cause.
    """
    causes: dict[Key, Cause] = {}
    sent: dict[tuple[int, int], list[Entry]] = {}
    """What servers sent that no end of an attempt has told yet, by stream and attempt."""
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
    """The cause of an entry that tells of it."""
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
