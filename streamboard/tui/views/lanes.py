"""All streams, one line each: for dozens to hundreds, and for small terminals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events

from streamboard import units
from streamboard.board.state import BoardState
from streamboard.board.status import how_it_ended, status
from streamboard.board.stream import Attempt, StreamState
from streamboard.sanitise import clean_line
from streamboard.tui.canvas import Parts, cut, spread, width_of
from streamboard.tui.figures import end_of, ribbon, speed_text, tokens_text
from streamboard.tui.scene import Scene
from streamboard.tui.views.view import CanvasView, View
from streamboard.tui.wrap import WrappedText

_LAST_CHARS = 400
"""What the last words are cut from: more than a row holds, however much came in one piece."""
_ROWS_EVERY_NS = 100_000_000
_WITH_SPEED, _WITH_TOKENS, _WITH_GAPS = 58, 76, 100
"""The widths from which there is room for a column."""
MIN_WIDTH, MIN_HEIGHT = 40, 3
"""Below this not even a lane can be read."""


class LanesView(CanvasView):
    """A table of streams that draws all of its rows itself and scrolls with its cursor."""

    NAME = "lanes"
    WORDS = "A line for each stream: for dozens to hundreds"

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._top = 0
        self._rows: dict[str, tuple[tuple[object, ...], Parts]] = {}
        """Rows as last made, and what they were made from."""

    def turn_page(self, scene: Scene, step: int) -> str | None:
        """Move the rows by a page, with the cursor."""
        self._top += step * max(scene.height - 1, 1)
        return super().turn_page(scene, step)

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y - 1
        if 0 <= index < len(self.scene.streams) and event.y >= 1:
            self.post_message(View.Chosen(self.scene.streams[index].plan.id))

    def paint(self) -> Iterable[Parts]:
        if self.width < MIN_WIDTH or self.height < MIN_HEIGHT:
            words = WrappedText(self.width)
            words.append("Too small. 60 x 15 shows all.", self.palette.trouble)
            yield from ([words.line(index)] for index in range(len(words)))
            return
        scene, streams = self.scene, self.scene.streams
        width, page = self.width, max(self.height - 1, 1)
        cursor = max(scene.index, 0)
        last_top = min(cursor, max(len(streams) - page, 0))
        self._top = max(min(max(self._top, cursor - page + 1), last_top), 0)
        names = min(max((len(scene.name(stream)) for stream in streams), default=4), max(width // 5, 10))
        yield self._heading(names, width, streams)
        for index in range(self._top, min(self._top + page, len(streams))):
            yield self._cached_row(streams[index], names, width, chosen=index == cursor)

    def _heading(self, names: int, width: int, streams: Sequence[StreamState]) -> Parts:
        dim = self.palette.dim
        left: Parts = [(f"   #  {'name':<{names}}  {'state':<14}  {'TTFT':>7} ", dim)]
        if width >= _WITH_SPEED:
            left.append((f"  {'tok/s':>6}", dim))
        if width >= _WITH_TOKENS:
            left.append((f"  {'tok':>6}", dim))
        if width >= _WITH_GAPS:
            left.append((f"  {'gaps':<{self._ribbon_cells(width)}}", dim))
        below = len(streams) - self._top - max(self.height - 1, 1)
        right: Parts = [(f" ↓ {below} more ", dim)] if below > 0 else []
        if width_of(left) + width_of(right) + len("  last words") <= width:
            left.append(("  last words", dim))
        return spread(left, right, width, self.palette.text)

    def _ribbon_cells(self, width: int) -> int:
        return min(width // 6, 24)

    def _cached_row(self, stream: StreamState, names: int, width: int, *, chosen: bool) -> Parts:
        """A stream's row, made anew when the stream moved, and some times a second while it is active."""
        beat = self.scene.now // _ROWS_EVERY_NS if stream.active or stream.phase == "new" else None
        queued = self.board.queue_place(stream) if stream.phase == "queued" else 0
        key = (
            stream.revision if beat is None else stream.phase,
            beat,
            queued,
            names,
            width,
            chosen,
            stream.plan.id in self.scene.marked,
            self.scene.pinned == stream.plan.id,
            self.scene.blind,
            self.palette,
        )
        known = self._rows.get(stream.plan.id)
        if known is None or known[0] != key:
            known = self._rows[stream.plan.id] = key, self._row(stream, names, width, chosen=chosen)
        return known[1]

    def _row(self, stream: StreamState, names: int, width: int, *, chosen: bool) -> Parts:
        palette = self.palette
        now = self.scene.now
        state = status(stream, self.board, now)
        name = cut([(self.scene.name(stream), palette.strong)], names)
        attempt = stream.shown
        parts: Parts = [
            (f"{'▶' if chosen else ' '}{stream.number:>3}", palette.live if chosen else palette.dim),
            (f"{flag(self.scene, stream):<2}", palette.live),
            *spread(name, [], names, palette.text),
            *spread([(f"  {state.mark} {state.short}", palette.tone(state.tone))], [], 16, palette.text),
            (f"  {self._ttft(stream, attempt):>7}", palette.text),
            ("!" if attempt is not None and attempt.ttft_late else " ", palette.trouble),
        ]
        if width >= _WITH_SPEED:
            parts.append((f"  {speed_text(attempt, now) if attempt else units.DASH:>6}", palette.text))
        if width >= _WITH_TOKENS:
            parts.append((f"  {tokens_text(attempt) if attempt else units.DASH:>6}", palette.text))
        if width >= _WITH_GAPS:
            cells = self._ribbon_cells(width)
            shape = ribbon(attempt.deltas, end_of(attempt, now), cells, palette) if attempt else []
            parts += [("  ", palette.text), *spread(shape, [], cells, palette.text)]
        used = sum(len(text) for text, _ in parts) + 2
        parts.append(("  ", palette.text))
        parts += self._last_words(stream, attempt, max(width - used, 0))
        if chosen:
            return [(text, palette.cursor) for text, _ in spread(parts, [], width, palette.text)]
        return parts

    def _ttft(self, stream: StreamState, attempt: Attempt | None) -> str:
        if attempt is None:
            return units.DASH
        if attempt.deltas.first is None and attempt.ended is None:
            return units.ticking(attempt.elapsed_ns(self.scene.now))
        return units.duration(attempt.ttft_ns())

    def _last_words(self, stream: StreamState, attempt: Attempt | None, room: int) -> Parts:
        """The end of the text; for a stream without any, why."""
        text, thinking = "", False
        if attempt is not None and attempt.message.blocks:
            block = attempt.message.blocks[max(attempt.message.blocks)]
            text = clean_line(block.since(block.chars - _LAST_CHARS))
            thinking = block.kind != "text"
        ended = how_it_ended(stream)
        if ended is not None and (not text or stream.error is not None):
            return cut([(ended[0], self.palette.trouble if stream.error else self.palette.dim)], room)
        if len(text) > room:
            text = "…" + text[-(room - 1) :] if room > 1 else ""
        return cut([(text, self.palette.dim if thinking else self.palette.text)], room)


def flag(scene: Scene, stream: StreamState) -> str:
    """Whether a stream is pinned or marked."""
    return "⚑" if scene.pinned == stream.plan.id else "+" if stream.plan.id in scene.marked else ""
