"""A pane's text area, with matches and selection."""

from __future__ import annotations

from typing import Literal

from streamboard.board.attempt import Attempt
from streamboard.board.search import Search
from streamboard.board.stalls import Stall
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.tui.draw.canvas import Parts, cut, spread, width_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import Palette
from streamboard.tui.keys.key_names import clickable
from streamboard.tui.text.chars_shown import chars_shown, is_typed, is_written, says_nothing
from streamboard.tui.text.marking import CHOSEN, MATCH, Place, marked, matches
from streamboard.tui.text.sections import Inset, Look
from streamboard.tui.text.selection import TextSelection
from streamboard.tui.text.text_view import TextView
from streamboard.tui.text.waiting import centred, ending_rows, waiting_rows
from streamboard.tui.text.window import TextWindow

_CURSOR = "▌"
_MOST_WAITING = 5
"""Rows for what the stream waits for, below earlier turns."""
_WITH_QUESTION = 8
"""Rows needed to show the question."""


class Reader:
    def __init__(self, *, alone: bool) -> None:
        """`alone`: the only pane, which always shows the question, in full."""
        self._alone = alone
        self.view = TextView()
        self.window = TextWindow(self.view)
        self.selection = TextSelection(self.view, self.window)
        self.stall: Stall | None = None
        """The stall jumped to."""
        self._stall_of: Attempt | None = None
        self._match: Place | None = None
        """The match jumped to."""
        self._search: Search | None = None
        self._renders = self._settled = False
        self._thinking_key: tuple[object, ...] = ()
        self._thinking_found = False

    def find(self, words: tuple[str, ...], step: int) -> bool:
        """Go back for a negative `step`; return whether there was a match."""
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
            self.window.centre(found[0])
        return found is not None

    def go_to_stall(self, stall: Stall, attempt: Attempt) -> None:
        """The next drawing marks the stall and goes there."""
        self.stall, self._stall_of = stall, attempt
        self.view.inset_line = None
        self.window.follow()

    def place_caret(self) -> None:
        self.selection.place_caret(self._match)

    def detach(self) -> bool:
        """Return whether there was anything to drop."""
        held = self.selection.span is not None or self.stall is not None or self._match is not None
        self.selection.span = self.stall = self._match = None
        return held

    # -- drawing

    def rows(
        self, scene: Scene, board: BoardState, stream: StreamState, width: int, height: int, palette: Palette
    ) -> list[Parts]:
        """Return the text, or what the stream waits for; and how it failed."""
        if height <= 0:
            return []
        self._bring_up(scene, stream, width, height, palette)
        now, view = scene.now, self.view
        foot = ending_rows(stream, board, now, width, height if view.empty else max(height - 1, 1), palette)
        if view.empty and not foot:
            self.window.rows, self.window.first = height, 0
            return _nothing(scene, stream, width, height, palette)
        if not foot and view.talk and says_nothing(scene, stream):
            room = max(height - len(view.wrapped), min(_MOST_WAITING, height // 2))
            foot = _nothing(scene, stream, width, room, palette)
        self.window.rows = max(height - len(foot), 0)
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
            self._match = None
            self.selection.clear()
            if look.renders != self._renders:
                self.window.rescale(len(before))
            self._go_to_inset()
        self._renders, self._settled = look.renders, look.settled

    def _go_to_inset(self) -> None:
        if self.stall is not None and self.view.inset_line is not None:
            self.window.centre(self.view.inset_line)

    def _look(self, scene: Scene, stream: StreamState, width: int, height: int, palette: Palette) -> Look:
        inset, stall = None, self.stall
        if stall is not None:
            place = f"after {stall.chars:,} characters" if stall.chars else "before the first character"
            inset = Inset(stall.chars, f"◍ stall of {units.duration(stall.length)} {place}")
        return Look(
            width,
            palette,
            # Plain text stays plain while selecting.
            settled=stream.phase == "ended" and not (self.selection.going_on and not self._settled),
            unfold=scene.unfold or stall is not None or self._found_in_thinking(scene.search, stream),
            rendered=scene.rendered and not scene.is_past(stream),
            upto=chars_shown(scene, stream),
            inset=inset,
            question=self._question(scene, height),
        )

    def _question(self, scene: Scene, height: int) -> Literal["away", "folded", "whole"]:
        if self._alone:
            return "whole"
        return "away" if height < _WITH_QUESTION else "whole" if scene.unfold else "folded"

    def _found_in_thinking(self, search: Search, stream: StreamState) -> bool:
        attempt = stream.shown
        if attempt is None or not search.wanted:
            return False
        over = attempt.ended is not None
        blocks = attempt.message.blocks
        thinking = [block for block in blocks if block.kind == "thinking" and (over or block.closed)]
        key = (search, attempt, sum(block.chars for block in thinking))
        if key != self._thinking_key:
            found = any(matches(block.text, search.wanted) for block in thinking)
            self._thinking_key, self._thinking_found = key, found
        return self._thinking_found

    def _text(self, scene: Scene, stream: StreamState, width: int, palette: Palette) -> list[Parts]:
        wrapped, window = self.view.wrapped, self.window
        shown = window.arrange(holds=self.selection.going_on)
        rows = [self._marked(index, wrapped.line(index), scene.search.wanted) for index in shown]
        goes_on = is_written(stream) or is_typed(scene, stream)
        if window.following and not scene.is_past(stream) and goes_on and rows:
            rows[-1] = _with_cursor(rows[-1], width, palette)
        if self.view.cut and shown.start == wrapped.dropped and rows:
            rows[0] = cut([("┄ what came before is not kept here ┄", palette.faint)], width)
        below = len(wrapped) - shown.stop
        if not window.following and below > 0 and rows:
            words = f" ↓ {units.count(below, 'line')} below, {scene.key('board.follow')} follows "
            more: Parts = [(words, clickable(palette.live, "follow"))]
            rows[-1] = spread(rows[-1], more, width, palette.text)
        rows.extend([] for _ in range(window.rows - len(rows)))
        return rows

    def _marked(self, index: int, parts: Parts, words: tuple[str, ...]) -> Parts:
        if words:
            text = "".join(text for text, _ in parts)
            for start, end in matches(text, words):
                mark = MATCH + CHOSEN if (index, start) == self._match else MATCH
                parts = marked(parts, start, end, mark)
        return self.selection.marked(index, parts) if self.selection.going_on else parts


def _nothing(scene: Scene, stream: StreamState, width: int, height: int, palette: Palette) -> list[Parts]:
    if scene.step_of(stream) is not None:
        return centred([[("nothing yet at this event", palette.dim)]], width, height, palette)
    if scene.at_ns is not None and stream.shown is not None:
        words = f"nothing yet {units.duration(scene.at_ns)} after the request"
        return centred([[(words, palette.dim)]], width, height, palette)
    return waiting_rows(scene, stream, width, height, palette)


def _with_cursor(row: Parts, width: int, palette: Palette) -> Parts:
    if width_of(row) >= width:
        row = [(text.rstrip(), style) for text, style in row]
    return [*row, (_CURSOR, palette.live)] if width_of(row) < width else row
