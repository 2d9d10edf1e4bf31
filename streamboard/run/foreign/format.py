"""A reader of another tool's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from streamboard.run.events import Event

Events = Callable[[Iterator[bytes], Path, Callable[[], None]], Iterator[Event]]
"""Converts the lines of a file, with their ends, to a whole run; what cannot be known is left out.

The callback says that the last line read is not the tool's. Raises `RunFileError` if the lines make no run.
"""


class ForeignFormat(NamedTuple):
    name: str
    """As in `AIPerf's export`."""
    begins: Callable[[bytes], bool]
    """Whether a file with these first bytes may be one."""
    events: Events
