"""A vote on answers whose names are hidden: which, in what order, and how they appear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.plan import SECOND
from streamboard.votes import Standing

PACE = 60
"""Characters a second at which answers appear: faster than people read, slower than most models write."""


@dataclass(frozen=True)
class Ballot:
    """One vote, from the hiding of the names to what became of it."""

    prompt: str
    """The prompt that all of the answers are to."""
    question: str
    """What was asked, in one line, clean."""
    among: tuple[str, ...]
    """The streams, in the order in which they stand."""
    since_ns: int
    """When the answers began to appear, on a clock that never stands still."""
    voted: bool = False
    """The vote is cast, and the names are shown."""
    winner: str | None = None
    """The stream that was chosen; None for a tie."""
    told: str = ""
    """Whose the answers were, in a sentence, clean."""
    standings: tuple[Standing, ...] = ()
    """The tally after the vote."""

    def streams(self, board: BoardState) -> list[StreamState]:
        """Those that are still on the board."""
        return [board.streams[name] for name in self.among if name in board.streams]

    def released(self, board: BoardState, now_ns: int) -> int | None:
        """How many characters of each answer are shown; None shows all.

        No answer gets ahead of another: where one that is under way has less, all of them wait for it. So
        neither a late start nor a slow stream tells whose it is.
        """
        if self.voted:
            return None
        paced = PACE * max(now_ns - self.since_ns, 0) // SECOND
        return min([paced, *(_written(stream) for stream in self.streams(board) if stream.active)])


def by_question(streams: Sequence[StreamState]) -> list[list[StreamState]]:
    """The streams that can be voted on, those together that were asked the same in the same conversation.

    They have an answer, or one is on its way.
    """
    groups: list[list[StreamState]] = []
    for stream in streams:
        if not stream.active and _written(stream) == 0:
            continue
        group = next((group for group in groups if _asked(group[0]) == _asked(stream)), None)
        if group is None:
            groups.append([stream])
        else:
            group.append(stream)
    return groups


def _asked(stream: StreamState) -> tuple[str, object]:
    """The prompt, and all that was said before the answer."""
    return stream.plan.prompt, stream.plan.request.get("messages")


def is_whole(stream: StreamState, released: int | None) -> bool:
    """Whether a stream has ended and all of its answer is shown."""
    return not stream.active and (released is None or released >= _written(stream))


def _written(stream: StreamState) -> int:
    """Characters of visible text of a stream's answer so far."""
    if stream.shown is None:
        return 0
    return sum(block.chars for block in stream.shown.message.blocks.values() if block.kind == "text")
