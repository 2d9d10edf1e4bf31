"""A new figure, one that needs prices, is a file of its own and its name in the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.edited import edited, told_by

pytestmark = pytest.mark.slow

COST = '''
"""What an answer cost."""

from __future__ import annotations

from streamboard.board.attempt import Attempt
from streamboard.board.stream import StreamState
from streamboard.figures.figure_base import OtherTool
from streamboard.figures.figure import Figure, Placement, Pool
from streamboard.figures.reading import ABSENT, Reading
from streamboard.figures.unit import Unit

_PRICE = {"sim": 2.5, "real-model": 0.5}
"""Dollars for a thousand output tokens."""
DOLLARS = Unit(
    name="",
    suffix="_usd",
    cells=7,
    text=lambda dollars, _: f"${dollars:.3f}",
    exact=lambda dollars: f"${dollars:.6f}",
    spoken=lambda dollars: f"{dollars:.3f} dollars",
    number=lambda dollars: round(dollars, 6),
)


def _read(stream: StreamState, attempt: Attempt | None, now: int) -> Reading:
    tokens, counted = (None, False) if attempt is None else attempt.output_tokens()
    price = _PRICE.get(stream.model())
    if tokens is None or price is None:
        return ABSENT
    return Reading(tokens * price / 1000, estimated=not counted)


FIGURE = Figure(
    tag="cost",
    name="cost",
    title="what it cost",
    unit=DOLLARS,
    read=_read,
    better="low",
    pool=Pool("cost", "cost", 7),
    places={
        "pane": Placement(15),
        "lanes": Placement(15),
        "table": Placement(0),
        "zoom": Placement(1),
        "summary": Placement(5),
        "compare": Placement(5),
    },
    definition="Output tokens times their price.",
    formula="tokens x price",
    inputs=lambda attempt: f"{attempt.output_tokens()[0]} tokens",
    absent="no price is known",
    other_tools=(OtherTool("AIPerf", ""), OtherTool("GuideLLM", ""), OtherTool("vLLM", "")),
    why="None of the others knows prices.",
)
'''

SCRIPT = """
import asyncio, csv, io, json
from rich.console import Console

from docs.tables import TABLES
from streamboard.board.state import BoardState
from streamboard.figures.catalogue import FIGURE
from streamboard.figures.inspection import inspect
from streamboard.figures.sorting import SORTS
from streamboard.figures.table import table
from streamboard.library import result_of
from streamboard.report.answers import as_markdown
from streamboard.report.export.catalogue import TABLES as EXPORTED
from streamboard.report.reported import report_of_table
from streamboard.report.summary import summary
from tests.tui.pilot import showing, under_way

feed = under_way("one", "two")
feed.at_ms(1000).say("s1", "Once upon")
feed.say("s2", "In the beginning")
feed.at_ms(2000).finish("s1", tokens=10)
feed.finish("s2", tokens=40)


async def screens():
    found = {}
    async with showing(feed, (160, 45)) as board:
        await board.until(lambda: board.screen.board.finished)
        for name, keys in {
            "panes": ["1"], "lanes": ["2"], "table": ["4"], "compare": ["6"], "zoom": ["1", "z"]
        }.items():
            await board.press(*keys)
            await board.until(lambda: "$0.025" in board.text, f"a cost in {name}")
            found[name] = board.text
        await board.press("I")
        await board.shows("first delta - request sent")
        await board.press("up", "up", "up")  # It opens with TTFT, the fourth one.
        await board.shows("tokens x price")
        found["inspector"] = board.text
    return found


found = asyncio.run(screens())
board = BoardState(feed.plan)
board.apply_all(feed.events)
streams = list(board.streams.values())
made = table(board, streams, board.now)
for export in EXPORTED:
    found[export.name] = export.text(report_of_table(board, made))
file = io.StringIO()
Console(file=file, width=200).print(summary(board))
found["summary"] = file.getvalue()
found["answer"] = as_markdown(streams[0], board)
found["sorts"] = SORTS
found["library"] = result_of(streams[0], board).readings["cost"].value
found["documents"] = ["\\n".join(lines()) for lines in TABLES["metrics.md"].values()]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What every surface shows of two streams with the new figure."""
    folder = tmp_path_factory.mktemp("recipe")
    edited(
        folder,
        new={"figures/of_stream/cost.py": COST},
        lines={
            "figures/catalogue.py": {
                "from streamboard.figures.of_stream import (": "    cost,",
                "FIGURES: tuple[Figure, ...] = (": "    cost.FIGURE,",
            }
        },
    )
    shown: dict[str, Any] = told_by(folder, SCRIPT, cwd=Path(folder))
    return shown


@pytest.mark.parametrize("view", ["panes", "lanes", "table", "compare", "zoom"])
def test_it_stands_on_every_view(found: dict[str, Any], view: str) -> None:
    assert "$0.025" in found[view]
    assert "cost" in found[view]


def test_the_inspector_takes_it_apart(found: dict[str, Any]) -> None:
    for words in ("Output tokens times their price.", "tokens x price", "None of the others knows prices."):
        assert words in found["inspector"]


def test_files_have_it(found: dict[str, Any]) -> None:
    assert '"cost_usd"' in found["csv"].splitlines()[0]
    assert '"cost_usd": 0.025' in found["json"]
    assert "cost p50" in found["md"]
    assert "$0.025▲" in found["md"]
    assert 'cost: "$0.025"' in found["answer"]


def test_the_summary_the_library_and_the_documents_have_it(found: dict[str, Any]) -> None:
    assert "$0.025▲" in found["summary"]
    assert found["library"] == pytest.approx(0.025)
    assert "cost" in found["sorts"]
    of_streams, _, elsewhere = found["documents"]
    assert "| cost, what it cost |" in of_streams or "**cost**, what it cost" in of_streams
    assert "| cost | none | none | none |" in elsewhere
