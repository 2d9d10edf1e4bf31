"""One log of all streams on the wire, and trouble by cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import events

from streamboard.board.causes import Cause
from streamboard.board.merged_log import Entry
from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action
from streamboard.tui.keys.key_names import clickable
from streamboard.tui.views.catalogue import ZOOM
from streamboard.tui.views.event_list import EventList
from streamboard.tui.views.event_rows import EventRows
from streamboard.tui.views.view import CanvasView, View

_NO_STREAM = "This event is of no stream on the board."


class EventsView(CanvasView):
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
            "Show the event's stream alone; on a cause, its events, or hide them",
            lambda view: view.jump(),
            lambda view, _scene: view.leads_nowhere,
            rank=50,
            hint=lambda view, _scene: view.leads_to,
            synonyms="zoom open close",
        ),
        Action(
            "events.kind",
            "K",
            "only some",
            "Show only trouble by its cause, only the lifecycle, only the wire, or all",
            lambda view: view.show_next_kind(),
            rank=51,
            synonyms="filter error failed retries group",
        ),
        Action(
            "events.reverse", "o", "reverse", "Turn the order round", lambda view: view.reverse(), rank=52
        ),
    )

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._list = EventList()
        self._top = 0

    # -- moving

    def go_by(self, rows: int) -> None:
        self._go_to(self._list.cursor + rows)

    def go_by_pages(self, pages: int) -> None:
        self._scroll(pages * max(self.height - 2, 1))

    def go_to_start(self) -> None:
        self._go_to(0)

    def follow(self) -> None:
        self._list.follow()
        self.draw()

    def jump(self) -> None:
        if self._list.turn():
            self.draw()
        else:
            self._choose(ZOOM.name)

    def show_next_kind(self) -> None:
        self._list.show_next_kind()
        self._top = 0
        self.draw()

    def reverse(self) -> None:
        self._list.reverse()
        self.draw()

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y - 1
        if event.y > 0 and index < len(self._list.lines):
            self._go_to(index)
            if self._list.turn():
                self.draw()

    def wheel(self, rows: int, y: int) -> None:
        self._scroll(rows)

    def _scroll(self, rows: int) -> None:
        self._top += rows
        self._go_to(self._list.cursor + rows)

    def _go_to(self, index: int) -> None:
        self._list.go_to(index)
        self._choose()
        self.draw()

    def _choose(self, view: str | None = None) -> None:
        if stream := self._list.stream(self.board):
            self.post_message(View.Chosen(stream.plan.id, view))

    @property
    def leads_nowhere(self) -> str:
        """Why the cursor row leads nowhere; empty if it leads somewhere."""
        there = isinstance(self._list.under_cursor, Cause) or self._list.stream(self.board) is not None
        return "" if there else _NO_STREAM

    @property
    def leads_to(self) -> str:
        """For the footer."""
        line = self._list.under_cursor
        if not isinstance(line, Cause):
            return "to the stream"
        return "hide its events" if self._list.is_open(line) else "its events"

    # -- drawing

    def place(self, scene: Scene) -> str:
        return "newest first" if self._list.newest_first else ""

    def paint(self) -> Iterable[Parts]:
        listed, palette = self._list, self.palette
        before = listed.cursor
        listed.update(self.board, self.scene)
        self._top += listed.cursor - before  # New lines above do not move the visible rows.
        rows = EventRows(self.board, self.scene, palette, self.width)
        lines, cursor, chosen = listed.lines, listed.cursor, listed.under_cursor
        beside = rows.about(chosen, self.height) if isinstance(chosen, Entry) else []
        page = max(self.height - 1 - len(beside), 1)
        self._top = max(min(max(self._top, cursor - page + 1), cursor, len(lines) - page), 0)
        clock: Parts = [(f" {rows.clock} " if rows.clock else "", palette.dim)]
        count = [*self._count(len(lines) - self._top - page), *(clock if not listed.by_cause else ())]
        yield rows.heading(count, by_cause=listed.by_cause)
        if not lines:
            yield []
            yield [(self._why_empty, palette.dim)]
        for index in range(self._top, min(self._top + page, len(lines))):
            line = lines[index]
            if isinstance(line, Cause):
                yield rows.cause(line, opened=listed.is_open(line), chosen=index == cursor)
            else:
                yield rows.event(line, chosen=index == cursor)
        if beside:
            yield from ([] for _ in range(page - max(len(lines) - self._top, 0)))
            yield from beside

    @property
    def _why_empty(self) -> str:
        if self._list.by_cause and not self.scene.search:
            return "  Nothing went wrong."
        return "  No event matches." if self._narrowed else "  Nothing yet."

    @property
    def _narrowed(self) -> bool:
        return self._list.kind != "all" or bool(self.scene.search)

    def _count(self, below: int) -> Parts:
        palette, listed = self.palette, self._list
        words = (
            f" {listed.shown:,} of {listed.total:,}"
            if self._narrowed
            else f" {units.count(listed.total, 'event')}"
        )
        if listed.by_cause and listed.causes:
            words = f" {units.count(len(listed.causes), 'cause')},{words}"
        kind: Parts = [(f" {listed.kind}", palette.live)] if listed.kind != "all" else []
        more: Parts = []
        if below > 0:
            at_end = not (listed.newest_first or listed.by_cause)
            follows = f", {self.key('events.follow')} follows" if at_end else ""
            more = [(f"  ↓ {below} below{follows}", clickable(palette.live, "perform('events.follow')"))]
        return [*kind, (words, palette.dim), *more, (" ", palette.dim)]
