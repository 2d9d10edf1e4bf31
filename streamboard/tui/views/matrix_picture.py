"""The picture of the matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streamboard.board.matrix import CellPlace, Matrix, votes_of
from streamboard.board.stream import StreamState
from streamboard.figures.best_and_worst import best_and_worst
from streamboard.figures.figure import Figure
from streamboard.figures.reading import Reading
from streamboard.figures.samples import percentiles
from streamboard.figures.spread import best_of, spread_of
from streamboard.figures.unit import CHECKS, VERDICT
from streamboard.run.question import question_line
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.beat import Beat
from streamboard.tui.draw.canvas import Parts, spread, under_cursor
from streamboard.tui.draw.labels import label
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.readings import value_parts
from streamboard.tui.keys.key_names import pressing
from streamboard.tui.views.matrix_cells import (
    cell_lines,
    contents_of,
    in_cells,
    name_lines,
    state_marks,
    tally_parts,
    turn_sign,
    vote_parts,
)
from streamboard.tui.views.matrix_ghost import GhostColumns
from streamboard.tui.views.matrix_layout import MatrixLayout


class MatrixPicture:
    """Cells are cached until they change."""

    def __init__(self) -> None:
        self._beat = Beat()
        self._moment: tuple[bool, int] = (False, -1)
        self._matrix: Matrix | None = None
        self._cells: dict[CellPlace, tuple[object, list[Parts]]] = {}
        """Each cell's cache key and lines."""
        self._best: dict[int, tuple[object, int | None]] = {}
        """Each row's cache key and best column."""
        self._foot: tuple[object, list[Parts]] | None = None
        self._ghost = GhostColumns()
        self._odd: frozenset[CellPlace] = frozenset()
        """The cells asked another question than the first of their row, or in another turn."""
        self._look: object = None

    def begin(self, scene: Scene, plan: MatrixLayout, figure: Figure, palette: Palette) -> None:
        self.scene, self.plan, self.figure, self.palette = scene, plan, figure, palette
        self._moment = self._beat.of(scene.now, held=scene.held)
        look = plan, figure.tag, palette, scene.at_ns, len(scene.board.votes), scene.ghost
        if scene.matrix is not self._matrix or look != self._look:
            self._matrix, self._look, self._foot = scene.matrix, look, None
            self._cells.clear()
            self._best.clear()
            self._odd = frozenset(_odd(scene.matrix))

    # -- the heading

    def heading(self, shown: range, focus: int, arrow: tuple[str, str] | None, key: str) -> Parts:
        """`arrow` is the sort column and its arrow; `key` shows the next figure."""
        palette, names = self.palette, tuple(map(clean_line, self.scene.matrix.columns))
        corner: Parts = [
            (" ", palette.dim),
            (self.figure.name, palette.strong),
            (f" {key}", pressing(palette.dim, key)),
        ]
        if shown.start:
            corner.append((f" ←{shown.start}", palette.dim))
        parts = in_cells(corner, self.plan.head, palette)
        for column in shown:
            sign = arrow[1] if arrow is not None and arrow[0] == self.scene.matrix.columns[column] else ""
            style = palette.live if sign else palette.strong if column == focus else palette.dim
            name = label(names[column], names, self.plan.column - 5 - len(sign))
            parts += in_cells([(" ", palette.text), (f"{name}{sign}", style)], self.plan.column, palette)
        if hidden := len(names) - shown.stop:
            more = f" {hidden}→"
            blank, style = parts.pop()
            parts += [(blank[len(more) :], style), (more, palette.dim)]
        return parts

    @property
    def _width(self) -> int:
        return self.plan.head + self.plan.column * self.plan.columns

    # -- the rows

    def row(self, row: int, shown: range, focus: CellPlace) -> Iterator[Parts]:
        plan, matrix = self.plan, self.scene.matrix
        drawn = plan.drawn
        head = self._head(row, drawn)
        cells = [self._cell(CellPlace(row, column)) for column in shown]
        for line in range(plan.lines):
            parts = in_cells([(" ", self.palette.text), *_line(head, line)], plan.head, self.palette)
            for column, cell in zip(shown, cells, strict=True):
                chosen = focus == (row, column) and line < drawn and bool(matrix.cell(row, column))
                sign = "▶" if chosen and not line else " "
                content = in_cells(_line(cell, line), plan.column - 1, self.palette)
                parts.append((sign, self.palette.live if chosen else self.palette.text))
                parts += under_cursor(content, self.palette) if chosen else content
            yield parts

    def _head(self, row: int, lines: int) -> list[Parts]:
        matrix = self.scene.matrix
        name, values = clean_line(matrix.rows[row].prompt), clean_line(", ".join(matrix.rows[row].values))
        names = tuple(clean_line(each.prompt) for each in matrix.rows)
        if lines == 1 and values:
            names = tuple(clean_line(each.name) for each in matrix.rows)
            name, values = names[row], ""
        width = self.plan.head - 2
        turn = matrix.row(row)[0].plan.turn
        sign = f" {turn_sign(turn)}" if turn > 1 else ""
        question = question_line(matrix.row(row)[0].plan)
        return name_lines(
            f"{label(name, names, width - len(sign))}{sign}", values, question, width, lines, self.palette
        )

    def _cell(self, place: CellPlace) -> list[Parts]:
        streams = self.scene.matrix.cell(*place)
        if not streams:
            return [[("·", self.palette.faint)]]
        active = any(stream.active for stream in streams)
        best = self._best_in(place.row) == place.column
        key = (
            self._moment if active else None,
            tuple(stream.phase if stream.active else stream.revision for stream in streams),
            best,
            self._ghosts(streams),
        )
        known = self._cells.get(place)
        if known is None or known[0] != key:
            votes = votes_of(streams, self.scene.board.votes)
            contents = contents_of(
                streams, self.figure, self.scene, votes, best=best, other=self._other(place)
            )
            lines = cell_lines(contents, self.scene, self.plan, self.palette)
            known = self._cells[place] = key, lines
        return known[1]

    def _other(self, place: CellPlace) -> str:
        if place not in self._odd:
            return ""
        turn = self.scene.matrix.row(place.row)[0].plan.turn
        turns = {stream.plan.turn for stream in self.scene.matrix.cells[place]} - {turn}
        return "≠" + "".join(turn_sign(each) for each in sorted(turns))

    def _ghosts(self, streams: Sequence[StreamState]) -> object:
        """The cache key of these streams' partners."""
        if (ghost := self.scene.ghost) is None:
            return None
        there = [ghost.board.streams[one.plan.id] for one in streams if one.plan.id in ghost.board.streams]
        return [self._moment if partner.active else partner.revision for partner in there]

    def _best_in(self, row: int) -> int | None:
        matrix = self.scene.matrix
        cells = {
            column: matrix.cell(row, column)
            for column in range(len(matrix.columns))
            if matrix.cell(row, column)
        }
        key = tuple(
            stream.revision if stream.phase == "ended" else -1 for cell in cells.values() for stream in cell
        )
        known = self._best.get(row)
        if known is None or known[0] != key:
            odd = any(CellPlace(row, column) in self._odd for column in cells)
            known = self._best[row] = key, None if odd else best_of(self.figure, cells, self.scene.now)
        return known[1]

    # -- the sum

    def foot(self, shown: range, below: int) -> list[Parts]:
        """`below` is the number of rows below the screen."""
        board = self.scene.board
        revisions = sum(stream.revision for stream in board.streams.values())
        ghost = self.scene.ghost
        still = board.finished and (ghost is None or ghost.over)
        key = shown, below, None if still else self._moment, revisions if still else 0
        if self._foot is None or self._foot[0] != key or (ghost is not None and self._ghost.incomplete):
            self._foot = key, self._summed(shown, below)
        return self._foot[1]

    def _summed(self, shown: range, below: int) -> list[Parts]:
        palette, matrix = self.palette, self.scene.matrix
        more: Parts = [(f" ↓ {below} more ", palette.dim)] if below > 0 else []
        if (ghost := self.scene.ghost) is not None:
            more = [(f" was: ghost {clean_line(ghost.name)} ", palette.dim), *more]
        rule = spread([(" all ", palette.strong)], more, self._width, palette.faint, character="─")
        sums = self._medians()
        share = self.figure.unit in (CHECKS, VERDICT)
        figures = in_cells([(" met" if share else " p50", palette.dim)], self.plan.head, palette)
        outcomes = in_cells([(" streams", palette.dim)], self.plan.head, palette)
        for column in shown:
            reading, n = sums[column]
            value: Parts = [(" ", palette.text), *value_parts(self.figure, reading, palette)]
            figures += in_cells([*value, (f" n {n}", palette.dim)], self.plan.column, palette)
            outcomes += in_cells(self._outcomes(matrix.column(column)), self.plan.column, palette)
        return [rule, figures, *(self._beside(shown, share=share) if ghost is not None else []), outcomes]

    def _beside(self, shown: range, *, share: bool) -> Iterator[Parts]:
        palette, plan, ghost = self.palette, self.plan, self.scene.ghost
        assert ghost is not None
        self._ghost.look(self.scene, ghost, self.figure)
        was = in_cells([(" was", palette.dim)], plan.head, palette)
        words = " points, 95 %" if share else " ratio, 95 %"
        differs = in_cells([(words, palette.dim)], plan.head, palette)
        for column, difference in zip(shown, self._ghost.differs(shown, self.figure, palette), strict=True):
            was += in_cells(self._ghost.was(column, self.figure, palette), plan.column, palette)
            differs += in_cells(difference, plan.column, palette)
        yield was
        yield differs

    def _medians(self) -> list[tuple[Reading, int]]:
        """Each column's median, or share met, and n."""
        matrix, figure, now = self.scene.matrix, self.figure, self.scene.now
        found: list[tuple[Reading, int]] = []
        for column in range(len(matrix.columns)):
            streams = matrix.column(column)
            if figure.unit in (CHECKS, VERDICT):
                share = spread_of(figure, streams, now)
                found.append((share.middle, share.n))
            else:
                sample = percentiles(figure, streams, now)
                found.append((sample.p50, sample.n))
        if not self._comparable():
            return found
        marks = best_and_worst(
            figure.better, {str(place): reading for place, (reading, _) in enumerate(found)}
        )
        return [
            (reading._replace(mark=marks.get(str(place), "")), n) for place, (reading, n) in enumerate(found)
        ]

    def _comparable(self) -> bool:
        matrix = self.scene.matrix
        whole = len(matrix.cells) == len(matrix.rows) * len(matrix.columns)
        streams = [stream for cell in matrix.cells.values() for stream in cell]
        return (
            whole
            and not self._odd
            and all(stream.phase == "ended" and self.figure.rival(stream) for stream in streams)
        )

    def _outcomes(self, streams: Sequence[StreamState]) -> Parts:
        palette = self.palette
        parts: Parts = []
        for count in state_marks(streams, self.scene, palette, each=0):
            parts += [(" ", palette.text), count]
        votes = votes_of(streams, self.scene.board.votes)
        for item in filter(None, (tally_parts(streams, palette), vote_parts(votes, palette))):
            parts += [("  ", palette.text), *item]
        return parts


def _line(lines: Sequence[Parts], index: int) -> Parts:
    return lines[index] if index < len(lines) else []


def _odd(matrix: Matrix) -> Iterator[CellPlace]:
    for row in range(len(matrix.rows)):
        asked: tuple[str, int] | None = None
        for column in range(len(matrix.columns)):
            for stream in matrix.cell(row, column):
                question = question_line(stream.plan), stream.plan.turn
                asked = asked or question
                if question != asked:
                    yield CellPlace(row, column)
