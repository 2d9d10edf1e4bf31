"""Each entry of the catalogue is complete, and no two are told by the same name."""

from __future__ import annotations

import pkgutil
from collections import Counter
from collections.abc import Sequence
from types import ModuleType
from typing import get_args

import pytest

from streamboard.board.attempt import Attempt
from streamboard.figures import of_run, of_stream
from streamboard.figures.catalogue import FIGURE, FIGURES, POOLED, RUN_FIGURE, RUN_FIGURES, figures_of
from streamboard.figures.figure import Figure, Surface, on
from streamboard.figures.of_stream.slo_met import TAG as MET
from streamboard.figures.run_figure import RunFigure
from streamboard.run.plan import Slo
from tests.support.told import MS

PEERS = {"AIPerf", "GuideLLM", "vLLM"}
JUDGED = figures_of(Slo(ttft_ns=500 * MS, itl_ns=20 * MS))
"""The figures of a run with objectives."""
SURFACES: tuple[Surface, ...] = get_args(Surface)
EVERY: list[Figure | RunFigure] = [*JUDGED, *RUN_FIGURES]


@pytest.mark.parametrize("figure", EVERY, ids=lambda one: one.tag)
def test_an_entry_says_what_it_is_how_it_is_made_and_when_it_is_absent(figure: Figure | RunFigure) -> None:
    for words in (figure.name, figure.title, figure.definition, figure.formula, figure.absent):
        assert words == words.strip() != ""
    assert figure.definition.endswith(".")
    assert not figure.absent.endswith(".")
    assert figure.unit.cells > 0


@pytest.mark.parametrize("figure", EVERY, ids=lambda one: one.tag)
def test_an_entry_names_three_peers_and_why_they_differ(figure: Figure | RunFigure) -> None:
    assert {other.tool for other in figure.other_tools} == PEERS
    assert figure.why.endswith(".")
    for other in figure.other_tools:
        # A name without a formula says nothing, nor does a formula without a name.
        assert bool(other.name) == bool(other.formula)


def test_tags_names_and_names_in_files_are_of_one_figure_each() -> None:
    for names in (
        [figure.tag for figure in EVERY],
        [figure.name for figure in EVERY],
        [figure.title for figure in EVERY],
        [figure.named for figure in JUDGED],
        [f"{figure.pool.tag}{figure.unit.suffix}" for figure in POOLED if figure.pool],
        [figure.pool.name for figure in POOLED if figure.pool],
    ):
        assert [name for name, times in Counter(names).items() if times > 1] == []


@pytest.mark.parametrize(("folder", "listed"), [(of_stream, (*FIGURES, JUDGED[-1])), (of_run, RUN_FIGURES)])
def test_a_figures_file_is_named_as_its_tag_and_listed(
    folder: ModuleType, listed: Sequence[Figure | RunFigure]
) -> None:
    files = {found.name for found in pkgutil.iter_modules(folder.__path__)}
    assert files == {figure.tag for figure in listed}


@pytest.mark.parametrize("field", Slo.__struct_fields__)
def test_an_objective_bounds_a_figure_that_an_attempt_has(field: str) -> None:
    tag = field.removesuffix("_ns")
    assert tag in FIGURE, f"`Slo.{field}` bounds no figure: name it after a figure's tag, with `_ns`."
    has = hasattr(Attempt, field)
    assert has, f"`Slo.{field}`: add `Attempt.{field}()`, the figure's value in nanoseconds or None."
    assert figures_of(Slo(**{field: 5 * MS}))[-1].formula == f"{FIGURE[tag].name} <= 5 ms"


def test_a_name_in_files_ends_with_the_unit_of_a_time() -> None:
    assert {figure.tag for figure in FIGURES if figure.named.endswith("_ms")} == {
        *(
            "queued",
            "connect",
            "ttft",
            "wait",
            "ttfo",
            "itl",
            "e2e",
            "took",
            "gap_p50",
            "gap_p95",
            "gap_max",
            "right_after",
        )
    }
    assert not any(figure.tag.endswith("_ms") for figure in EVERY)


@pytest.mark.parametrize("surface", SURFACES)
def test_no_two_figures_have_one_rank_on_a_surface(surface: Surface) -> None:
    found = on(surface, JUDGED)
    assert found
    ranks = [figure.places[surface].rank for figure in found]
    assert ranks == sorted(set(ranks))


def test_no_two_pools_have_one_rank() -> None:
    ranks = [figure.pool.rank for figure in POOLED if figure.pool]
    assert ranks == sorted(set(ranks))


def test_the_inspector_has_every_figure_and_the_table_every_one_that_says_something_of_its_own() -> None:
    # Zoom is where the inspector goes through them.
    assert {figure.tag for figure in on("zoom", JUDGED)} == {figure.tag for figure in JUDGED}
    left_out = {figure.tag for figure in JUDGED} - {figure.tag for figure in on("table", JUDGED)}
    assert left_out == {"input_tokens", "took"}


def test_the_maps_have_what_the_lists_have() -> None:
    assert list(FIGURE.values()) == list(FIGURES)
    assert list(RUN_FIGURE.values()) == list(RUN_FIGURES)
    assert {figure.tag for figure in JUDGED} - set(FIGURE) == {MET}


@pytest.mark.parametrize("figure", RUN_FIGURES, ids=lambda one: one.tag)
def test_a_figure_of_the_run_has_a_place_for_its_value_in_its_words(figure: RunFigure) -> None:
    assert figure.words.count("{}") == figure.sentence.count("{}") == 1


def test_what_is_judged_has_a_good_end_and_what_is_not_has_none() -> None:
    assert {figure.tag for figure in FIGURES if figure.better == "high"} == {"tokens_per_second"}
    assert {figure.tag for figure in JUDGED if figure.better is None} == {
        *("queued", "input_tokens", "output_tokens", "took", "attempts", "expect", MET)
    }
