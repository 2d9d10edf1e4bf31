"""A new format of the table is a file of its own and its row in the catalogue."""

from __future__ import annotations

from pathlib import Path

from tests.support.edited import edited, told_by

NAMES = '''
"""The names of the streams, a line each."""

from __future__ import annotations

from streamboard.board.state import BoardState
from streamboard.figures.table import Table


def text(board: BoardState, table: Table) -> str:
    return "".join(f"{row.stream.plan.name}\\n" for row in table.rows)
'''

SCRIPT = """
import asyncio, json
from pathlib import Path

from tests.tui.pilot import showing, under_way

feed = under_way("one", "two")
feed.at(1).finish("s1", tokens=10)


async def screens():
    async with showing(feed, (120, 200)) as board:
        await board.press("4", "w")
        await board.shows("Saved as", ".txt")
        await board.press("question_mark")
        await board.shows("Marks")
        return " ".join(board.text.split())


help = asyncio.run(screens())
(path,) = Path().glob("*.txt")
print(json.dumps({"help": help, "text": path.read_text()}))
"""


def test_its_file_is_written_with_the_others_and_the_help_names_it(tmp_path: Path) -> None:
    edited(
        tmp_path,
        new={"report/export/as_names.py": NAMES},
        lines={
            "report/export/catalogue.py": {
                '    Export("json", "JSON", "as_json"),': '    Export("txt", "names", "as_names"),'
            }
        },
    )
    found = told_by(tmp_path, SCRIPT, cwd=tmp_path)
    assert found["text"] == "one\ntwo\n"
    assert "CSV, Markdown, JSON and names" in found["help"]
