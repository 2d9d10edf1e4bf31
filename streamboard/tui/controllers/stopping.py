"""Stop streams and run them again."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.feeds.feed import RECORDED
from streamboard.run.commands import RunAgain, RunAllAgain, StopAll, StopStream
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.navigation import Navigation
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import NO_STREAM, Action, not_live, without_stream
from streamboard.tui.views.catalogue import RACE


class Stopping(Controller):
    def __init__(self, screen: Board, navigation: Navigation) -> None:
        super().__init__(screen)
        self._navigation = navigation

    def stop(self) -> None:
        for stream in self._in_focus():
            if stream.active:
                self._screen.send(StopStream(stream.plan.id))

    def stop_all(self) -> None:
        self._screen.send(StopAll())

    def again(self) -> None:
        for stream in self._in_focus():
            self._screen.send(RunAgain(stream.plan.id))

    def _in_focus(self) -> Sequence[StreamState]:
        return self.view.in_focus(self._screen.scene())

    def again_all(self) -> None:
        self._screen.send(RunAllAgain())

    def race_one_by_one(self) -> None:
        """Run all again one by one, in the race view; a recorded run only shows the races it contains."""
        under_way = sum(stream.active for stream in self.board.streams.values())
        key = self._screen.scene().key("board.one_by_one")
        words = (
            f"{units.count(under_way, 'stream')} under way: {key} again stops them, for a race one by one."
        )
        if self.feed.live and under_way and not self._screen.confirm("one by one", words):
            return
        if self._screen.send(RunAllAgain("one-by-one")) or len(self.board.passes) > 1:
            self._navigation.show_view(RACE.name)


def _cannot_stop(stopping: Stopping, scene: Scene) -> str:
    if (refusal := not_live(scene, RECORDED)) or scene.focus is None:
        return refusal or NO_STREAM
    going = any(stream.active for stream in stopping.view.in_focus(scene))
    return "" if going else f"{scene.name(scene.focus)} is not under way."


def _cannot_stop_all(_board: Stopping, scene: Scene) -> str:
    going = any(stream.active for stream in scene.board.streams.values())
    return not_live(scene, RECORDED) or ("" if going else "No stream is under way.")


def _cannot_run_again(stopping: Stopping, scene: Scene) -> str:
    refusal = not_live(scene, RECORDED) or without_stream(stopping, scene)
    return refusal or why_none_runs(scene, stopping.view.in_focus(scene))


def why_none_runs(scene: Scene, streams: Sequence[StreamState]) -> str:
    """Return why none of these would run again; empty if one would."""
    reasons = [_waits(scene, stream) for stream in streams]
    return "" if "" in reasons else next(iter(reasons), NO_STREAM)


def _cannot_run_all_again(_board: Stopping, scene: Scene) -> str:
    streams = scene.board.streams.values()
    if (refusal := not_live(scene, RECORDED)) or not streams:
        return refusal or NO_STREAM
    asked = any(stream.plan.request.get("messages") for stream in streams)
    return "" if asked else f"No stream was asked anything yet; {scene.key('board.prompt')} types a prompt."


def _waits(scene: Scene, stream: StreamState) -> str:
    if not stream.plan.request.get("messages"):
        return f"{scene.name(stream)} was asked nothing yet; {scene.key('board.prompt')} types a prompt."
    starts = stream.phase == "new" and scene.board.plan.start.mode != "by-hand"
    return f"{scene.name(stream)} is about to run." if starts or stream.phase == "queued" else ""


def _cannot_race(stopping: Stopping, scene: Scene) -> str:
    several = not scene.live and len(scene.board.passes) > 1
    return "" if several else _cannot_run_all_again(stopping, scene)


def _race_hint(stopping: Stopping, scene: Scene) -> str:
    return "one by one" if RACE.name == stopping.view.spec.name and scene.live else ""


RUN: Sequence[Action[Stopping]] = (
    Action(
        "board.stop",
        "x",
        "stop",
        "Stop this stream; what came is kept",
        lambda stopping: stopping.stop(),
        _cannot_stop,
        rank=42,
        in_vote=True,
        synonyms="cancel abort",
    ),
    Action(
        "board.stop_all",
        "X",
        "stop all",
        "Stop all streams",
        lambda stopping: stopping.stop_all(),
        _cannot_stop_all,
        rank=71,
        in_vote=True,
        synonyms="cancel abort",
    ),
    Action(
        "board.again",
        "r",
        "again",
        "Run this stream again",
        lambda stopping: stopping.again(),
        _cannot_run_again,
        rank=60,
        in_vote=True,
        synonyms="rerun repeat retry start",
    ),
    Action(
        "board.again_all",
        "R",
        "all again",
        "Run all streams again",
        lambda stopping: stopping.again_all(),
        _cannot_run_all_again,
        rank=70,
        in_vote=True,
        synonyms="rerun repeat retry start",
    ),
    Action(
        "board.one_by_one",
        "O",
        "one by one",
        "Run all again one by one, and show both races",
        lambda stopping: stopping.race_one_by_one(),
        _cannot_race,
        rank=59,
        hint=_race_hint,
        synonyms="sequential concurrency speed-up",
    ),
)
