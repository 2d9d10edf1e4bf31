"""Copies of a board that share what did not change, so that hundreds fit into memory."""

from __future__ import annotations

import io
import pickle
from array import array
from typing import Any, NamedTuple

from streamboard.board.lateness import Lateness
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.run.events import RunEvent
from streamboard.run.plan import RunPlan, StreamPlan

_NEVER_CHANGED = (RunPlan, StreamPlan, RunEvent)
"""Shared by all copies: prompts may hold megabytes."""
_CHUNK = 128
"""Numbers per piece. Series grow at the end, so successive copies share most pieces."""
_LONG = 200
"""Characters from which a text is shared."""


class Snapshot(NamedTuple):
    """A copy of a board or of one stream."""

    data: bytes
    shared: tuple[Any, ...]
    """What `data` refers to by index."""


class _Series(NamedTuple):
    typecode: str
    pieces: tuple[bytes, ...]


class _OfStream(NamedTuple):
    id: str
    revision: int
    copy: Snapshot


_LATENESS = object()
"""Stands for the board's own, which all its streams share."""


class Snapshots:
    def __init__(self) -> None:
        self._pieces: dict[bytes, bytes] = {}
        self._streams: dict[str, _OfStream] = {}

    def forget(self) -> None:
        self._pieces.clear()
        self._streams.clear()

    def take(self, board: BoardState) -> Snapshot:
        return _copied(board, self, whole=True)

    def of_stream(self, stream: StreamState) -> _OfStream:
        """Return the previous copy if nothing happened since."""
        known = self._streams.get(stream.plan.id)
        if known is None or known.revision != stream.revision:
            copy = _copied(stream, self, whole=False)
            known = self._streams[stream.plan.id] = _OfStream(stream.plan.id, stream.revision, copy)
        return known

    def series(self, numbers: array[int]) -> _Series:
        data, size = numbers.tobytes(), _CHUNK * numbers.itemsize
        pieces = (data[begin : begin + size] for begin in range(0, len(data), size))
        return _Series(numbers.typecode, tuple(self._pieces.setdefault(piece, piece) for piece in pieces))


def board_of(copy: Snapshot, near: BoardState | None = None) -> BoardState:
    """Take over unchanged streams of `near`, a board of the same events, not to be used any more."""
    lateness = Lateness() if near is None else near.lateness
    reader = _Reader(copy, lateness, {} if near is None else near.streams)
    board: BoardState = reader.load()
    lateness.__dict__.update(board.lateness.__dict__)
    board.lateness = lateness
    return board


def _copied(value: object, of: Snapshots, *, whole: bool) -> Snapshot:
    copied = io.BytesIO()
    writer = _Writer(copied, of, whole=whole)
    writer.dump(value)
    return Snapshot(copied.getvalue(), tuple(writer.shared))


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, of: Snapshots, *, whole: bool) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.shared: list[Any] = []
        self._of = of
        self._whole = whole
        self._numbers: dict[int, int] = {}
        """Index in `shared` by object id, which is stable as long as the board lives."""

    def persistent_id(self, value: Any) -> int | None:
        kind = type(value)
        if kind is str:
            return self._number(value, value) if len(value) >= _LONG else None
        if kind is array:
            return self._number(value, self._of.series(value)) if len(value) > _CHUNK else None
        if kind is StreamState and self._whole:
            return self._number(value, self._of.of_stream(value))
        if kind is Lateness and not self._whole:
            return self._number(value, _LATENESS)
        return self._number(value, value) if isinstance(value, _NEVER_CHANGED) else None

    def _number(self, value: object, shared: object) -> int:
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self.shared)
            self.shared.append(shared)
        return number


class _Reader(pickle.Unpickler):
    def __init__(self, copy: Snapshot, lateness: Lateness, near: dict[str, StreamState]) -> None:
        super().__init__(io.BytesIO(copy.data))
        self._shared = copy.shared
        self._lateness = lateness
        self._near = near
        self._made: dict[int, Any] = {}

    def persistent_load(self, number: int) -> Any:
        shared = self._shared[number]
        kind = type(shared)
        if shared is _LATENESS:
            return self._lateness
        if kind is not _Series and kind is not _OfStream:
            return shared
        if number not in self._made:
            self._made[number] = self._stream(shared) if kind is _OfStream else self._series(shared)
        return self._made[number]

    def _series(self, shared: _Series) -> array[int]:
        made = array(shared.typecode)
        made.frombytes(b"".join(shared.pieces))
        return made

    def _stream(self, shared: _OfStream) -> StreamState:
        near = self._near.get(shared.id)
        if near is not None and near.revision == shared.revision:
            return near
        made: StreamState = _Reader(shared.copy, self._lateness, {}).load()
        return made
