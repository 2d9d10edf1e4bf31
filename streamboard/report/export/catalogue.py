"""All formats of reports. A new one is a file here with a `text`, and a line in `FORMATS`.

The command line reads this, so nothing heavy is imported here.
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
    """In sentences."""
    module: str
    """In this package, with a `text`; imported on first use."""
    summary: bool = True
    """`run --summary` prints it."""
    table: bool = True
    """The board's table and `runs export` write it."""
    comparison: bool = False
    """`compare` prints it; a report of comparisons alone has no runs."""

    def text(self, report: Report) -> str:
        """One text for all runs and comparisons."""
        made: str = import_module(f"{__package__}.{self.module}").text(report)
        return made


FORMATS = (
    ReportFormat("html", "HTML", "as_html", summary=False, table=False, comparison=True),
    ReportFormat("csv", "CSV", "as_csv"),
    ReportFormat("md", "Markdown", "as_markdown", comparison=True),
    ReportFormat("json", "JSON", "as_json", comparison=True),
    ReportFormat("junit", "JUnit", "as_junit", table=False),
)
"""In display order."""
FORMAT = {each.name: each for each in FORMATS}
SUMMARIES = tuple(each for each in FORMATS if each.summary)
TABLES = tuple(each for each in FORMATS if each.table)
COMPARISONS = tuple(each for each in FORMATS if each.comparison)


def titles_of_tables() -> str:
    """`CSV, Markdown and JSON`."""
    return spoken.listed([each.title for each in TABLES])


def endings_of_tables() -> str:
    """`.csv, .md or .json`."""
    return spoken.listed([f".{each.name}" for each in TABLES], "or")


def synonyms_of_tables() -> str:
    """What people may type to find one: `csv markdown md json`."""
    return " ".join(dict.fromkeys(word for one in TABLES for word in (one.title.lower(), one.name)))
