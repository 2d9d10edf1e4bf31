"""How to read values that a type alone does not describe."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


class UnfitError(ValueError):
    """A value does not fit; has the problem and a hint, which may be empty."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


@dataclass(frozen=True, eq=False)
class ReadBy:
    """Annotates a value with a function that reads it before the type check."""

    read: Callable[[Any], object]
    """Takes the raw value. Raises `UnfitError`; may pass other types through."""
    schema: Mapping[str, Any] | None = None
    """JSON Schema of the raw value; None for the type's."""
    whole: bool = False
    """Skip the type check of the result."""


@runtime_checkable
class Schematic(Protocol):
    """Metadata that adds to the JSON Schema of its type."""

    def schema(self) -> dict[str, Any]: ...
