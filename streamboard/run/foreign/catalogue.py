"""Readable files of other tools. To add one, write its module and list it here."""

from __future__ import annotations

from streamboard.run.foreign.aiperf import AIPERF
from streamboard.run.foreign.format import ForeignFormat

FOREIGN: tuple[ForeignFormat, ...] = (AIPERF,)
_LOOKED_AT = 256


def foreign_in(begin: bytes) -> ForeignFormat | None:
    """Return the format of a file that begins so; None if it is a run file or unknown."""
    return next((one for one in FOREIGN if one.begins(begin[:_LOOKED_AT])), None)
