"""Record the moving picture of the README: a real run on the local model, as an animated SVG.

    uv run python -m docs.record_board [--endpoint sim] [--out FILE]

Runs `prompts/demo.yaml` on a board without a terminal, presses the keys of `STORY` at its moments, and keeps
what the screen shows five times a second, in real time. A row of the screen is stored once, with the times at
which it is visible, so the file stays small. It moves by SMIL, needs no script, and shows the last frame
where nothing moves: in viewers without animation, and for readers who asked for less motion.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from collections import defaultdict
from itertools import count
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from docs.take_screenshots import IMAGES, MOST_S, Moment, finished, on_board, tokens
from streamboard.board.state import BoardState
from streamboard.tui.draw.picture import CELL_WIDTH, FONTS, ROW_HEIGHT, TOP, portable

SIZE = (110, 30)
FRAME_S = 0.2
REST_S = 3.0
"""How long the last frame stays."""
_STYLE = re.compile(r"\.(terminal-\d+-r\d+) \{ ([^}]*) \}")
_PART = re.compile(r"<rect [^>]*?y=\"([\d.]+)\"[^>]*?/>|<text [^>]*?y=\"([\d.]+)\"[^>]*>.*?</text>")
_RECT = re.compile(r'<rect fill="(#\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"')
_CLASS = re.compile(r'class="(terminal-\d+-r\d+)"')
_CLIP = re.compile(r' clip-path="[^"]*"| shape-rendering="[^"]*"')
_SCREEN = re.compile(r'clip-path="url\(#terminal-\d+-clip-terminal\)">(.*)</g>', re.DOTALL)
_GROUND = "#121212"


class Act(NamedTuple):
    """A moment, the keys pressed then, and for how long to look at what they show."""

    when: Moment
    keys: tuple[str, ...]
    seconds: float


STORY = (
    Act(tokens(250), ("3",), 4.0),
    Act(tokens(400), ("2",), 2.5),
    Act(tokens(420), ("1",), 0.0),
    Act(finished, ("z",), 3.0),
    Act(finished, ("z", "4"), 2.0),
)

Rows = dict[int, str]
"""What each row of a frame draws."""


class Film:
    """Frames, as rows that are stored once each."""

    def __init__(self) -> None:
        self._rows: defaultdict[tuple[int, str], list[list[int]]] = defaultdict(list)
        """For each row and what it draws: the first and the last frame of each time that it is visible."""
        self._styles: dict[str, str] = {}
        self._names = count(1)
        self.frames = 0
        self._last: Rows = {}

    def add(self, picture: str) -> None:
        """Add a frame, as the SVG that Textual exports."""
        self._last = self._rows_of(picture)
        for row, drawn in self._last.items():
            seen = self._rows[row, drawn]
            if seen and seen[-1][1] == self.frames - 1:
                seen[-1][1] = self.frames
            else:
                seen.append([self.frames, self.frames])
        self.frames += 1

    def svg(self) -> str:
        """All of it as one file."""
        width, height = SIZE[0] * CELL_WIDTH, SIZE[1] * ROW_HEIGHT
        seconds = self.frames * FRAME_S + REST_S
        styles = "\n".join(f".{name} {{ {style} }}" for style, name in self._styles.items())
        background = f'<rect y="{TOP}" width="{width:.0f}" height="{height:.0f}" fill="{_GROUND}"/>'
        still = "\n".join(f"<g>{drawn}</g>" for _, drawn in sorted(self._last.items()))
        moving = "\n".join(self._moving(row, drawn, seen) for (row, drawn), seen in self._rows.items())
        return portable(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {TOP} {width:.0f} {height:.0f}">\n'
            f"<style>\ntext {{ font-family: {FONTS}; font-size: 20px; white-space: pre; }}\n{styles}\n"
            "@media (prefers-reduced-motion: reduce) { .moving { display: none; } }\n</style>\n"
            f'{background}\n{still}\n<g class="moving">\n'
            f'<rect width="0" height="0"><animate id="film" attributeName="x" from="0" to="0" '
            f'begin="0s;film.end" dur="{seconds:.1f}s"/></rect>\n{moving}\n</g>\n</svg>\n'
        )

    def _rows_of(self, picture: str) -> Rows:
        styles = dict(_STYLE.findall(picture))
        found = _SCREEN.search(picture)
        assert found is not None, "the picture is not of the form that rich exports"
        rows: dict[int, list[str]] = {row: [] for row in range(SIZE[1])}
        for part in _PART.finditer(found[1]):
            row = int((float(part[1] or part[2])) // ROW_HEIGHT)
            if box := _RECT.match(part[0]):
                _paint(rows[row], *box.groups())
                continue
            named = _CLASS.sub(lambda at: f'class="{self._name(styles[at[1]])}"', part[0])
            rows[row].append(_CLIP.sub("", named))
        return {row: "".join(parts) for row, parts in rows.items()}

    def _name(self, style: str) -> str:
        if style not in self._styles:
            self._styles[style] = f"s{next(self._names)}"
        return self._styles[style]

    def _moving(self, row: int, drawn: str, seen: list[list[int]]) -> str:
        top = row * ROW_HEIGHT + TOP
        shown = "".join(
            f'<set attributeName="visibility" to="visible" begin="film.begin+{first * FRAME_S:.1f}s" '
            f'dur="{(last - first + 1) * FRAME_S + (REST_S if last == self.frames - 1 else 0):.1f}s"/>'
            for first, last in seen
        )
        ground = (
            f'<rect y="{top:.1f}" width="100%" height="{ROW_HEIGHT}" fill="{_GROUND}" '
            'shape-rendering="crispEdges"/>'
        )
        return f'<g visibility="hidden">{shown}{ground}{drawn}</g>'


def _paint(row: list[str], colour: str, left: str, top: str, width: str) -> None:
    """Add a background; as one with the one before it if they touch and are alike, so that no seam shows."""
    begin, end = float(left), float(left) + float(width)
    before = _RECT.match(row[-1]) if row else None
    if before and before[1] == colour and abs(float(before[2]) + float(before[4]) - begin) < 0.1:
        begin = float(before[2])
        row.pop()
    if colour != _GROUND:
        row.append(
            f'<rect fill="{colour}" x="{begin:g}" y="{top}" width="{end - begin:.1f}" height="24.65"/>'
        )


async def record(endpoint: str) -> Film:
    """Run the story on a board."""
    film = Film()
    async with on_board("demo.yaml", endpoint, SIZE) as (pilot, screen):
        for act in STORY:
            async with asyncio.timeout(MOST_S):
                await _film(film, pilot, act.when, screen.board)
            for key in act.keys:
                await pilot.press(key)
            for _ in range(round(act.seconds / FRAME_S)):
                await _frame(film, pilot)
    return film


async def _film(film: Film, pilot: Pilot[int], until: Moment, board: BoardState) -> None:
    while not until(board):
        await _frame(film, pilot)


async def _frame(film: Film, pilot: Pilot[int]) -> None:
    """Add what is shown, a frame's time after the one before."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    film.add(pilot.app.export_screenshot())
    await asyncio.sleep(max(0.0, FRAME_S - (loop.time() - begun)))


def main() -> None:
    """Record and write."""
    parser = argparse.ArgumentParser(description="Record the moving picture of the README.")
    parser.add_argument("--endpoint", default="local")
    parser.add_argument("--out", type=Path, default=IMAGES / "board.svg")
    asked = parser.parse_args()
    film = asyncio.run(record(asked.endpoint))
    asked.out.write_text(film.svg())
    print(f"{film.frames} frames, {asked.out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
