"""Vote on answers without knowing whose they are."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from streamboard.board import standings
from streamboard.board.ballot import Ballot, by_ballot, same_question
from streamboard.board.stream import StreamState
from streamboard.run.commands import Vote
from streamboard.sanitise import clean_line
from streamboard.session.conversation import question_line
from streamboard.settings import votes
from streamboard.tui.keys.action import NO_STREAM, Action
from streamboard.tui.scene import Scene, alias
from streamboard.tui.screens.base import BLIND, COMPARE, PANES
from streamboard.tui.screens.comparing import ComparingActions

Answers = frozenset[tuple[str, int]]
"""Streams with the numbers of the attempts that they show."""


class VotingActions(ComparingActions):
    """The keys that hide names, and those that cast a vote."""

    ballot: Ballot | None = None
    """What is voted on, or was; None while names are shown as ever."""
    clock: Callable[[], int] = staticmethod(time.monotonic_ns)
    """The clock by which answers appear: a replay's own may stand still."""
    draw_lots: Callable[[list[str]], None] = staticmethod(random.shuffle)
    _held_at: int | None = None
    """That clock when the view was held."""
    _candidates: Sequence[StreamState] = ()
    """The streams among which there may be answers to vote on."""
    _known_ballots: tuple[list[tuple[int, bool, int]], list[list[StreamState]]] = ([], [])
    """The ballots as last made, and what they were made from."""
    _voted_on: frozenset[Answers] = frozenset()
    _beside = False
    """Two of the answers are compared, word for word."""

    # -- the frame

    def scene(self) -> Scene:
        scene = super().scene()
        self._candidates = scene.streams
        ballot = self.ballot
        if ballot is None:
            return scene
        streams = ballot.streams(self.board)
        if len(streams) < 2:
            self.ballot = None
            return scene
        if self.selection.cursor not in ballot.among:
            self.selection.cursor = streams[0].plan.id
        return replace(
            scene,
            streams=streams,
            cursor=self.selection.cursor,
            ballot=ballot,
            blind=not ballot.voted,
            released=ballot.released(self.board, self._time()),
            pinned=None,
            marked=frozenset(),
            at_ns=None,
        )

    def view_now(self, scene: Scene) -> str:
        # Any other view shows figures that give away whose an answer is.
        if scene.ballot is None:
            return super().view_now(scene)
        return COMPARE if self._beside else BLIND

    def make_way(self, view: str) -> bool:
        if self.ballot is None:
            return super().make_way(view)
        if self.ballot.voted:
            self.ballot = None
            return super().make_way(view)
        self._beside = view == COMPARE
        return False

    def hinders(self, view: str) -> str:
        if self.ballot is None or self.ballot.voted or self._shows(view):
            return super().hinders(view)
        if view in (COMPARE, PANES):
            return "That is what is shown."
        return "Not while names are hidden: other views give away whose they are. esc shows the names."

    def view_in_vote(self, view: str) -> str:
        """What a view is called that can be gone to while names are hidden; empty for others."""
        return {PANES: "texts alone", COMPARE: "compare"}[view] if self._shows(view) else ""

    def _shows(self, view: str) -> bool:
        """Whether names stay hidden in a view that is not the one that is shown."""
        return view == (PANES if self._beside else COMPARE)

    def _time(self) -> int:
        return self.clock() if self._held_at is None else self._held_at

    def hold(self) -> None:
        super().hold()
        self._held_at = self.clock()

    def let_go(self) -> None:
        super().let_go()
        if self.ballot is not None and self._held_at is not None:
            waited = self.clock() - self._held_at
            self.ballot = replace(self.ballot, since_ns=self.ballot.since_ns + waited)
        self._held_at = None

    def leave(self) -> bool:
        if self.ballot is not None:
            self.ballot = None
            return True
        return super().leave()

    def what_escape_leaves(self, scene: Scene) -> str:
        if scene.ballot is None:
            return super().what_escape_leaves(scene)
        return "back" if scene.ballot.voted else "names"

    # -- names away

    def action_blind(self) -> None:
        """Hide the names of the answers on one ballot; if they are hidden, go on to the next ballot."""
        among, _ = self._to_vote_on()
        self._hide_names(among)
        self.draw_frame()

    def no_ballot(self) -> str:
        """Why there is nothing to vote on; empty if there is."""
        return self._to_vote_on()[1]

    def _to_vote_on(self) -> tuple[list[StreamState], str]:
        """The answers whose names are to be hidden next; none, and why."""
        ballots = self._ballots()
        if self.ballot is not None:
            following = self._following_ballot(ballots, {*self.ballot.among})
            return following, "" if following else "There are no answers left to vote on."
        focus = self.board.streams.get(self.selection.cursor or "")
        if focus is None:
            return [], NO_STREAM
        among = next((found for found in ballots if focus in found), [])
        if refusal := _too_few(among, ballots, focus):
            return [], refusal
        if not self._was_voted_on(among):
            return among, ""
        following = self._following_ballot(ballots, {focus.plan.id})
        name = clean_line(focus.plan.prompt)
        return following, "" if following else f"You voted on these answers to {name}; R makes new ones."

    def _ballots(self) -> list[list[StreamState]]:
        """What can be voted on; made anew when it may have changed, for the footer asks in every frame."""
        streams = self._candidates
        made_from = [(id(one.plan), one.active, 0 if one.active else one.revision) for one in streams]
        if self._known_ballots[0] != made_from:
            self._known_ballots = made_from, by_ballot(streams)
        return self._known_ballots[1]

    def _following_ballot(self, ballots: list[list[StreamState]], after: set[str]) -> list[StreamState]:
        """The next ballot that is still to be voted on, if any.

        Args:
            ballots: All that there are.
            after: Streams of the one before; after the last one comes the first.
        """
        ids = [{stream.plan.id for stream in found} for found in ballots]
        place = next((place for place, found in enumerate(ids) if found & after), -1)
        others = [*ballots[place + 1 :], *ballots[: max(place, 0)]]
        return next((found for found in others if len(found) > 1 and not self._was_voted_on(found)), [])

    def _was_voted_on(self, among: Sequence[StreamState]) -> bool:
        return _answers(among) in self._voted_on

    def _hide_names(self, streams: Sequence[StreamState]) -> None:
        among = [stream.plan.id for stream in streams]
        self.draw_lots(among)
        plan = streams[0].plan
        self.ballot = Ballot(plan.prompt, question_line(plan), tuple(among), self._time())
        self.app.clear_notifications()  # They may name streams.
        # Where the focus was would tell which one it was on.
        self.selection.cursor = among[0]
        self.zoomed = self._beside = False
        self._set_clock(None)

    # -- the vote

    def action_vote(self) -> None:
        """Vote for the answer in focus."""
        self._vote(self.scene().cursor)

    def action_tie(self) -> None:
        """Vote for none of them."""
        self._vote(None)

    def _vote(self, winner: str | None) -> None:
        scene = self.scene()
        if scene.ballot is not None:
            self._cast(scene, scene.ballot, winner)
        self.draw_frame()

    def _cast(self, scene: Scene, ballot: Ballot, winner: str | None) -> None:
        """Record a vote, in the run and in the tally, and show whose the answers were."""
        among = [stream.plan.id for stream in scene.streams]
        names = standings.contestants(
            [(clean_line(stream.column()), clean_line(stream.plan.name)) for stream in scene.streams]
        )
        self._voted_on |= {_answers(scene.streams)}
        if self.feed.live:
            self.send(Vote(among, winner))
        else:
            self.say("The vote is in the tally alone: a recorded run takes none.")
        chosen = names[among.index(winner)] if winner is not None else None
        told = [
            f"{alias(place)} was {name}"
            for place, name in enumerate(names)
            if winner is None or among[place] == winner
        ]
        self.ballot = replace(
            ballot,
            voted=True,
            winner=winner,
            told=f"{', '.join(told)}.",
            standings=tuple(self._count(ballot.prompt, names, chosen)),
        )
        self._beside = False

    def _count(self, prompt: str, names: list[str], winner: str | None) -> list[standings.Standing]:
        """Add a vote to the tally; how it stands then."""
        path = votes.path_of(self.board.plan)
        try:
            votes.record(path, prompt, names, winner)
            return self._standings(path)
        except OSError as error:
            self.say(f"The vote is not in the tally: {error.strerror}.")
            return []

    def _standings(self, path: Path) -> list[standings.Standing]:
        """How the votes of a tally stand.

        Raises:
            OSError: It cannot be read.
        """
        answers = [
            (clean_line(stream.model()), clean_line(stream.column()))
            for stream in self.board.streams.values()
        ]
        return standings.standings(standings.for_columns(votes.read(path), answers))

    def action_tally(self) -> None:
        """Show how the votes stand."""
        from streamboard.tui.screens.tally import Tally

        try:
            table = self._standings(votes.path_of(self.board.plan))
        except OSError as error:
            self.say(f"The tally cannot be read: {error.strerror}.")
            return
        palette = self.app.palette  # type: ignore[attr-defined]
        title = clean_line(self.board.plan.title)
        self.app.push_screen(Tally(table, title, self.size.width, palette))


def _too_few(
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


def _answers(streams: Sequence[StreamState]) -> Answers:
    return frozenset(
        (stream.plan.id, stream.shown.number if stream.shown is not None else 0) for stream in streams
    )


def _cannot_vote(_board: VotingActions, scene: Scene) -> str:
    if scene.ballot is None:
        return "b hides the names, for a vote."
    if scene.ballot.voted:
        return "You voted; b goes on to the next answers."
    return "There is nothing to choose from yet." if scene.released == 0 else ""


def _blind_hint(_board: VotingActions, scene: Scene) -> str:
    return "next vote" if scene.ballot is not None and scene.ballot.voted else "vote"


VOTE: Sequence[Action[VotingActions]] = (
    Action(
        "board.blind",
        "b",
        "blind",
        "Hide the names of the answers to one question, for a vote; again: the next ones",
        lambda board: board.action_blind(),
        lambda board, _scene: board.no_ballot(),
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
        lambda board: board.action_vote(),
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
        "Vote for none of them: they are alike",
        lambda board: board.action_tie(),
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
        lambda board: board.action_tally(),
        rank=24,
        hint=lambda _board, scene: "tally" if scene.ballot is not None and scene.ballot.voted else "",
        in_vote=True,
        synonyms="votes score win rate model",
    ),
)
