"""Vote on answers without knowing whose they are."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType

from streamboard.board import standings
from streamboard.board.ballot import Ballot, by_ballot, same_question
from streamboard.board.stream import StreamState
from streamboard.conversation import question_line
from streamboard.engine.commands import Vote
from streamboard.sanitise import clean_line
from streamboard.settings import votes
from streamboard.tui.scene import Scene, alias
from streamboard.tui.screens.base import BLIND, COMPARE, PANES, key
from streamboard.tui.screens.comparing import ComparingActions
from streamboard.tui.views import key_of
from streamboard.tui.views.view import Hint, View

_WHILE_BLIND = frozenset(
    {
        *("blind", "vote", "tie", "tally", "back", "move", "move_row", "page", "scroll_text", "show_view"),
        *("text_start", "follow", "pause", "stop", "stop_all", "again", "again_all", "help", "theme"),
        *("pin", "turn_clock", "turn_page", "quit"),
    }
)
"""What can be done while names are hidden: all else might show them."""
_TOLD = frozenset({"pin", "turn_clock", "show_view"})
"""Those of them that only say why not; but see `_shows`."""

Answers = frozenset[tuple[str, int]]
"""Streams with the numbers of the attempts that they show."""


class VotingActions(ComparingActions):
    """The keys that hide names, and those that cast a vote."""

    GROUP = "Vote"
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "b",
            "blind",
            "blind",
            "Hide the names of the answers to one question, for a vote; again: the next ones",
        ),
        key("plus", "vote", "vote", "Vote for the answer in focus, while names are hidden"),
        key("equals_sign", "tie", "tie", "Vote for none of them: they are alike"),
        key("y", "tally", "tally", "Show how the votes on these prompts stand"),
    ]
    ballot: Ballot | None = None
    """What is voted on, or was; None while names are shown as ever."""
    clock: Callable[[], int] = staticmethod(time.monotonic_ns)
    """The clock by which answers appear: a replay's own may stand still."""
    draw_lots: Callable[[list[str]], None] = staticmethod(random.shuffle)
    _held_at: int | None = None
    """That clock when the view was held."""
    _voted_on: frozenset[Answers] = frozenset()
    _beside = False
    """Two of the answers are compared, word for word."""

    # -- the frame

    def scene(self) -> Scene:
        scene = super().scene()
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep what might show names from being done while they are hidden."""
        if self.ballot is not None and not self.ballot.voted and action not in _WHILE_BLIND:
            return False
        return super().check_action(action, parameters)

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
        if self._shows(view):
            self._beside = not self._beside
        elif view == COMPARE or (view == PANES and not self._beside):
            self.say("That is what is shown.")
        else:
            self.say("Not while names are hidden: other views give away whose they are. esc shows the names.")
        return False

    def _shows(self, view: str) -> bool:
        """Whether names stay hidden in a view that is not the one that is shown."""
        return view == (PANES if self._beside else COMPARE)

    def does_something(self, name: str, parameters: tuple[object, ...]) -> bool:
        if self.ballot is not None and not self.ballot.voted and name in _TOLD:
            return name == "show_view" and self._shows(str(parameters[0]))
        return super().does_something(name, parameters)

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        return [("b", "vote"), *super().hints(view, scene)]

    def first_hints(self, view: View, scene: Scene) -> list[Hint]:
        hints = super().first_hints(view, scene)
        if scene.ballot is None:
            return hints
        if scene.ballot.voted:
            return [("b", "next vote"), ("y", "tally"), ("esc", "back"), *hints]
        comparing = view.NAME == COMPARE
        other = (key_of(PANES), "texts alone") if comparing else (key_of(COMPARE), "compare")
        return [("+", "best"), ("=", "alike"), ("tab", "next"), other, ("esc", "names"), *hints]

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

    # -- names away

    def action_blind(self) -> None:
        """Hide the names of the answers on one ballot; if they are hidden, go on to the next ballot."""
        ballots = by_ballot(self.selection.shown(self.board, self.feed.now()))
        if self.ballot is not None:
            self._go_on(ballots, {*self.ballot.among}, "There are no answers left to vote on.")
        elif (focus := self.scene().focus) is not None:
            among = next((found for found in ballots if focus in found), [])
            if refusal := _too_few(among, ballots, focus):
                self.say(refusal)
            elif self._was_voted_on(among):
                name = clean_line(focus.plan.prompt)
                words = f"You voted on these answers to {name}; R makes new ones."
                self._go_on(ballots, {focus.plan.id}, words)
            else:
                self._hide_names(among)
        self.draw_frame()

    def _go_on(self, ballots: list[list[StreamState]], after: set[str], refusal: str) -> None:
        """Hide the names for the next ballot that is still to be voted on.

        Args:
            ballots: All that there are.
            after: Streams of the one before; after the last one comes the first.
            refusal: What to say where none is left.
        """
        ids = [{stream.plan.id for stream in found} for found in ballots]
        place = next((place for place, found in enumerate(ids) if found & after), -1)
        others = [*ballots[place + 1 :], *ballots[: max(place, 0)]]
        following = next(
            (found for found in others if len(found) > 1 and not self._was_voted_on(found)), None
        )
        if following is None:
            self.say(refusal)
        else:
            self._hide_names(following)

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
        if scene.ballot is None:
            self.say("b hides the names, for a vote.")
        elif scene.ballot.voted:
            self.say("You voted; b goes on to the next answers.")
        elif scene.released == 0:
            self.say("There is nothing to choose from yet.")
        else:
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
