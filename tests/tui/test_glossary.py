"""The glossary: every figure and sign in one sentence."""

from __future__ import annotations

import pytest

from streamboard.figures.catalogue import ALL
from streamboard.tui.dialogs.glossary import entries

from .pilot import showing, under_way


def test_every_figure_is_in_it_with_its_definition_and_formula() -> None:
    found = {entry.word: entry for entry in entries()}
    for figure in ALL:
        entry = found[figure.name]
        assert (entry.definition, entry.formula) == (figure.definition, figure.formula)
    assert {"TTFT", "TTFO", "ITL", "gap", "E2E", "goodput", "speed-up", "late", "!", "~"} <= found.keys()


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 50)])
async def test_it_is_opened_from_the_help_and_scrolls_to_its_end(size: tuple[int, int]) -> None:
    async with showing(under_way("one"), size) as board:
        await board.press("question_mark", "g")
        await board.shows("What the figures mean", "esc closes this")
        await board.hides("Show all keys")
        await board.press("end")
        await board.shows("= delta - previous delta")
        await board.press("escape")
        await board.hides("What the figures mean")


async def test_it_is_found_in_the_palette() -> None:
    async with showing(under_way("one"), (120, 40)) as board:
        await board.press("ctrl+p", *"definition")
        await board.shows("What the figures and their signs mean")
        await board.press("enter")
        await board.shows("esc closes this", "first delta - request sent")
