"""The documents have what the code has: settings, figures, outcomes, marks and keys."""

from __future__ import annotations

import pytest

from docs.tables import DOCS, TABLES, written
from streamboard.figures.catalogue import FIGURES, RUN_FIGURES


@pytest.mark.parametrize("document", TABLES)
def test_the_tables_are_as_they_would_be_written(document: str) -> None:
    text = (DOCS / document).read_text(encoding="utf-8")
    assert written(document, text) == text, "uv run python docs/tables.py"


def test_every_figure_has_a_row_in_both_of_its_tables() -> None:
    found = {name: "\n".join(lines()) for name, lines in TABLES["metrics.md"].items()}
    for figure in FIGURES:
        assert f"`{figure.named}`" in found["figures of a stream"]
        assert f"\n| {figure.name} |" in found["figures elsewhere"]
    for run_figure in RUN_FIGURES:
        assert run_figure.definition in found["figures of a run"]
        assert f"\n| {run_figure.name} |" in found["figures elsewhere"]
