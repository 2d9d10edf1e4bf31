"""What messages about a broken document say of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

Trap: TypeAlias = Callable[[str], tuple[str, str] | None]
"""Explains a line that YAML cannot parse, as problem and hint."""


class Kind(NamedTuple):
    if_empty: str = ""
    if_list: str = ""
    if_value: str = ""
    trap: Trap = lambda _line: None


ANY = Kind()
