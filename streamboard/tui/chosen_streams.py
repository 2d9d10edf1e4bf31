"""The user's choice among streams: focus, order, marks, pin and search."""

from __future__ import annotations

from streamboard.board.search import NOTHING, Finder, Search
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState


class Selection:
    """Choices that outlive a frame, by stream id because streams come and go."""

    def __init__(self) -> None:
        self.order: list[str] = []
        """All streams in the user's order; new ones come last."""
        self.cursor: str | None = None
        """The stream in focus."""
        self.marked: set[str] = set()
        self.pinned: str | None = None
        self.search: Search = NOTHING
        self.finder = Finder()
        self.visited: str | None = None
        """A stream jumped to: shown while in focus, even if it does not match the search."""

    def shown(self, board: BoardState, now: int) -> list[StreamState]:
        """Return the streams that match the search; a focus on none of them moves to the first."""
        self._follow(board)
        streams = [board.streams[stream_id] for stream_id in self.order]
        self.finder.look_for(self.search)
        if self.cursor != self.visited:
            self.visited = None
        streams = [
            stream
            for stream in streams
            if self.finder.found(stream, board, now) or stream.plan.id == self.visited
        ]
        if all(stream.plan.id != self.cursor for stream in streams):
            self.cursor = streams[0].plan.id if streams else None
        return streams

    def _follow(self, board: BoardState) -> None:
        if len(self.order) == len(board.streams) and all(name in board.streams for name in self.order):
            return
        self.order = [name for name in self.order if name in board.streams]
        known = set(self.order)
        self.order += [name for name in board.streams if name not in known]
        self.marked &= board.streams.keys()
        if self.pinned not in board.streams:
            self.pinned = None

    def look_for(self, words: str) -> None:
        self.search = Search(words)
        self.visited = None

    def mark(self, stream_id: str) -> None:
        self.marked ^= {stream_id}

    def pin(self, stream_id: str) -> None:
        self.pinned = None if self.pinned == stream_id else stream_id

    def shift(self, step: int) -> None:
        if self.cursor not in self.order:
            return
        place = self.order.index(self.cursor)
        self.order.insert(min(max(place + step, 0), len(self.order) - 1), self.order.pop(place))
