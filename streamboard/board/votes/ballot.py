"""Blind votes: what is on a ballot, and how much is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.board.votes.standings import NO_VOTES, Scoreboard
from streamboard.run.block import Block
from streamboard.run.plan import SECOND
from streamboard.safety.sanitise import clean_line

PACE = 60
"""Characters a second: faster than reading, slower than most models."""


@dataclass(frozen=True)
class Ballot:
    prompt: str
    question: str
    """In one line, sanitised."""
    among: tuple[str, ...]
    """Stream ids in display order."""
    since_ns: int
    """When answers began to appear, on a clock that never pauses."""
    voted: bool = False
    winner: str | None = None
    """None for a tie."""
    told: str = ""
    """Whose answer each was; sanitised."""
    score: Scoreboard = NO_VOTES
    """After the vote."""

    def streams(self, board: BoardState) -> list[StreamState]:
        return [board.streams[name] for name in self.among if name in board.streams]

    def released(self, board: BoardState, now_ns: int) -> int | None:
        """Characters to show of each answer; None for all.

        All wait for the shortest one being written: neither a late start nor a slow pace may give a stream
        away.
        """
        if self.voted:
            return None
        paced = PACE * max(now_ns - self.since_ns, 0) // SECOND
        return min([paced, *(_written(stream) for stream in self.streams(board) if stream.active)])


def by_ballot(streams: Sequence[StreamState]) -> list[list[StreamState]]:
    """A ballot's streams were asked the same in the same conversation, and have text or are active.

    With several columns, they also share the repetition and the variables.
    """
    return [ballot for question in _by_question(streams) for ballot in _by_repetition(question)]


def same_question(one: StreamState, other: StreamState) -> bool:
    return _asked(one) == _asked(other)


def distinct(streams: Sequence[StreamState]) -> list[StreamState]:
    """Leave out whole answers that repeat an earlier one."""
    found: dict[object, StreamState] = {}
    for stream in streams:
        found.setdefault(stream.plan.id if stream.active else _text(stream), stream)
    return [*found.values()]


def counting(streams: Sequence[StreamState], winner: str | None) -> set[str]:
    """The ids a vote counts for: of identical answers one, the winner if possible."""
    return {stream.plan.id for stream in distinct(sorted(streams, key=lambda one: one.plan.id != winner))}


def _by_question(streams: Sequence[StreamState]) -> list[list[StreamState]]:
    groups: list[list[StreamState]] = []
    for stream in streams:
        if not stream.active and _written(stream) == 0:
            continue
        group = next((group for group in groups if same_question(group[0], stream)), None)
        if group is None:
            groups.append([stream])
        else:
            group.append(stream)
    return groups


def _by_repetition(question: list[StreamState]) -> list[list[StreamState]]:
    if len({stream.column() for stream in question}) < 2:
        return [question]
    # A variable used by only some columns does not split the others' answers.
    common = sorted(set.intersection(*(set(stream.plan.vars) for stream in question)))
    ballots: dict[tuple[object, ...], list[StreamState]] = {}
    for stream in question:
        values = (stream.plan.vars[name] for name in common)
        ballots.setdefault((stream.plan.repeat, *values), []).append(stream)
    return [*ballots.values()]


def _asked(stream: StreamState) -> tuple[str, object]:
    return stream.plan.prompt, stream.plan.asked


def why_no_choice(
    among: Sequence[StreamState], ballots: Sequence[Sequence[StreamState]], focus: StreamState
) -> str:
    """Empty if at least two answers differ."""
    if len(distinct(among)) > 1:
        return ""
    name = clean_line(focus.plan.prompt)
    if len(among) > 1:
        return f"The answers to {name} are alike, word for word: there is nothing to choose."
    to_prompt = [stream for found in ballots for stream in found if stream.plan.prompt == focus.plan.prompt]
    if len(to_prompt) < 2:
        return f"{name} has no two answers to choose from; a second model or repetition makes some."
    if any(same_question(stream, focus) for stream in to_prompt if stream is not focus):
        return f"No other column has an answer to {name} of this repetition; those of one are voted on."
    return (
        f"No other answer to {name} is to this question after the same conversation; "
        "only such ones are voted on. ctrl+f in the prompt bar has all go on from one."
    )


def is_whole(stream: StreamState, released: int | None) -> bool:
    return not stream.active and (released is None or released >= _written(stream))


def _written(stream: StreamState) -> int:
    """Characters of visible text."""
    return sum(block.chars for block in _texts(stream))


def _text(stream: StreamState) -> tuple[tuple[int, str], ...]:
    return tuple((block.chars, block.text) for block in _texts(stream))


def _texts(stream: StreamState) -> list[Block]:
    blocks = stream.shown.message.blocks if stream.shown is not None else []
    return [block for block in blocks if block.kind == "text"]
