"""What figures of a stream and of the run have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from streamboard.common import units
from streamboard.figures.reading import Reading
from streamboard.figures.unit import VERDICT, Unit

Of = TypeVar("Of")


class OtherTool(msgspec.Struct, Generic[Of], frozen=True):
    tool: str
    name: str
    """Empty if the tool has no such figure."""
    formula: str = ""
    value: Callable[[Of], float | None] = lambda _of: None
    """From the same stamps as ours; None if the board knows too little."""


class Described(msgspec.Struct, Generic[Of], frozen=True, kw_only=True, eq=False):
    """Texts are for the inspector and the docs."""

    tag: str
    """In files, clicks, settings and sorting; without the unit."""
    name: str
    """For column headers."""
    title: str
    unit: Unit
    definition: str
    formula: str
    """Short, for comparison."""
    absent: str
    other_tools: tuple[OtherTool[Of], ...] = ()
    why: str = ""
    """Why other tools differ on the same sample."""

    @property
    def named(self) -> str:
        """Tag with unit, for files."""
        return f"{self.tag}{self.unit.suffix}"


def text_of(unit: Unit, reading: Reading, cells: int | None = None) -> str:
    """For people, without sign; a missed objective is named if it fits in the cells."""
    if reading.value is None:
        return units.DASH
    if unit is VERDICT and reading.note and (cells is None or len(reading.note) <= cells):
        return reading.note
    if reading.of:
        return f"✓{round(reading.value * reading.of)}/{reading.of}"
    if reading.moving and unit.suffix:
        return units.ticking(reading.value)
    return unit.text(reading.value, cells)


def interval_text(unit: Unit, reading: Reading) -> str:
    """`at most 2.1 ms less or 0.4 ms more`; empty if exact."""
    if unit is VERDICT:
        return "it may be the other way round" if reading.less or reading.more else ""
    ends = [(reading.less, "less"), (reading.more, "more")]
    words = " or ".join(f"{unit.text(by, None)} {way}" for by, way in ends if by)
    return f"at most {words}" if words else ""
