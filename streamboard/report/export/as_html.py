"""A report as a page."""

from __future__ import annotations

from streamboard.report.html.page import page
from streamboard.report.reported import Report


def text(report: Report) -> str:
    return page(report)
