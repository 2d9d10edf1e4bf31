"""Go to another time of a recording, or to what stands out in it."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.common import units
from streamboard.run.plan import SECOND
from streamboard.safety.sanitise import clean_line
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.playback import Playback
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action, Refusal
from streamboard.tui.widgets.position_bar import PositionBar

_JUMP_NS = 5 * SECOND


class Seeking(Controller):
    def __init__(self, screen: Board, playback: Playback) -> None:
        super().__init__(screen)
        self.bar = PositionBar(self.go_to)
        self._playback = playback

    def update_bar(self, scene: Scene) -> None:
        recording = self.feed.recording
        if self.bar.display != (recording is not None):
            self.bar.display = recording is not None
        if recording is not None:
            self.bar.update_view(scene, recording)

    def go_to(self, t: int | None) -> None:
        """`t` is on the run's clock; None only closes the bar."""
        self.dismiss()
        if t is not None:
            self._playback.seek(t)

    def jump(self, ns: int) -> None:
        if self.feed.recording is not None:
            self.go_to(self.feed.recording.at + ns)

    def go_to_start(self) -> None:
        """Go to where the first stream was queued."""
        self.go_to(0)

    def go_to_landmark(self, step: int) -> None:
        recording = self.feed.recording
        mark = recording.landmark(step) if recording is not None else None
        if mark is None:
            unread = recording is not None and not recording.ahead.whole
            more = " The rest of the recording is still being read." if unread else ""
            self._screen.say(f"No further stall or ending that way.{more}")
            return
        self.go_to(mark.t)
        stream = self.board.streams.get(mark.stream)
        name = clean_line(stream.plan.name) if stream is not None else mark.stream
        if stream is not None:
            self.selection.cursor = mark.stream
        what = "ends" if mark.length_ns is None else f"says nothing for {units.duration(mark.length_ns)}"
        self._screen.say(f"{name} {what}.")

    def ask(self) -> None:
        self.bar.ask()

    def dismiss(self) -> bool:
        was = self.bar.asking
        if was:
            self.bar.close()
            self._screen.give_keys_to_view()
        return was


def _cannot(step: int) -> Refusal[Seeking]:
    def refused(seeking: Seeking, scene: Scene) -> str:
        recording = seeking.feed.recording
        if recording is None:
            back = scene.key("board.clock_back")
            return f"Time goes back only in a recorded run; `{back}` turns back the texts of this one."
        if step > 0 and recording.at >= recording.end:
            return "That is the end."
        return "That is the beginning." if step < 0 and recording.at <= recording.start else ""

    return refused


SEEK: Sequence[Action[Seeking]] = (
    Action(
        "board.seek_back",
        "shift+left",
        "back 5 s",
        "Go back 5 s in a recording",
        lambda seeking: seeking.jump(-_JUMP_NS),
        _cannot(-1),
        rank=55,
        hint=lambda _seeking, _scene: "5 s",
        beside="board.seek_forward",
        synonyms="rewind seek replay",
    ),
    Action(
        "board.seek_forward",
        "shift+right",
        "on 5 s",
        "Go on 5 s in a recording",
        lambda seeking: seeking.jump(_JUMP_NS),
        _cannot(1),
        synonyms="seek skip replay",
    ),
    Action(
        "board.seek_start",
        "ctrl+home",
        "to the start",
        "Go to the start of the recording",
        lambda seeking: seeking.go_to_start(),
        _cannot(-1),
        synonyms="rewind again replay",
    ),
    Action(
        "board.seek_time",
        "at",
        "to a time",
        "Go to a time of the recording",
        lambda seeking: seeking.ask(),
        _cannot(0),
        rank=56,
        hint=lambda _seeking, _scene: "go to",
        synonyms="seek jump replay",
    ),
    Action(
        "board.next_landmark",
        "ctrl+down",
        "next stall, ending",
        "Go to the next stall or ending in the recording, of any stream",
        lambda seeking: seeking.go_to_landmark(1),
        _cannot(1),
        synonyms="seek gap failed ended",
    ),
    Action(
        "board.previous_landmark",
        "ctrl+up",
        "stall, ending before",
        "Go to the stall or ending before, of any stream",
        lambda seeking: seeking.go_to_landmark(-1),
        _cannot(-1),
        synonyms="seek gap failed ended",
    ),
)
