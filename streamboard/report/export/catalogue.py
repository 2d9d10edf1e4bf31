"""All formats of reports. A new one is a file here with a `text`, and a line in `FORMATS`.

The command line reads this to offer them, so nothing heavy is imported here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from streamboard.common import spoken

if TYPE_CHECKING:
    from streamboard.report.reported import Report


class ReportFormat(NamedTuple):
    name: str
    """As in `report --format`; the extension of its files."""
    title: str
    """Its name in sentences."""
    module: str
    """The module in this package with its `text`; imported on first use."""
    summary: bool = True
    """Whether `run --summary` prints it."""
    table: bool = True
    """Whether the board's table and `runs export` write it."""

    def text(self, report: Report) -> str:
        """Return one text for all runs and comparisons."""
        made: str = import_module(f"{__package__}.{self.module}").text(report)
        return made


FORMATS = (
    ReportFormat("html", "HTML", "as_html", summary=False, table=False),
    ReportFormat("csv", "CSV", "as_csv"),
    ReportFormat("md", "Markdown", "as_markdown"),
    ReportFormat("json", "JSON", "as_json"),
    ReportFormat("junit", "JUnit", "as_junit", table=False),
)
"""In display order."""
FORMAT = {each.name: each for each in FORMATS}
SUMMARIES = tuple(each for each in FORMATS if each.summary)
TABLES = tuple(each for each in FORMATS if each.table)


def titles_of_tables() -> str:
    """`CSV, Markdown and JSON`."""
    return spoken.listed([each.title for each in TABLES])


def endings_of_tables() -> str:
    """`.csv, .md or .json`."""
    *others, last = [f".{each.name}" for each in TABLES]
    return f"{', '.join(others)} or {last}"


def synonyms_of_tables() -> str:
    """`csv markdown md json`: what people may type to find one."""
    return " ".join(dict.fromkeys(word for one in TABLES for word in (one.title.lower(), one.name)))
