"""Kinds of documents, as far as what is said of a broken one depends on what it was meant to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

Trap: TypeAlias = Callable[[str], tuple[str, str] | None]
"""What is wrong with a line that YAML cannot take, and what to write instead; None if it is no known trap."""


class Kind(NamedTuple):
    """What to say of a document that is not what it should be."""

    if_empty: str = ""
    if_list: str = ""
    if_value: str = ""
    """Hints for a document that holds nothing, a list, or a single value in place of a mapping."""
    trap: Trap = lambda _line: None


ANY = Kind()
"""A document that may hold anything."""
