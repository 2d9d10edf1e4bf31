"""Reading one stream's text: what part of it is seen, what is selected, found and marked in it."""

from __future__ import annotations

from typing import Literal

from rich.style import Style

from streamboard import units
from streamboard.board.attempt import Attempt
from streamboard.board.finding import Search
from streamboard.board.moment import chars_at
from streamboard.board.stalls import Stall
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.plan import SECOND
from streamboard.tui.canvas import Parts, cut, spread, width_of
from streamboard.tui.caret import Move, moved
from streamboard.tui.keymap import clickable
from streamboard.tui.marking import CHOSEN, MATCH, Place, Span, character_at, marked, matches
from streamboard.tui.palette import Palette
from streamboard.tui.scene import Scene
from streamboard.tui.sections import Inset, Look
from streamboard.tui.textview import TextView
from streamboard.tui.waiting import centred, ending_rows, waiting_rows

_CURSOR = "▌"
_MOST_ROLLED = 3
"""Lines by which the text moves at once when a selection is drawn out beyond its edge."""
_MOST_WAITING = 5
"""Rows of waiting words under earlier turns, where there is no more room."""
_WITH_QUESTION = 8
"""Rows of text from which there is room for the question; one that is shown alone has it always."""


class Reader:
    """The text area of a pane."""

    def __init__(self, *, alone: bool = False) -> None:
        """Make the area.

        Args:
            alone: The pane is the only one, which shows all there is.
        """
        self._alone = alone
        self.view = TextView()
        self.span: Span | None = None
        """What is selected."""
        self.caret: Place | None = None
        """Where keys select from; None while they do not."""
        self.stall: Stall | None = None
        """The stall that was gone to."""
        self._stall_of: Attempt | None = None
        self._match: Place | None = None
        """The match that was gone to."""
        self._search: Search | None = None
        self._renders = self._settled = False
        self._thinking_key: tuple[object, ...] = ()
        self._thinking_found = False
        self._top: int | None = None
        """The first line shown; None follows the tail."""
        self._followed = False
        """It followed the tail when a selection was begun."""
        self._shown_from = 0
        self._rows = 1
        """The rows that the text has."""

    # -- moving

    @property
    def following(self) -> bool:
        """Whether it follows the end of the text."""
        return self._top is None

    def scroll(self, lines: int) -> None:
        """Move through the text; reaching its end follows the tail again."""
        last = max(len(self.view.wrapped) - self._rows, 0)
        top = (last if self._top is None else self._top) + lines
        self._top = None if top >= last else max(top, self.view.wrapped.dropped)

    def scroll_page(self, pages: int) -> None:
        """Move by pages of text."""
        self.scroll(pages * max(self._rows - 1, 1))

    def follow(self) -> None:
        """Follow the tail."""
        self._top = None

    def to_start(self) -> None:
        """Go to the beginning."""
        self.scroll(-len(self.view.wrapped))

    def _go_to(self, line: int) -> None:
        """Have a line in the middle."""
        self._top = max(line - self._rows // 2, 0)

    def find(self, words: tuple[str, ...], step: int) -> bool:
        """Go to the next match, or to the one before; whether there is one in that direction."""
        wrapped = self.view.wrapped
        places = [
            (line, start)
            for line in range(wrapped.dropped, len(wrapped))
            for start, _ in matches(wrapped.text(line), words)
        ]
        if step < 0:
            places.reverse()
        at = self._match
        found = next(
            (place for place in places if at is None or (place > at if step > 0 else place < at)), None
        )
        self._match = found
        if found is not None:
            self._go_to(found[0])
        return found is not None

    def go_to_stall(self, stall: Stall, attempt: Attempt) -> None:
        """Mark a stall's place in the text and go there at the next drawing."""
        self.stall, self._stall_of = stall, attempt
        self.view.inset_line = None
        self._top = None

    def place_caret(self) -> None:
        """Let keys select: from what is selected or was found, else from the answer's first line shown."""
        found = self.span.head if self.span is not None else self._match
        first = max(self._shown_from, self.view.wrapped.dropped, self.view.answer_line or 0)
        self.caret = found or (first, 0)
        # What comes now does not move the text.
        self._top = self._shown_from

    def move_caret(self, move: Move, *, extend: bool) -> None:
        """Move the caret, and with it the end of the selection; without `extend` nothing is selected."""
        if self.caret is None:
            return
        if not extend:
            self.span = None
        elif self.span is None:
            self.span = Span(self.caret)
        self.caret = moved(self.caret, move, self.view.wrapped, max(self._rows - 1, 1))
        if self.span is not None:
            self.span.extend(self.caret)
            self.span.dragged = True
        line = self.caret[0]
        self._top = max(min(self._shown_from, line), line - self._rows + 1)

    def anchor_caret(self) -> None:
        """Select from the caret on."""
        if self.caret is not None:
            self.span = Span(self.caret)
            self.span.dragged = True

    def let_go(self) -> bool:
        """Drop the selection, the stall or the match; whether there was one."""
        held = self.span is not None or self.stall is not None or self._match is not None
        self.span = self.stall = self._match = None
        return held

    # -- selecting

    def begin_span(self, x: int, y: int) -> None:
        """Begin to select at a cell of the area; what was selected is so no more."""
        self.span = Span(self._place_at(x, y))
        # What comes now does not move the text under the mouse.
        self._followed = self._top is None
        self._top = self._shown_from

    def extend_span(self, x: int, y: int) -> bool:
        """Draw the selection out to a cell; where that lies beyond the edge, the text moves.

        Returns:
            Whether anything changed.
        """
        if self.span is None:
            return False
        before = self._shown_from
        self._roll(min(y, 0) + max(y - self._rows + 1, 0))
        return self.span.extend(self._place_at(x, y)) or self._shown_from != before

    def _roll(self, lines: int) -> None:
        lines = min(max(lines, -_MOST_ROLLED), _MOST_ROLLED)
        last = max(len(self.view.wrapped) - self._rows, 0)
        self._top = self._shown_from = max(min(self._shown_from + lines, last), self.view.wrapped.dropped)

    def end_span(self) -> None:
        """Keep the selection if it was drawn out: a click alone selects nothing, and the text goes on."""
        if self.span is not None and self.span.dragged:
            return
        self.span = None
        if self._followed:
            self._top = None

    def _place_at(self, x: int, y: int) -> Place:
        """The place in the text at a cell of the area; the nearest one, if it lies outside."""
        wrapped = self.view.wrapped
        y = min(max(y, 0), self._rows - 1)
        line = min(max(self._shown_from + y, wrapped.dropped), len(wrapped) - 1)
        return line, character_at(wrapped.text(line), max(x, 0))

    @property
    def _holds(self) -> bool:
        """Whether somebody selects: what was plain when that began stays plain until it is over."""
        return self.span is not None or self.caret is not None

    @property
    def selected(self) -> str:
        """The text of the selection; empty where there is none."""
        wrapped = self.view.wrapped
        return self.span.text(wrapped.text, wrapped.joint) if self.span is not None else ""

    @property
    def lines_shown(self) -> range:
        """The lines that are seen."""
        return range(self._shown_from, min(self._shown_from + self._rows, len(self.view.wrapped)))

    # -- drawing

    def rows(
        self, scene: Scene, board: BoardState, stream: StreamState, width: int, height: int, palette: Palette
    ) -> list[Parts]:
        """The area: the text, what it waits for while there is none, and how it ended if not well."""
        if height <= 0:
            return []
        self._bring_up(scene, stream, width, height, palette)
        now, view = scene.now, self.view
        foot = ending_rows(stream, board, now, width, height if view.empty else max(height - 1, 1), palette)
        if view.empty and not foot:
            self._rows, self._shown_from = height, 0
            return _nothing(scene, stream, width, height, palette)
        if not foot and view.talk and _says_nothing(scene, stream):
            room = max(height - len(view.wrapped), min(_MOST_WAITING, height // 2))
            foot = _nothing(scene, stream, width, room, palette)
        self._rows = max(height - len(foot), 0)
        return self._text(scene, stream, width, palette) + foot

    def _bring_up(self, scene: Scene, stream: StreamState, width: int, height: int, palette: Palette) -> None:
        if self.stall is not None and stream.shown is not self._stall_of:
            self.stall = None
        if scene.search != self._search:
            self._search, self._match = scene.search, None
        look = self._look(scene, stream, width, height, palette)
        before, view = self.view.wrapped, self.view
        view.update(stream, look)
        if view.wrapped is not before:
            self.span = self._match = self.caret = None
            if self._top is not None and look.renders != self._renders:
                self._top = self._top * len(view.wrapped) // max(len(before), 1)
            self._go_to_inset()
        self._renders, self._settled = look.renders, look.settled

    def _go_to_inset(self) -> None:
        if self.stall is not None and self.view.inset_line is not None:
            self._go_to(self.view.inset_line)

    def _look(self, scene: Scene, stream: StreamState, width: int, height: int, palette: Palette) -> Look:
        inset, stall = None, self.stall
        if stall is not None:
            place = f"after {stall.chars:,} characters" if stall.chars else "before the first character"
            inset = Inset(stall.chars, f"◍ stall of {units.duration(stall.length)} {place}")
        return Look(
            width,
            palette,
            settled=stream.phase == "ended" and not (self._holds and not self._settled),
            unfold=scene.unfold or stall is not None or self._found_in_thinking(scene.search, stream),
            rendered=scene.rendered and scene.at_ns is None,
            upto=chars_shown(scene, stream),
            inset=inset,
            question=self._question(scene, height),
        )

    def _question(self, scene: Scene, height: int) -> Literal["away", "folded", "whole"]:
        if self._alone:
            return "whole"
        return "away" if height < _WITH_QUESTION else "whole" if scene.unfold else "folded"

    def _found_in_thinking(self, search: Search, stream: StreamState) -> bool:
        """Whether something that is searched for is in the thinking: folded, it could not be gone to."""
        attempt = stream.shown
        if attempt is None or not search.wanted:
            return False
        over = attempt.ended is not None
        blocks = attempt.message.blocks.values()
        thinking = [block for block in blocks if block.kind == "thinking" and (over or block.closed)]
        key = (search, attempt, sum(block.chars for block in thinking))
        if key != self._thinking_key:
            found = any(matches(block.text, search.wanted) for block in thinking)
            self._thinking_key, self._thinking_found = key, found
        return self._thinking_found

    def _text(self, scene: Scene, stream: StreamState, width: int, palette: Palette) -> list[Parts]:
        wrapped, count = self.view.wrapped, self._rows
        last = max(len(wrapped) - count, 0)
        if self._top is not None and self._top >= last:
            self._top = last if self._holds else None
        if self._top is not None:
            self._top = max(self._top, wrapped.dropped)
        top = self._shown_from = last if self._top is None else self._top
        rows = [
            self._marked(index, wrapped.line(index), scene.search.wanted)
            for index in range(top, min(top + count, len(wrapped)))
        ]
        goes_on = _writes(stream) or is_typed(scene, stream)
        if self._top is None and scene.at_ns is None and goes_on and rows:
            rows[-1] = _with_cursor(rows[-1], width, palette)
        if self.view.cut and top == wrapped.dropped and rows:
            rows[0] = cut([("┄ what came before is not kept here ┄", palette.faint)], width)
        below = len(wrapped) - top - count
        if self._top is not None and below > 0 and rows:
            words = f" ↓ {units.count(below, 'line')} below, {scene.key('f')} follows "
            more: Parts = [(words, clickable(palette.live, "follow"))]
            rows[-1] = spread(rows[-1], more, width, palette.text)
        rows.extend([] for _ in range(count - len(rows)))
        return rows

    def _marked(self, index: int, parts: Parts, words: tuple[str, ...]) -> Parts:
        """A line with what is found and selected in it."""
        if not words and self.span is None and self.caret is None:
            return parts
        text = "".join(text for text, _ in parts)
        for start, end in matches(text, words):
            parts = marked(parts, start, end, MATCH + CHOSEN if (index, start) == self._match else MATCH)
        if self.span is not None:
            parts = marked(parts, *self.span.on(index, len(text)), CHOSEN)
        elif self.caret is not None and self.caret[0] == index:
            column = min(self.caret[1], max(len(text) - 1, 0))
            parts = marked(parts or [(" ", Style.null())], column, column + 1, CHOSEN)
        return parts


def _says_nothing(scene: Scene, stream: StreamState) -> bool:
    """Whether there is nothing of an answer yet."""
    if scene.at_ns is not None and stream.shown is not None:
        return chars_shown(scene, stream) == 0
    return stream.phase != "ended" and not _writes(stream)


def _nothing(scene: Scene, stream: StreamState, width: int, height: int, palette: Palette) -> list[Parts]:
    if scene.at_ns is not None and stream.shown is not None:
        words = f"nothing yet {units.duration(scene.at_ns)} after the request"
        return centred([[(words, palette.dim)]], width, height, palette)
    return waiting_rows(scene, stream, width, height, palette)


def chars_shown(scene: Scene, stream: StreamState) -> int | None:
    """How many characters of the latest attempt's content a scene shows; None is all of them."""
    attempt = stream.shown
    if attempt is None or attempt.deltas.first is None:
        return None if scene.at_ns is None else 0
    if scene.at_ns is not None:
        return chars_at(attempt, scene.at_ns)
    limits = []
    if scene.pace is not None:
        limits.append(int((scene.now - attempt.deltas.first) * scene.pace / SECOND))
    if scene.released is not None:
        limits.append(scene.released + _unseen(attempt))
    shown = min(limits, default=None)
    return None if shown is None or shown >= attempt.deltas.chars[-1] else max(shown, 0)


def is_typed(scene: Scene, stream: StreamState) -> bool:
    """Whether more of a text has come than is typed out yet."""
    return scene.pace is not None and scene.at_ns is None and chars_shown(scene, stream) is not None


def _unseen(attempt: Attempt) -> int:
    """Characters that are no visible text: nobody is held up by them."""
    return sum(block.chars for block in attempt.message.blocks.values() if block.kind != "text")


def _with_cursor(row: Parts, width: int, palette: Palette) -> Parts:
    """A row with the cursor behind it, where there is room; spaces give way."""
    if width_of(row) >= width:
        row = [(text.rstrip(), style) for text, style in row]
    return [*row, (_CURSOR, palette.live)] if width_of(row) < width else row


def _writes(stream: StreamState) -> bool:
    """Whether content comes."""
    return stream.in_flight and stream.shown is not None and stream.shown.deltas.first is not None
