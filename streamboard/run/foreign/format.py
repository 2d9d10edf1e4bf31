"""A reader of another tool's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from streamboard.run.events import Event

Events = Callable[[Iterator[bytes], Path, Callable[[], None]], Iterator[Event]]
"""Converts lines, with their ends, to events from `RunStarted` to `RunEnded`.

Its arguments: the lines, the file, and a callback for when the last line read is not the tool's. It raises
`RunFileError` if the lines make no run. What cannot be known is left out.
"""


class ForeignFormat(NamedTuple):
    name: str
    """As in `AIPerf's export`."""
    begins: Callable[[bytes], bool]
    """Whether a file with these first bytes may be one."""
    events: Events
