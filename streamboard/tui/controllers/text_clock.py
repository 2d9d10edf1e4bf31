"""Compare answers: pin a stream, or turn back the clock of all texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from streamboard.safety.sanitise import clean_line
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action, Refusal, without_stream
from streamboard.tui.views.catalogue import COMPARE
from streamboard.tui.widgets.scrubber import STEP_NS, Scrubber, end_of


class TextClock(Controller):
    def __init__(self, screen: Board) -> None:
        super().__init__(screen)
        self.bar = Scrubber(self._turn_to)
        self.at_ns: int | None = None
        """Texts are shown as of this long after their requests; None shows them as they are."""

    def dress(self, scene: Scene) -> Scene:
        return scene if self.at_ns is None else replace(scene, at_ns=self.at_ns)

    def update_bar(self, scene: Scene) -> None:
        if scene.at_ns is not None:
            self.bar.update_view(scene)

    def dismiss(self) -> bool:
        was = self.at_ns is not None
        self.set(None)
        return was

    def pin(self) -> None:
        self.selection.pin(self.chosen.plan.id)
        name = clean_line(self.chosen.plan.name)
        pinned = self.selection.pinned is not None
        self._screen.say(
            f"{name} is pinned: {COMPARE.key} compares others with it."
            if pinned
            else f"{name} is no longer pinned."
        )

    def pair(self, left: str, right: str) -> None:
        self.selection.pinned, self.selection.cursor = left, right

    def turn(self, steps: int) -> None:
        """Steps are tenths of a second."""
        scene = self._screen.scene()
        end = end_of(scene)
        now = end if self.at_ns is None else self.at_ns
        # In whole tenths: back from 2.53 s to 2.5 s, then 2.4 s.
        turned = -(-now // STEP_NS) + steps if steps < 0 else now // STEP_NS + steps
        self.set(min(max(turned * STEP_NS, 0), max(end, now)))

    def _turn_to(self, at_ns: int) -> None:
        self.set(at_ns)
        self._screen.draw_frame()

    def set(self, at_ns: int | None) -> None:
        self.at_ns = at_ns
        self.bar.display = at_ns is not None


def _cannot_pin(_board: TextClock, scene: Scene) -> str:
    return "Nothing can be pinned while names are hidden." if scene.blind else without_stream(_board, scene)


def _cannot_turn(steps: int) -> Refusal[TextClock]:
    def refused(_board: TextClock, scene: Scene) -> str:
        if scene.blind:
            return "Not while names are hidden: when texts came gives away whose they are."
        end = end_of(scene)
        if end == 0:
            return "Nothing has come yet."
        if scene.at_ns is None:
            return (
                f"The texts are shown as they are now; {scene.key('board.clock_back')} turns the clock back."
                if steps > 0
                else ""
            )
        if steps < 0:
            return "" if scene.at_ns > 0 else "That is the beginning."
        return (
            ""
            if scene.at_ns < end
            else f"No text goes on after that; {scene.key('board.back')} shows them as they are."
        )

    return refused


def _pin_hint(clock: TextClock, scene: Scene) -> str:
    comparing = COMPARE.name == clock.view.spec.name
    return "unpin" if comparing and scene.pinned == scene.cursor else "pin"


def _clock_hint(clock: TextClock, scene: Scene) -> str:
    if scene.at_ns is not None:
        return "0.1 s"
    return "turn back" if COMPARE.name == clock.view.spec.name else ""


COMPARING: Sequence[Action[TextClock]] = (
    Action(
        "board.pin",
        "p",
        "pin",
        "Pin this stream to compare others with it, or unpin it",
        lambda clock: clock.pin(),
        _cannot_pin,
        rank=68,
        hint=_pin_hint,
        synonyms="compare diff baseline",
    ),
    Action(
        "board.clock_back",
        "comma",
        "back 0.1 s",
        "Show all texts as they were 0.1 s earlier",
        lambda clock: clock.turn(-1),
        _cannot_turn(-1),
        rank=30,
        hint=_clock_hint,
        beside="board.clock_forward",
        synonyms="time scrub rewind",
    ),
    Action(
        "board.clock_forward",
        "full_stop",
        "forward 0.1 s",
        "Show all texts as they were 0.1 s later",
        lambda clock: clock.turn(1),
        _cannot_turn(1),
        synonyms="time scrub",
    ),
    Action(
        "board.clock_back_1s",
        "less_than_sign",
        "back 1 s",
        "Show all texts as they were 1 s earlier",
        lambda clock: clock.turn(-10),
        _cannot_turn(-10),
        rank=31,
        hint=lambda _board, scene: "1 s" if scene.at_ns is not None else "",
        beside="board.clock_forward_1s",
        synonyms="time scrub rewind",
    ),
    Action(
        "board.clock_forward_1s",
        "greater_than_sign",
        "forward 1 s",
        "Show all texts as they were 1 s later",
        lambda clock: clock.turn(10),
        _cannot_turn(10),
        synonyms="time scrub",
    ),
)
