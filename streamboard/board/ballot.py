"""A blind vote: which answers it is on, and how they are revealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streamboard.board.standings import NO_VOTES, Scoreboard
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.run.block import Block
from streamboard.run.plan import SECOND
from streamboard.safety.sanitise import clean_line

PACE = 60
"""Characters a second at which answers appear: faster than people read, slower than most models write."""


@dataclass(frozen=True)
class Ballot:
    """One vote, from hiding the names to its result."""

    prompt: str
    """The prompt of all the answers."""
    question: str
    """The question in one line, sanitised."""
    among: tuple[str, ...]
    """The ids of the streams, in the order in which they are shown."""
    since_ns: int
    """When the answers began to appear, on a clock that never pauses."""
    voted: bool = False
    """The vote is cast, and the names are shown."""
    winner: str | None = None
    """The stream that was chosen; None for a tie."""
    told: str = ""
    """A sentence on whose answer each was, sanitised."""
    score: Scoreboard = NO_VOTES
    """The tally after the vote."""

    def streams(self, board: BoardState) -> list[StreamState]:
        """The streams that are still on the board."""
        return [board.streams[name] for name in self.among if name in board.streams]

    def released(self, board: BoardState, now_ns: int) -> int | None:
        """How many characters of each answer are shown; None shows all.

        All answers are shown to the same length and wait for the shortest that is still being written, so
        neither a late start nor a slow pace gives a stream away.
        """
        if self.voted:
            return None
        paced = PACE * max(now_ns - self.since_ns, 0) // SECOND
        return min([paced, *(_written(stream) for stream in self.streams(board) if stream.active)])


def by_ballot(streams: Sequence[StreamState]) -> list[list[StreamState]]:
    """Group the streams that can be voted on, a list for each ballot.

    Those on one ballot were asked the same in the same conversation, and have text or are active. If several
    columns were asked, a ballot has one repetition, with the same variables.
    """
    return [ballot for question in _by_question(streams) for ballot in _by_repetition(question)]


def same_question(one: StreamState, other: StreamState) -> bool:
    """Whether both were asked the same question in the same conversation."""
    return _asked(one) == _asked(other)


def distinct(streams: Sequence[StreamState]) -> list[StreamState]:
    """The streams of a ballot without those whose whole answer repeats an earlier one's word for word."""
    found: dict[object, StreamState] = {}
    for stream in streams:
        found.setdefault(stream.plan.id if stream.active else _text(stream), stream)
    return [*found.values()]


def counting(streams: Sequence[StreamState], winner: str | None) -> set[str]:
    """The streams that a vote counts for, by id.

    Answers that turned out to be alike while they were written count as one: as the winner, if that is one.
    """
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
    """Split the answers to one question by repetition, unless all are from one column."""
    if len({stream.column() for stream in question}) < 2:
        return [question]
    # A variable that only some columns use, in a system prompt, does not split the others' answers.
    common = sorted(set.intersection(*(set(stream.plan.vars) for stream in question)))
    ballots: dict[tuple[object, ...], list[StreamState]] = {}
    for stream in question:
        values = (stream.plan.vars[name] for name in common)
        ballots.setdefault((stream.plan.repeat, *values), []).append(stream)
    return [*ballots.values()]


def _asked(stream: StreamState) -> tuple[str, object]:
    """The prompt, and all that was said before the answer."""
    return stream.plan.prompt, stream.plan.asked


def why_no_choice(
    among: Sequence[StreamState], ballots: Sequence[Sequence[StreamState]], focus: StreamState
) -> str:
    """Why there is nothing to choose from; empty if there are two different answers at least."""
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
    """Whether a stream has ended and all of its answer is shown."""
    return not stream.active and (released is None or released >= _written(stream))


def _written(stream: StreamState) -> int:
    """Characters of visible text of a stream's answer so far."""
    return sum(block.chars for block in _texts(stream))


def _text(stream: StreamState) -> tuple[tuple[int, str], ...]:
    """What a stream answered: the length of each block of text, and what is kept of it."""
    return tuple((block.chars, block.text) for block in _texts(stream))


def _texts(stream: StreamState) -> list[Block]:
    blocks = stream.shown.message.blocks if stream.shown is not None else []
    return [block for block in blocks if block.kind == "text"]
