"""What a reader of another tool's files is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from streamboard.run.events import Event

Events = Callable[[Iterator[bytes], Path, Callable[[], None]], Iterator[Event]]
"""Tells a file's lines, which have their ends, as events, from `RunStarted` to `RunEnded`. Its arguments: the
lines, the file, and what is to be called when the line that was read last is none of the tool's.

It raises `RunFileError` if no run can be made of them. Whatever cannot be known is left out.
"""


class ForeignFormat(NamedTuple):
    """The files of another tool."""

    name: str
    """`AIPerf's export`."""
    begins: Callable[[bytes], bool]
    """Whether a file may be one, by its first bytes."""
    events: Events
