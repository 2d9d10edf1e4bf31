"""One chronological log of what happened on the wire, in all streams."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events

from streamboard.board.allevents import KINDS, AllEvents, Entry, Kind
from streamboard.board.state import BoardState
from streamboard.board.states import ENDS
from streamboard.board.tape import TapeRow
from streamboard.common import units
from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, cut, spread, under_cursor
from streamboard.tui.keys.action import Action
from streamboard.tui.keys.keymap import clickable
from streamboard.tui.views import ZOOM
from streamboard.tui.views.view import CanvasView, View
from streamboard.tui.widgets.taperows import gap_words, reads_words, wire_lines

_TIME, _LABEL, _SHORT_LABEL = 9, 20, 14
"""The cells of columns."""
_WITH_ATTEMPT, _WITH_NAME, _WIDE = 64, 40, 100
"""The least widths for the attempt column, for the name column, and for details and long labels."""
_WITH_ABOUT = 8
"""The least height at which more is told of the event under the cursor."""
_WELL: frozenset[str] = frozenset(outcome for outcome, end in ENDS.items() if end.tone == "good")
_NO_STREAM = "This event is of no stream on the board."


class EventsView(CanvasView):
    """A row per event, the newest at the bottom, and a cursor, which follows the end until it is moved up."""

    ACTIONS: ClassVar[Sequence[Action[EventsView]]] = (
        Action("events.down", "down,j", "down", "Go to the event below", lambda view: view.go_by(1)),
        Action("events.up", "up,k", "up", "Go to the event above", lambda view: view.go_by(-1)),
        Action(
            "events.next_page",
            "pagedown,right_square_bracket",
            "page down",
            "Go down a page of events",
            lambda view: view.go_by_pages(1),
        ),
        Action(
            "events.previous_page",
            "pageup,left_square_bracket",
            "page up",
            "Go up a page of events",
            lambda view: view.go_by_pages(-1),
        ),
        Action("events.start", "home,g", "start", "Go to the first event", lambda view: view.go_to_start()),
        Action(
            "events.follow", "f,end", "follow", "Follow the events again", lambda view: view.follow(), rank=73
        ),
        Action(
            "events.jump",
            "enter",
            "to the stream",
            "Show the event's stream alone",
            lambda view: view.jump(),
            lambda view, _scene: "" if view.stream_at_cursor else _NO_STREAM,
            rank=50,
            synonyms="zoom",
        ),
        Action(
            "events.kind",
            "o",
            "only some",
            "Show only trouble, only the lifecycle, only the wire, or all",
            lambda view: view.show_next_kind(),
            rank=51,
            synonyms="filter error failed retries",
        ),
    )

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._all = AllEvents()
        self._kind: Kind = "all"
        self._at: Entry | None = None
        """The entry under the cursor; None follows the end."""
        self._top = 0

    # -- moving

    @property
    def _cursor(self) -> int:
        """The index of the cursor row, or of the next one if that is no longer shown; -1 without rows."""
        shown = self._all.shown
        if self._at is None:
            return len(shown) - 1
        return min(bisect_left(shown, self._at.key, key=lambda entry: entry.key), len(shown) - 1)

    def go_by(self, rows: int) -> None:
        """Move the cursor and put its stream in focus. At the end, it follows the end."""
        self._go_to(self._cursor + rows)

    def go_by_pages(self, pages: int) -> None:
        """Move the cursor by pages."""
        self._scroll(pages * max(self.height - 2, 1))

    def go_to_start(self) -> None:
        """Go to the first row."""
        self._go_to(0)

    def follow(self) -> None:
        """Follow the end again."""
        self._at = None
        self.draw()

    def jump(self) -> None:
        """Zoom into the stream of the cursor row."""
        self._choose(ZOOM.name)

    def show_next_kind(self) -> None:
        """Show the next kind of events."""
        self._kind = KINDS[(KINDS.index(self._kind) + 1) % len(KINDS)]
        self.draw()

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y - 1
        if event.y > 0 and index < len(self._all.shown):
            self._go_to(index)

    def wheel(self, rows: int, y: int) -> None:
        """Scroll the log."""
        self._scroll(rows)

    def _scroll(self, rows: int) -> None:
        """Scroll by rows and move the cursor along."""
        self._top += rows
        self._go_to(self._cursor + rows)

    def _go_to(self, index: int) -> None:
        shown = self._all.shown
        at_end = index >= len(shown) - 1 or not shown
        self._at = None if at_end else shown[max(index, 0)]
        self._choose()
        self.draw()

    def _choose(self, view: str | None = None) -> None:
        """Put the stream of the cursor row in focus, and go to a view if one is given."""
        if stream := self.stream_at_cursor:
            self.post_message(View.Chosen(stream, view))

    @property
    def stream_at_cursor(self) -> str | None:
        """The id of the cursor row's stream, if it is still on the board."""
        stream = self._all.shown[self._cursor].stream if self._all.shown else None
        there = stream is not None and self.board.streams.get(stream.plan.id) is stream
        return stream.plan.id if there and stream is not None else None

    # -- drawing

    def paint(self) -> Iterable[Parts]:
        self._all.update(self.board, self._kind, self.scene.search, depth=self.scene.depth)
        shown, cursor = self._all.shown, self._cursor
        beside = self._about(shown[cursor]) if shown else []
        page = max(self.height - 1 - len(beside), 1)
        self._top = max(min(max(self._top, cursor - page + 1), cursor, len(shown) - page), 0)
        names = self._name_cells()
        yield self._heading(names, below=len(shown) - self._top - page)
        if not shown:
            yield []
            yield [
                (
                    "  No event matches." if self._narrowed else "  Nothing yet.",
                    self.palette.dim,
                )
            ]
        for index in range(self._top, min(self._top + page, len(shown))):
            yield self._row(shown[index], names, chosen=index == cursor)
        if beside:
            yield from ([] for _ in range(page - max(len(shown) - self._top, 0)))
            yield from beside

    def _about(self, entry: Entry) -> list[Parts]:
        """What the event under the cursor changed, and its bytes; none while events are folded."""
        row, stream = entry.row, entry.stream
        if not isinstance(row, TapeRow) or stream is None or self.height < _WITH_ABOUT:
            return []
        palette, wire = self.palette, self.scene.depth == "wire"
        most = max(self.height // 3, 2) if wire else 2
        changed: Parts = [(f" {clean_line(row.label)} ", palette.strong)]
        if row.effect:
            changed += [("-> ", palette.dim), (clean_line(row.effect), palette.good)]
        before = stream.tape.before(row)
        since = f"{gap_words(row, before)} after the one before" if before is not None else ""
        told = "  ".join(filter(None, (reads_words(row), since)))
        lines = wire_lines(row, self.width, palette) if wire else []
        if wire and not lines and row.source == "api":
            lines = [[("  its bytes were not kept; --wire keeps them", palette.dim)]]
        lines.insert(0, spread(changed, [(f"{told} ", palette.dim)], self.width, palette.text))
        lines.insert(0, [("─" * self.width, palette.faint)])
        return [*lines[:most], *([] for _ in range(most - len(lines)))]

    @property
    def _narrowed(self) -> bool:
        """Whether a filter or a search hides some events."""
        return self._kind != "all" or bool(self.scene.search)

    def _name_cells(self) -> int:
        if self.width < _WITH_NAME:
            return 0
        longest = max(
            (cell_len(self.scene.name(stream)) for stream in self.board.streams.values()), default=4
        )
        return min(max(longest, 6), max(self.width // 5, 10))

    def _heading(self, names: int, below: int) -> Parts:
        dim = self.palette.dim
        left: Parts = [(f"  {'time':>{_TIME}}    #", dim)]
        if names:
            left.append((f" {'stream':<{names}}", dim))
        if self.width >= _WITH_ATTEMPT:
            left.append(("  a", dim))
        left.append((f"  {'event':<{self._label_cells}}", dim))
        if self.width >= _WIDE:
            left.append((" detail", dim))
        return spread(left, self._count(below), self.width, self.palette.text)

    def _count(self, below: int) -> Parts:
        """The number of events, the filter, and how many rows are below."""
        palette = self.palette
        shown, every = len(self._all.shown), len(self._all.entries)
        words = f" {shown:,} of {every:,}" if self._narrowed else f" {units.count(every, 'event')}"
        kind: Parts = [(f" {self._kind}", palette.live)] if self._kind != "all" else []
        more: Parts = []
        if below > 0:
            more = [
                (
                    f"  ↓ {below} below, {self.key('events.follow')} follows",
                    clickable(palette.live, "perform('events.follow')"),
                )
            ]
        return [*kind, (words, palette.dim), *more, (" ", palette.dim)]

    @property
    def _label_cells(self) -> int:
        return _LABEL if self.width >= _WIDE else _SHORT_LABEL

    def _row(self, entry: Entry, names: int, *, chosen: bool) -> Parts:
        palette, row = self.palette, entry.row
        well = entry.ours and row.label in _WELL
        style = palette.trouble if row.trouble else palette.good if well else palette.text
        label = clean_line(row.label)
        label = f"{label} x {row.count}" if row.count > 1 else label
        if self._label_cells == _SHORT_LABEL:
            label = label.removeprefix("content_")
        parts: Parts = [
            ("✗ " if row.trouble else "  ", palette.trouble),
            (f"{row.began / 1e9:{_TIME}.3f} ", palette.dim),
            *self._who(entry, names),
            ("  ", palette.text),
            *spread([(label, style)], [], self._label_cells, palette.text),
            (" ", palette.text),
            *self._detail(entry),
        ]
        if chosen:
            return under_cursor(spread(parts, [], self.width, palette.text), palette)
        return cut(parts, self.width)

    def _who(self, entry: Entry, names: int) -> Parts:
        """The number and name of an entry's stream and the attempt; the stream in focus stands out."""
        palette, stream = self.palette, entry.stream
        if stream is None:
            number, name, style = "", "run", palette.dim
        else:
            number, name = str(stream.number), self.scene.short_name(stream, names)
            style = palette.strong if stream.plan.id == self.scene.cursor else palette.text
        parts: Parts = [(f"{number:>4}", palette.dim)]
        if names:
            parts += [
                (" ", palette.text),
                *spread([(name, style)], [], names, palette.text),
            ]
        if self.width >= _WITH_ATTEMPT:
            attempt = str(entry.row.attempt) if stream is not None else ""
            parts.append((f"{attempt:>3}", palette.dim))
        return parts

    def _detail(self, entry: Entry) -> Parts:
        row, style = entry.row, self._detail_style(entry)
        words = clean_line(row.detail)
        if row.count > 1:
            until = f"until {row.t / 1e9:.3f}"
            words = f"{words}, {until}" if words else until
        return [(words, style)]

    def _detail_style(self, entry: Entry) -> Style:
        return self.palette.text if entry.row.trouble else self.palette.dim
