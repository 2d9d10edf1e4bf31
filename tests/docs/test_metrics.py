"""docs/metrics.md has the figures as the catalogue has them."""

from __future__ import annotations

from docs.figure_tables import METRICS, tables, written
from streamboard.figures.catalogue import FIGURES, RUN_FIGURES


def test_the_tables_are_those_of_the_catalogue() -> None:
    text = METRICS.read_text()
    assert written(text) == text, "uv run python docs/figure_tables.py"


def test_every_figure_has_a_row_in_both_of_its_tables() -> None:
    found = tables()
    for figure in FIGURES:
        assert f"`{figure.named}`" in found["figures of a stream"]
        assert f"\n| {figure.name} |" in found["figures elsewhere"]
    for run_figure in RUN_FIGURES:
        assert run_figure.definition in found["figures of a run"]
        assert f"\n| {run_figure.name} |" in found["figures elsewhere"]
