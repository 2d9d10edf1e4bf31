"""Vote on answers while their streams' names are hidden."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from streamboard.board.stream import StreamState
from streamboard.board.votes.ballot import Ballot, by_ballot, counting, distinct, why_no_choice
from streamboard.board.votes.standings import NO_VOTES, Scoreboard, contestants, for_columns, scoreboard
from streamboard.run import commands
from streamboard.run.archive import votes
from streamboard.run.question import question_line
from streamboard.safety.paths import why
from streamboard.safety.sanitise import clean_line
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.draw.scene import Scene, alias
from streamboard.tui.draw.styles import palette_of
from streamboard.tui.keys.action import NO_STREAM
from streamboard.tui.views.catalogue import BLIND, COMPARE, PANES

Answers = frozenset[tuple[str, int]]
"""Streams' ids with the numbers of the attempts they show."""


class Voting(Controller):
    clock: Callable[[], int] = staticmethod(time.monotonic_ns)
    """Paces how answers appear; not the run's clock, which can stop in a replay."""
    draw_lots: Callable[[list[str]], None] = staticmethod(random.shuffle)

    def __init__(self, screen: Board, begins: Callable[[], object]) -> None:
        """`begins` ends modes that would reveal names."""
        super().__init__(screen)
        self._begins = begins
        self.ballot: Ballot | None = None
        """The vote in progress or just cast; None outside of votes."""
        self._held_at: int | None = None
        """`clock` when the view was paused; None if it is not."""
        self._candidates: Sequence[StreamState] = ()
        """The streams to vote on."""
        self._known_ballots: tuple[list[tuple[int, bool, int]], list[list[StreamState]]] = ([], [])
        """A cache: what the ballots were made from, and the ballots."""
        self._voted_on: frozenset[Answers] = frozenset()
        self._beside = False
        """Show the compare view, not the blind view."""

    @property
    def goes_on(self) -> bool:
        """Whether names are hidden."""
        return self.ballot is not None and not self.ballot.voted

    # -- the frame

    def dress(self, scene: Scene) -> Scene:
        """Reduce the scene to the ballot's answers, hiding whatever reveals their streams."""
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

    @property
    def shown_in(self) -> str:
        """All other views show figures that give answers away."""
        return COMPARE.name if self._beside else BLIND.name

    def show(self, view: str) -> None:
        self._beside = view == COMPARE.name

    def hinders(self, view: str) -> str:
        """Return why a view cannot be shown; empty if it can."""
        if not self.goes_on or self._shows(view):
            return ""
        if view in (COMPARE.name, PANES.name):
            return "That is what is shown."
        leave = self._screen.scene().key("board.back")
        return f"Not while names are hidden: other views give away whose they are. {leave} shows the names."

    def words_for(self, view: str) -> str:
        return {PANES.name: "texts alone", COMPARE.name: "compare"}[view] if self._shows(view) else ""

    def _shows(self, view: str) -> bool:
        """Whether a vote can switch to this view."""
        return view == (PANES.name if self._beside else COMPARE.name)

    def _time(self) -> int:
        return self.clock() if self._held_at is None else self._held_at

    def pause(self, held: bool) -> None:
        """Pause or resume the appearing of answers along with the view."""
        if held:
            self._held_at = self.clock()
            return
        if self.ballot is not None and self._held_at is not None:
            waited = self.clock() - self._held_at
            self.ballot = replace(self.ballot, since_ns=self.ballot.since_ns + waited)
        self._held_at = None

    def end(self) -> bool:
        was, self.ballot = self.ballot is not None, None
        return was

    # -- hiding names

    def hide_next(self) -> None:
        among, _ = self._to_vote_on()
        self._hide_names(among)

    def no_ballot(self) -> str:
        """Return why there is nothing to vote on; empty if there is."""
        return self._to_vote_on()[1]

    def _to_vote_on(self) -> tuple[list[StreamState], str]:
        """Return the streams to vote on next, or none and the reason."""
        ballots = self._ballots()
        if self.ballot is not None:
            following = self._following_ballot(ballots, {*self.ballot.among})
            return following, "" if following else "There are no answers left to vote on."
        focus = self.board.streams.get(self.selection.cursor or "")
        if focus is None:
            return [], NO_STREAM
        among = next((found for found in ballots if focus in found), [])
        if refusal := why_no_choice(among, ballots, focus):
            return [], refusal
        if not self._was_voted_on(among):
            return among, ""
        following = self._following_ballot(ballots, {focus.plan.id})
        name, again = clean_line(focus.plan.prompt), self._screen.scene().key("board.again_all")
        return (
            following,
            "" if following else f"You voted on these answers to {name}; {again} makes new ones.",
        )

    def _ballots(self) -> list[list[StreamState]]:
        """Cached, because the footer asks in every frame."""
        streams = self._candidates
        made_from = [(id(one.plan), one.active, 0 if one.active else one.revision) for one in streams]
        if self._known_ballots[0] != made_from:
            self._known_ballots = made_from, by_ballot(streams)
        return self._known_ballots[1]

    def _following_ballot(self, ballots: list[list[StreamState]], after: set[str]) -> list[StreamState]:
        """Return the next ballot not voted on yet; `after` holds ids of streams on the present one."""
        ids = [{stream.plan.id for stream in found} for found in ballots]
        place = next((place for place, found in enumerate(ids) if found & after), -1)
        others = [*ballots[place + 1 :], *ballots[: max(place, 0)]]
        left = (found for found in others if len(distinct(found)) > 1 and not self._was_voted_on(found))
        return next(left, [])

    def _was_voted_on(self, among: Sequence[StreamState]) -> bool:
        return _answers(distinct(among)) in self._voted_on

    def _hide_names(self, streams: Sequence[StreamState]) -> None:
        among = [stream.plan.id for stream in distinct(streams)]
        self.draw_lots(among)
        plan = streams[0].plan
        self.ballot = Ballot(plan.prompt, question_line(plan), tuple(among), self._time())
        self._screen.app.clear_notifications()  # Toasts may name streams.
        # Keeping the focus would reveal that stream's answer.
        self.selection.cursor = among[0]
        self._beside = False
        self._begins()

    # -- the vote

    def cast_for_chosen(self) -> None:
        self._vote(self._screen.scene().cursor)

    def cast_for_none(self) -> None:
        self._vote(None)

    def _vote(self, winner: str | None) -> None:
        scene = self._screen.scene()
        if scene.ballot is not None:
            self._cast(scene, scene.ballot, winner)

    def _cast(self, scene: Scene, ballot: Ballot, winner: str | None) -> None:
        among = [stream.plan.id for stream in scene.streams]
        names = contestants(
            [(clean_line(stream.column()), clean_line(stream.plan.name)) for stream in scene.streams]
        )
        self._voted_on |= {_answers(scene.streams)}
        counted = counting(scene.streams, winner)
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
            score=self._count(
                ballot.prompt,
                {stream: name for stream, name in zip(among, names, strict=True) if stream in counted},
                winner,
            ),
        )
        self._beside = False

    def _count(self, prompt: str, names: dict[str, str], winner: str | None) -> Scoreboard:
        """`names` are what each answer counts for, by stream id."""
        if len(names) < 2:
            self._screen.say("The answers are alike, word for word: the vote does not count.")
        elif self.feed.live:
            self._screen.send(commands.Vote([*names], winner))
        else:
            self._screen.say("The vote is in the tally alone: a recorded run takes none.")
        try:
            path = votes.path_of(self.board.plan)
            if len(names) > 1:
                won = names[winner] if winner is not None else None
                votes.record(path, prompt, [*names.values()], won, self.board.plan.title)
            return self._score(path)
        except OSError as error:
            self._screen.say(f"The vote is not in the tally: {why(error)}.")
            return NO_VOTES

    def _score(self, path: Path) -> Scoreboard:
        answers = [
            (clean_line(stream.model()), clean_line(stream.column()))
            for stream in self.board.streams.values()
        ]
        return scoreboard(for_columns(votes.read(path), answers))

    def show_tally(self) -> None:
        from streamboard.tui.dialogs.tally import Tally

        try:
            score = self._score(votes.path_of(self.board.plan))
        except OSError as error:
            self._screen.say(f"The tally cannot be read: {why(error)}.")
            return
        palette = palette_of(self._screen.app)
        title = clean_line(self.board.plan.title)
        width, key = self._screen.app.size.width, self._screen.scene().key("board.blind")
        self._screen.app.push_screen(Tally(score, title, width, palette, key))


def _answers(streams: Sequence[StreamState]) -> Answers:
    return frozenset(
        (stream.plan.id, stream.shown.number if stream.shown is not None else 0) for stream in streams
    )
