"""Voting on anonymous answers; after the vote, the names and the tally."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from textual import events

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.board.votes.ballot import Ballot, is_whole
from streamboard.safety.sanitise import clean, clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread, width_of
from streamboard.tui.draw.scene import Scene, alias
from streamboard.tui.draw.styles import Palette
from streamboard.tui.figures.figure_line import figure_line
from streamboard.tui.figures.inspectable import FigureChosen, figure_at
from streamboard.tui.text.wrap import WrappedText
from streamboard.tui.views.layout import Page, Shape, capacity, page_of
from streamboard.tui.views.scrolling_together import ScrollsTogether
from streamboard.tui.views.view import View
from streamboard.tui.widgets.tally import tally_rows

_WITH_QUESTION = 8
"""The least height that shows the question."""


class _Answer:
    """Wrapped text, extended by what is new."""

    def __init__(self, identity: tuple[object, ...], width: int) -> None:
        self.identity = identity
        self.wrapped = WrappedText(width)
        self._consumed = 0

    def update(self, text: str, style: Style) -> None:
        self.wrapped.append(clean(text[self._consumed :]), style)
        self._consumed = len(text)


class BlindView(ScrollsTogether):
    """Boxes labelled with letters; until the vote, nothing identifies the streams."""

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._answers: dict[str, _Answer] = {}
        self._ballot: Ballot | None = None
        self._page = Page(Shape(1, 1), 0, 1, 1, 1)
        self._boxes: list[tuple[int, int, str]] = []
        """Of each visible box: right edge, lower edge and stream id."""

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        if down:
            self._scroll.by(down)
            return scene.cursor
        return super().step(scene, across, 0)

    def on_click(self, event: events.Click) -> None:
        for right, bottom, stream_id in self._boxes:
            if event.x < right and event.y < bottom:
                self.post_message(View.Chosen(stream_id))
                if figure := figure_at(event):
                    self.post_message(FigureChosen(stream_id, figure))
                return

    def place(self, scene: Scene) -> str:
        pages = f"page {self._page.number}/{self._page.pages}" if self._page.pages > 1 else ""
        return "  ".join(words for words in (pages, super().place(scene)) if words)

    # -- drawing

    def paint(self) -> Iterable[Parts]:
        scene, ballot = self.scene, self.scene.ballot
        if ballot is None:
            return
        if self._ballot is None or self._ballot.since_ns != ballot.since_ns:
            self._answers.clear()
            self._scroll.top = None
        elif ballot.voted and not self._ballot.voted:
            self._scroll.stay()  # The rest of the texts appears at once: keep the reader's place.
        self._ballot = ballot
        foot = self._foot(ballot)
        head = self._head(ballot)
        height = self.height - len(head) - len(foot)
        yield from head
        self._page = _page_of(scene, height)
        yield from self._rows(self._page, height, len(head))
        yield from foot

    def _head(self, ballot: Ballot) -> list[Parts]:
        palette = self.palette
        prompt: Parts = [(f" {clean_line(ballot.prompt)}  ", palette.strong)]
        words = ballot.told or "Which answer is best? Their order is drawn by lot, their pace is one for all."
        rows = [cut([*prompt, (words, palette.dim)], self.width)]
        if ballot.question and self.height >= _WITH_QUESTION:
            rows.append(cut([(" › ", palette.dim), (ballot.question, palette.text)], self.width))
        return rows

    def _foot(self, ballot: Ballot) -> list[Parts]:
        if not ballot.voted or self.height < 8:
            return []
        rows = tally_rows(ballot.score, self.width, self.palette, self.scene.key("board.blind"))
        return [[], *rows] if len(rows) < self.height // 2 else rows[-1:]

    def _rows(self, page: Page, height: int, above: int) -> Iterable[Parts]:
        """Rows of equal boxes, below `above` other rows."""
        shape, streams = page.shape, self.scene.streams
        wide, high = self.width // shape.columns, max(height // shape.rows, 3)
        lengths = [self._wrapped(streams[page.first + index], wide - 4) for index in range(page.panes)]
        texts = high - 2 - self._figure_rows
        top = self._scroll.window(max((len(text) for text in lengths), default=0), texts)
        self._boxes = []
        for row in range(shape.rows):
            places = range(row * shape.columns, min((row + 1) * shape.columns, page.panes))
            made = [self._box(page.first + place, lengths[place], top, wide, high) for place in places]
            yield from ([part for box in made for part in box[y]] for y in range(high if made else 0))
            for place in places:
                edges = ((place - row * shape.columns + 1) * wide, above + (row + 1) * high)
                self._boxes.append((*edges, streams[page.first + place].plan.id))
        yield from ([] for _ in range(height - shape.rows * high))

    @property
    def _figure_rows(self) -> int:
        return 0 if self.scene.blind else 1

    def _wrapped(self, stream: StreamState, width: int) -> WrappedText:
        identity = (id(stream.shown), width, self.palette)
        answer = self._answers.get(stream.plan.id)
        if answer is None or answer.identity != identity:
            answer = self._answers[stream.plan.id] = _Answer(identity, width)
        if stream.shown is not None:
            answer.update(self.scene.answer(stream.shown), self.palette.text)
        return answer.wrapped

    def _box(self, place: int, text: WrappedText, top: int, width: int, height: int) -> list[Parts]:
        scene, palette = self.scene, self.palette
        stream = scene.streams[place]
        edge = palette.focus if stream.plan.id == scene.cursor else palette.faint
        body = [
            text.line(index) for index in range(top, min(top + height - 2 - self._figure_rows, len(text)))
        ]
        body.extend([] for _ in range(height - 2 - self._figure_rows - len(body)))
        if self._figure_rows:
            body.append(figure_line(scene, stream, width - 4, palette))
        inside = [[("│ ", edge), *spread(row, [], width - 4, palette.text), (" │", edge)] for row in body]
        title = _title(scene, place, palette, edge, width)
        return [title, *inside, [(f"╰{'─' * (width - 2)}╯", edge)]]


def _title(scene: Scene, place: int, palette: Palette, edge: Style, width: int) -> Parts:
    stream, ballot = scene.streams[place], scene.ballot
    chosen = "▶ " if stream.plan.id == scene.cursor else ""
    left: Parts = [("╭ ", edge), (chosen, palette.live), (alias(place), palette.strong), (" ", edge)]
    right: Parts = [("╮", edge)]
    if scene.blind or ballot is None:
        state = ("✓ whole", palette.good) if is_whole(stream, scene.released) else ("● writing", palette.live)
        right = [(" ", edge), state, (" ", edge), *right]
    else:
        if ballot.winner == stream.plan.id:
            right = [(" ★ your vote ", palette.good), *right]
        room = max(width - width_of(left) - width_of(right), 0)
        left += cut(
            [(f"{scene.model(stream)} ", palette.strong), (f"{scene.name(stream)} ", palette.dim)], room
        )
    return spread(left, right, width, edge, character="─")


def _page_of(scene: Scene, height: int) -> Page:
    """At least the answer in focus."""
    if capacity(scene.width, height).panes:
        return page_of(scene.index, len(scene.streams), scene.width, height)
    place = max(scene.index, 0)
    return Page(Shape(1, 1), place, 1, place + 1, len(scene.streams))
