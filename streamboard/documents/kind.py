"""What messages about a broken document need to know of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

Trap: TypeAlias = Callable[[str], tuple[str, str] | None]
"""Takes a line that YAML cannot parse; returns what is wrong and a hint, or None for no known trap."""


class Kind(NamedTuple):
    """Hints for one kind of document."""

    if_empty: str = ""
    if_list: str = ""
    if_value: str = ""
    """Where the document is empty, a list, or a single value instead of a mapping."""
    trap: Trap = lambda _line: None


ANY = Kind()
"""No hints: the document may hold anything."""
