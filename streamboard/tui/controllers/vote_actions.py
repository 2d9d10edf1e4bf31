"""Actions on votes."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui.controllers.voting import Voting
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action


def _cannot_vote(_board: Voting, scene: Scene) -> str:
    if scene.ballot is None:
        return f"{scene.key('board.blind')} hides the names, for a vote."
    if scene.ballot.voted:
        return f"You voted; {scene.key('board.blind')} goes on to the next answers."
    return "There is nothing to choose from yet." if scene.released == 0 else ""


def _blind_hint(_board: Voting, scene: Scene) -> str:
    return "next vote" if scene.ballot is not None and scene.ballot.voted else "vote"


VOTE: Sequence[Action[Voting]] = (
    Action(
        "board.blind",
        "b",
        "blind",
        "Hide the names of the answers to one question, for a vote; again: the next ones",
        lambda vote: vote.hide_next(),
        lambda vote, _scene: vote.no_ballot(),
        rank=69,
        hint=_blind_hint,
        in_vote=True,
        synonyms="vote arena preference",
    ),
    Action(
        "board.vote",
        "plus",
        "vote",
        "Vote for the answer in focus, while names are hidden",
        lambda vote: vote.cast_for_chosen(),
        _cannot_vote,
        rank=20,
        hint=lambda _board, scene: "best" if scene.blind else "",
        in_vote=True,
        synonyms="best prefer",
    ),
    Action(
        "board.tie",
        "equals_sign",
        "tie",
        "Vote for a tie",
        lambda vote: vote.cast_for_none(),
        _cannot_vote,
        rank=21,
        hint=lambda _board, scene: "alike" if scene.blind else "",
        in_vote=True,
        synonyms="draw equal",
    ),
    Action(
        "board.tally",
        "y",
        "tally",
        "Show how the votes on these prompts stand",
        lambda vote: vote.show_tally(),
        rank=24,
        hint=lambda _board, scene: "tally" if scene.ballot is not None and scene.ballot.voted else "",
        in_vote=True,
        synonyms="votes score win rate model",
    ),
)
