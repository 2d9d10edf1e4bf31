"""How a value is read that a type alone does not describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


class UnfitError(ValueError):
    """A value does not fit: what is wrong with it, and what to write instead; the hint may be empty."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


@dataclass(frozen=True, eq=False)
class ReadBy:
    """Annotates a value with a function that reads it before its type is checked."""

    read: Callable[[Any], object]
    """Takes the value as written. Raises `UnfitError`; values of other types it may leave alone."""
    schema: Mapping[str, Any] | None = None
    """The JSON Schema of what may be written; None for the type's."""
    whole: bool = False
    """What the function returns is not checked any further."""


@runtime_checkable
class Schematic(Protocol):
    """A note on a type that has words of its own for the JSON Schema."""

    def schema(self) -> dict[str, Any]:
        """What it adds to the schema of the type."""
        ...
