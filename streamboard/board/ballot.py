"""A vote on answers whose names are hidden: which, in what order, and how they appear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from streamboard.board.standings import Standing
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.run.plan import SECOND
from streamboard.safety.sanitise import clean_line

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


def by_ballot(streams: Sequence[StreamState]) -> list[list[StreamState]]:
    """The streams that can be voted on, those together that stand on one ballot.

    They were asked the same in the same conversation, and have an answer, or one is on its way. Where several
    columns were asked, those of one repetition are together, with the same variables.
    """
    return [ballot for question in _by_question(streams) for ballot in _by_repetition(question)]


def same_question(one: StreamState, other: StreamState) -> bool:
    """Whether both were asked the same in the same conversation."""
    return _asked(one) == _asked(other)


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
    """The answers to one question by repetition; all of them together where they are of one column."""
    if len({stream.column() for stream in question}) < 2:
        return [question]
    # A variable of some columns' system prompts alone tells no answers of the others apart.
    common = sorted(set.intersection(*(set(stream.plan.vars) for stream in question)))
    ballots: dict[tuple[object, ...], list[StreamState]] = {}
    for stream in question:
        values = (stream.plan.vars[name] for name in common)
        ballots.setdefault((stream.plan.repeat, *values), []).append(stream)
    return [*ballots.values()]


def _asked(stream: StreamState) -> tuple[str, object]:
    """The prompt, and all that was said before the answer."""
    return stream.plan.prompt, stream.plan.request.get("messages")


def why_no_choice(
    among: Sequence[StreamState], ballots: Sequence[Sequence[StreamState]], focus: StreamState
) -> str:
    """Why there is nothing to choose from; empty if there are two answers at least."""
    if len(among) > 1:
        return ""
    name = clean_line(focus.plan.prompt)
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
    if stream.shown is None:
        return 0
    return sum(block.chars for block in stream.shown.message.blocks.values() if block.kind == "text")
