"""Two answers side by side, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events
from textual.message import Message

from streamboard.board.state import BoardState
from streamboard.board.status import status
from streamboard.board.stream import StreamState
from streamboard.board.votes.ballot import is_whole
from streamboard.common import units
from streamboard.tui.draw.canvas import Parts, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.figures.figure_line import figure_line
from streamboard.tui.figures.inspectable import FigureChosen, figure_at
from streamboard.tui.keys.key_names import clickable
from streamboard.tui.text.waiting import ending_rows, waiting_rows
from streamboard.tui.text.wrap import WrappedText
from streamboard.tui.views.compared_words import NONE, Side, compared
from streamboard.tui.views.pairing import Pair, pair_of
from streamboard.tui.views.scrolling_together import ScrollsTogether
from streamboard.tui.views.view import View

_FRAMES = 2
"""Compare at most every second frame, 10 times a second."""
_WORDS_A_FRAME = 500
"""One more frame between comparisons for this many words."""
_MIN_WIDTH, _MIN_HEIGHT = 24, 7
_BESIDE = 64
"""The least width for texts side by side; below it they are stacked."""
_MARGIN, _SEPARATOR = " ", " │ "
_MOST_WORD = 18
"""The most cells of a quoted word."""


class CompareView(ScrollsTogether):
    """The pinned answer on the left, another one on the right."""

    FOREMOST: ClassVar[Sequence[str]] = (
        "board.next",
        "board.pin",
        "board.clock_back",
        "texts.to_end",
        "board.zoom",
    )

    class Paired(Message):
        def __init__(self, left: str, right: str) -> None:
            super().__init__()
            self.left = left
            self.right = right

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._shown: tuple[object, ...] = ()
        """What the comparison depends on besides the texts."""
        self._sides: tuple[Side, Side] | None = None
        self._age = 0
        """Frames since the last comparison."""
        self._comparison = NONE

    # -- moving

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        pair = pair_of(scene)
        if pair is None:
            return scene.cursor
        if down:
            self._scroll.by(down)
            return scene.cursor
        others = [stream for stream in scene.streams if stream is not pair.left]
        return others[(others.index(pair.right) + across) % len(others)].plan.id

    def action_next_right(self) -> None:
        if (stream := self.step(self.scene, 1, 0)) is not None:
            self.post_message(View.Chosen(stream))

    def action_next_left(self) -> None:
        """Show the next stream on the left by pinning it."""
        pair = pair_of(self.scene)
        if pair is None or self.scene.ballot is not None:
            return
        others = [stream for stream in self.scene.streams if stream is not pair.right]
        if not others:
            return
        left = others[0 if pair.ghost else (others.index(pair.left) + 1) % len(others)]
        self.post_message(self.Paired(left.plan.id, pair.right.plan.id))

    def on_click(self, event: events.Click) -> None:
        figure, pair = figure_at(event), pair_of(self.scene)
        if figure is not None and pair is not None:
            stream = pair.left if event.x <= self._column else pair.right
            if pair.ghost and stream is pair.left:
                return
            self.post_message(FigureChosen(stream.plan.id, figure))

    # -- drawing

    def paint(self) -> Iterable[Parts]:
        pair = pair_of(self.scene)
        if pair is None:
            return self._words("There is only one stream, nothing to compare it with.")
        if self.width < _MIN_WIDTH or self.height < _MIN_HEIGHT:
            return self._words("Too small to compare. 80 x 24 shows both texts.")
        column = self._column
        self._compare(pair, column)
        return self._beside(pair, column) if column < self.width else self._stacked(pair)

    @property
    def _column(self) -> int:
        """The width of one text."""
        return (self.width - len(_MARGIN + _SEPARATOR)) // 2 if self.width >= _BESIDE else self.width

    def _words(self, words: str) -> Iterable[Parts]:
        wrapped = WrappedText(self.width)
        wrapped.append(words, self.palette.dim)
        return (wrapped.line(index) for index in range(len(wrapped)))

    def _compare(self, pair: Pair, column: int) -> None:
        """Compare at once if the pair or layout changed, else when due."""
        scene = self.scene
        pair_ids = (f"{'ghost ' * pair.ghost}{pair.left.plan.id}", pair.right.plan.id)
        shown = (*pair_ids, column, self.palette, scene.at_ns, scene.ballot)
        if shown[:2] != self._shown[:2]:
            self._scroll.top = None if pair.left.active or pair.right.active else 0
        self._age += 1
        if shown == self._shown and self._age < _FRAMES + self._comparison.words // _WORDS_A_FRAME:
            return
        self._age = 0
        sides = self._side(pair.left), self._side(pair.right)
        if shown != self._shown or sides != self._sides:
            self._shown, self._sides = shown, sides
            self._comparison = compared(*sides, column, self.palette)

    def _text(self, stream: StreamState) -> str:
        return self.scene.answer(stream.shown) if stream.shown is not None else ""

    def _side(self, stream: StreamState) -> Side:
        return Side(self._text(stream), self.scene.at_ns is None and is_whole(stream, self.scene.released))

    def _beside(self, pair: Pair, column: int) -> Iterable[Parts]:
        palette = self.palette
        bar = (_SEPARATOR, palette.faint)
        margin = (_MARGIN, palette.text)
        yield [margin, *self._left_head(pair, column), bar, *self._right_head(pair, column)]
        yield self._sentence(pair)
        rows = self.height - 3
        lines = self._columns(pair, column, rows)
        top = self._scroll.window(max(map(len, lines)), rows)
        for index in range(top, top + rows):
            left, right = (side[index] if index < len(side) else [] for side in lines)
            yield [margin, *spread(left, [], column, palette.text), bar, *right]
        figures = [self._figures(*each, column) for each in zip(self._scenes(pair), pair[:2], strict=True)]
        yield [margin, *figures[0], bar, *figures[1]]

    def _stacked(self, pair: Pair) -> Iterable[Parts]:
        width, rows = self.width, (self.height - 3) // 2
        left, right = self._columns(pair, width, rows)
        top = self._scroll.window(max(len(left), len(right)), rows)
        yield self._left_head(pair, width)
        yield from _slice(left, top, rows)
        yield self._sentence(pair)
        yield self._right_head(pair, width)
        yield from _slice(right, top, rows)

    def _scenes(self, pair: Pair) -> tuple[Scene, Scene]:
        return (self.scene.beside() if pair.ghost else self.scene), self.scene

    def _columns(self, pair: Pair, width: int, most: int) -> list[list[Parts]]:
        texts = self._comparison.left, self._comparison.right
        return [
            [*text, *self._ending(scene, stream, width, most, after=bool(self._text(stream)))]
            for text, scene, stream in zip(texts, self._scenes(pair), pair[:2], strict=True)
        ]

    def _ending(
        self, scene: Scene, stream: StreamState, width: int, most: int, *, after: bool
    ) -> Sequence[Parts]:
        if scene.blind or scene.at_ns is not None:
            return []
        rows = ending_rows(stream, scene.board, scene.now, width, most, self.palette)
        if rows or after:
            return [[], *rows] if rows and after else rows
        return waiting_rows(scene, stream, width, most, self.palette) if not stream.well else []

    def _left_head(self, pair: Pair, width: int) -> Parts:
        return _acting("next_left", self._head(pair.left, pair, width))

    def _right_head(self, pair: Pair, width: int) -> Parts:
        return _acting("next_right", self._head(pair.right, pair, width))

    def _head(self, stream: StreamState, pair: Pair, width: int) -> Parts:
        palette, scene = self.palette, self.scene
        flag: Parts = []
        board, now = self.board, scene.now
        if stream is pair.left:
            flag = [("⚑ ", palette.live)] if pair.pinned else [("first: ", palette.dim)]
            if pair.ghost and scene.ghost is not None:
                flag = [("ghost: ", palette.dim)]
                board, now = scene.ghost.board, scene.ghost.now
        left: Parts = [*flag, (scene.name(stream), palette.strong), ("  ", palette.dim)]
        left.append((scene.model(stream), palette.dim))
        if scene.blind:
            whole = is_whole(stream, scene.released)
            right: Parts = [(" ✓ whole" if whole else " ● writing", palette.dim)]
        else:
            state = status(stream, board, now)
            roomy = width_of(left) + len(state.words) + 4 <= width
            words = state.words if roomy else state.short
            right = [(f" {state.mark} {words}", palette.tone(state.tone))]
        return spread(left, right, width, palette.text)

    def _sentence(self, pair: Pair) -> Parts:
        """Where the texts diverge, with which words, and how much they share."""
        palette, alike = self.palette, self._comparison.likeness
        right: Parts = [(f" {alike * 100:.0f} % alike ", palette.dim)] if alike is not None else []
        if self._comparison.cut:
            right = [(" their beginnings are", palette.dim), *right]
        left = self._parting(pair)
        if not self._comparison.marked:
            left = [("they have little in common: differences are not marked", palette.text)]
        return spread([(" ", palette.dim), *left], right, self.width, palette.text)

    def _parting(self, pair: Pair) -> Parts:
        palette, found = self.palette, self._comparison.difference
        at = found.parts_at
        same = f"the same for {units.count(at, 'word')}" if at else ""
        if at < min(len(found.left), len(found.right)):
            first = [_quoted(words[at].text) for words in (found.left, found.right)]
            return [
                (f"{same}, then " if at else "they part at the first word: ", palette.text),
                (first[0], palette.strong),
                (" ◂▸ ", palette.live),
                (first[1], palette.strong),
            ]
        # One is a prefix of the other: a difference only if nothing more will come.
        whole = [side.whole for side in self._sides or ()]
        ends = [len(words) == at for words in (found.left, found.right)]
        if all(ends):
            if at and all(whole):
                return [(f"the same, all {units.count(at, 'word')}", palette.good)]
            over = pair.left.phase == pair.right.phase == "ended"
            nothing = "neither says anything" if over else "nothing has come yet"
            return [(f"{same} so far" if at else nothing, palette.text)]
        shorter = 0 if ends[0] else 1
        name = self.scene.name(pair.left if ends[0] else pair.right)
        if whole[shorter]:
            return [(f"{same}, then {name} ends" if at else f"{name} says nothing", palette.text)]
        return [(f"{same} so far" if at else f"{name} has not begun", palette.text)]

    def _figures(self, scene: Scene, stream: StreamState, width: int) -> Parts:
        palette = self.palette
        if scene.blind:
            return spread([], [], width, palette.text)
        return figure_line(scene, stream, width, palette)


def _acting(action: str, parts: Parts) -> Parts:
    return [(text, clickable(style, action)) for text, style in parts]


def _quoted(word: str) -> str:
    short = word if len(word) <= _MOST_WORD else f"{word[: _MOST_WORD - 1]}…"
    return f"“{short}”"


def _slice(lines: list[Parts], top: int, rows: int) -> Iterable[Parts]:
    found = lines[top : top + rows]
    return [*found, *([] for _ in range(rows - len(found)))]
