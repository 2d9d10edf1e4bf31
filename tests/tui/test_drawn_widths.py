"""Emoji and Indic letters that a terminal draws in other widths than were counted move nothing else."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import cells
from rich.cells import cell_len
from rich.style import Style

from streamboard.safety.sanitise import clean
from streamboard.tui.draw.drawn_widths import PROBES, Widths, count_as_drawn, placed
from streamboard.tui.text.wrap import WrappedText
from streamboard.tui.textual_internals import count_as_one

from .conftest import STREAMBOARD, environment

PIECES = ["1️⃣", "❤️", "☎️", "👩‍👩‍👧", "❤️‍🔥", "🇩🇪", "👍🏽", "🦁", "का", "क्षत्रिय", "மொழி", "မြန်မာ"]
HALF = ["👩\u200d", "क\u094d\u200d", "ه\u200d", "😀\u200d😀\u200d"]
"""What ends in a joiner, as an answer that is still coming does."""
TOKENS = r"[ -~│](?!\ufe0f)|(?:[^ -~│\x1b]|\d\ufe0f)+"
"""A letter that all terminals draw alike, or a piece."""
LINES = ["❤️ ☎️ 1️⃣ 👩‍👩‍👧 🇩🇪 👍🏽 end", "क्षत्रिय स्त्री का किताब नमस्ते", "ที่นี่น้ำท่วม ผู้ใหญ่", "می‌خواهم کتاب‌ها"]


def by_code_points(text: str) -> int:
    """The cells in which an old terminal draws a text: those of each code point."""
    return sum(
        2 if letter > "\U0001f000" else max(cell_len(letter), int(unicodedata.category(letter) == "Mc"))
        for letter in text
    )


def by_first(text: str) -> int:
    """The cells of a piece in a terminal that goes by its first letter."""
    return 1 if unicodedata.category(text[0]) == "Lo" else 2


def drawn(data: str, width_of: Callable[[str], int], columns: int) -> list[str]:
    """The cells of one row after output of letters, pieces, and moves within the row."""
    row, at = [" "] * columns, 0
    tokens = re.finditer(rf"\x1b\[1;(\d+)H|\x1b\[(\d+)G|{TOKENS}", data)
    for token in tokens:
        if column := token[1] or token[2]:
            at = int(column) - 1
            continue
        width = width_of(token[0]) if len(token[0]) > 1 or token[0] > "\u2fff" else 1
        for place in range(at, min(at + width, columns)):
            row[place] = token[0]
        at += width
    return row


@given(
    st.lists(st.sampled_from([*PIECES, "ab", " ", "│"]), max_size=8),
    st.sampled_from([by_code_points, by_first, lambda _text: 1, cell_len]),
)
def test_what_is_beside_stays_in_its_place(parts: list[str], width_of: Callable[[str], int]) -> None:
    text = " ".join(parts) + "│"
    size = cell_len(text)
    row = drawn(placed(f"\x1b[1;{size + 1}H|neighbour\x1b[1;1H{text}", None), width_of, size + 10)
    assert "".join(row[size:]) == "|neighbour"
    column = 0
    for part in re.findall(TOKENS, text):
        if part == "│" or part.isascii():
            assert row[column] == part
        column += cell_len(part)


def joined_in_tmux(text: str) -> int:
    """The cells of a piece in a terminal that joins whatever follows a joiner."""
    return by_first(re.sub("\u200d.", "", text))


@pytest.mark.parametrize("half", HALF)
@pytest.mark.parametrize("after", ["▌", "│", " x", "x", "."])
@pytest.mark.parametrize("width_of", [by_code_points, by_first, joined_in_tmux])
def test_what_ends_in_a_joiner_takes_nothing_in(
    half: str, after: str, width_of: Callable[[str], int]
) -> None:
    """The end of a text and what is drawn behind it were counted apart."""
    wrapped = WrappedText(40)
    for part in ("ab ", half, after):
        wrapped.append(clean(part), Style.null())
    for text in (f"ab {half}\x1b[31m{after}", f"ab {half}{after}", wrapped.tail):
        shown = placed(f"\x1b[1;1H{clean(text) if text is wrapped.tail else text}\x1b[1;30H|", None)
        assert "\u200d" not in re.sub("\u200d(?:\u200c|[^ -~─-▟\x1b])", "", shown)
        counted = 3 + cell_len(half) + len(after)
        if text is wrapped.tail and after.isascii():
            assert cell_len(text) == counted
        row = drawn(re.sub("\x1b\\[\\d*m", "", shown), width_of, 40)
        assert "".join(row[counted - len(after) : counted]) == after
        assert row[29] == "|"


def test_ordinary_output_is_left_as_it_is() -> None:
    for data in ("\x1b[1;1Hwords ✓ 漢字 ━━\x1b[31m é", "\x1b[?2026h", "ที่นี่", "می‌خواهم"):
        assert placed(data, None) == data


@pytest.mark.parametrize(
    ("piece", "widths", "shown"),
    [
        ("❤️", Widths(sign=1), "❤"),
        ("1️⃣", Widths(sign=1), "1⃣"),
        ("👩‍👩‍👧", Widths(joined=6), "👩"),
        ("🇩🇪", Widths(flag=4), "DE"),
        ("👍🏽", Widths(tone=4), "👍"),
        *((piece, Widths(), piece) for piece in PIECES),
    ],
)
def test_a_piece_is_shown_as_the_terminal_can(piece: str, widths: Widths, shown: str) -> None:
    width = cell_len(piece)
    assert placed(f"\x1b[3;5H{piece}", widths) == f"\x1b[3;5H{' ' * width}\x1b[5G{shown}\x1b[{5 + width}G"


@pytest.fixture
def counted_again() -> Iterator[None]:
    """Widths are counted as before after the test."""
    before = cells.load_cell_table  # type: ignore[attr-defined]
    yield
    cells.load_cell_table = before  # type: ignore[attr-defined]
    count_as_one(frozenset())
    cells.load_cell_table = before  # type: ignore[attr-defined]


@pytest.mark.usefixtures("counted_again")
def test_vowel_signs_are_counted_as_they_are_drawn() -> None:
    texts = ["का", "क्षत्रिय", "नमस्ते", "e\u0301", "漢", "ที่"]
    assert [cell_len(text) for text in texts] == [1, 5, 4, 1, 2, 1]
    count_as_drawn(Widths())
    assert cell_len("का") == 1
    count_as_drawn(Widths(vowel=2))
    assert [cell_len(text) for text in texts] == [2, 6, 4, 1, 2, 1]


# -- a real multiplexer


class Tmux:
    """A window of tmux's own server."""

    def __init__(self, socket: Path, command: str, home: Path) -> None:
        self._base = ["tmux", "-u", "-f", "/dev/null", "-S", str(socket)]
        start = [*self._base, "new-session", "-d", "-x", "120", "-y", "40", command]
        variables = {name: value for name, value in environment(home).items() if name != "TMUX"}
        subprocess.run(start, check=True, env=variables, cwd=home)

    def rows(self) -> list[str]:
        """What the window shows."""
        shown = subprocess.run([*self._base, "capture-pane", "-p"], capture_output=True, check=True)
        return shown.stdout.decode().splitlines()

    def until(self, *texts: str) -> list[str]:
        """The rows, once all texts are in them."""
        end = time.monotonic() + 120
        while not all(text in "\n".join(rows := self.rows()) for text in texts):
            assert time.monotonic() < end, "\n".join(rows)
            time.sleep(0.1)
        return rows

    def close(self) -> None:
        subprocess.run([*self._base, "kill-server"], check=False)


def cells_in_tmux(row: str) -> int:
    """The cells of a row: tmux joins what follows a ZWJ, and gives vowel signs a cell."""
    return sum(
        1 if unicodedata.category(letter) == "Mc" else 2 if letter > "\U0001f300" else cell_len(letter)
        for letter in re.sub("\u200d.", "", row)
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
def test_in_tmux_every_row_ends_where_it_should(tmp_path: Path) -> None:
    streams = "\n".join(f"  - {{name: 'n{place}', prompt: '{line}'}}" for place, line in enumerate(LINES))
    (tmp_path / "p.yaml").write_text(
        f"defaults: {{endpoint: sim, max_tokens: 5}}\nprompts:\n{streams}\n", encoding="utf-8"
    )
    command = shlex.join([*STREAMBOARD, str(tmp_path / "p.yaml"), "--no-record"])
    tmux = Tmux(tmp_path / "s", command, tmp_path)
    try:
        rows = tmux.until("4 streams", "max_tokens", "नमस्ते", "ผู้ใหญ่", "کتاب‌ها", "end")
    finally:
        tmux.close()
    assert any(LINES[1] in row for row in rows), "\n".join(rows)
    assert any(LINES[2] in row for row in rows), "\n".join(rows)
    assert any(LINES[3] in row for row in rows), "\n".join(rows)
    framed = [row for row in rows if row.endswith("│")]
    assert len(framed) > 20
    assert {cells_in_tmux(row) for row in framed} == {120}, "\n".join(rows)


def test_the_probes_are_those_that_the_widths_are_of() -> None:
    assert tuple(map(cell_len, PROBES)) == Widths()  # type: ignore[arg-type]
