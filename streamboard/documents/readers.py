"""How to read values that a type alone does not describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


class UnfitError(ValueError):
    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


@dataclass(frozen=True, eq=False)
class ReadBy:
    """Reads the annotated value before its type is checked."""

    read: Callable[[Any], object]
    """May raise `UnfitError`; may pass other types through."""
    schema: Mapping[str, Any] | None = None
    """Of the raw value; None for the type's."""
    whole: bool = False
    """Skip the type check of the result."""


@runtime_checkable
class Schematic(Protocol):
    """Adds to the JSON Schema of the type that it annotates."""

    def schema(self) -> dict[str, Any]: ...
