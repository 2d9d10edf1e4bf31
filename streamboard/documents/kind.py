"""What messages about a broken document say about its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

Trap: TypeAlias = Callable[[str], tuple[str, str] | None]
"""Takes a line that YAML cannot parse; returns problem and hint, or None."""


class Kind(NamedTuple):
    """Hints for one kind of document."""

    if_empty: str = ""
    if_list: str = ""
    if_value: str = ""
    """Where the document is empty, a list, or a single value."""
    trap: Trap = lambda _line: None


ANY = Kind()
"""Without hints; the document may hold anything."""
