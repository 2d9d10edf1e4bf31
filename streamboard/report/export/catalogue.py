"""All formats of the table of figures. A new one is a file and a row here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from streamboard.common import spoken

if TYPE_CHECKING:
    from streamboard.board.state import BoardState
    from streamboard.figures.table import Table


class Export(NamedTuple):
    ending: str
    """The file extension, without the dot."""
    name: str
    """Its name in sentences."""
    module: str
    """The module in this package with its `text`; imported on first use."""

    def text(self, board: BoardState, table: Table) -> str:
        made: str = import_module(f"{__package__}.{self.module}").text(board, table)
        return made


EXPORTS = (
    Export("csv", "CSV", "as_csv"),
    Export("md", "Markdown", "as_markdown"),
    Export("json", "JSON", "as_json"),
)
"""In display order."""


def formats() -> str:
    """`CSV, Markdown and JSON`."""
    return spoken.listed([export.name for export in EXPORTS])


def synonyms() -> str:
    """`csv markdown md json`: what people may type to find one."""
    return " ".join(dict.fromkeys(word for one in EXPORTS for word in (one.name.lower(), one.ending)))
