"""The files of other tools that are read. To add one, write its file and list it here."""

from __future__ import annotations

from streamboard.run.foreign.aiperf import AIPERF
from streamboard.run.foreign.format import ForeignFormat

FOREIGN: tuple[ForeignFormat, ...] = (AIPERF,)
_LOOKED_AT = 256
"""Bytes that tell whose file it is."""


def foreign_in(begin: bytes) -> ForeignFormat | None:
    """Whose file begins like this; None for a run file, and for what nobody knows."""
    return next((one for one in FOREIGN if one.begins(begin[:_LOOKED_AT])), None)
