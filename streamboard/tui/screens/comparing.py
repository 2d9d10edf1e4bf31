"""Compare answers: a pin, and a clock to turn back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from streamboard.sanitise import clean_line
from streamboard.tui import views
from streamboard.tui.keys.action import Action, Refusal, without_stream
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import COMPARE, BoardBase
from streamboard.tui.widgets.bars import BottomBar
from streamboard.tui.widgets.scrubber import STEP_NS, Scrubber, end_of

if TYPE_CHECKING:
    from streamboard.tui.views.compare import CompareView


class ComparingActions(BoardBase):
    """The keys that set answers against each other."""

    at_ns: int | None = None
    """How long after their requests texts are shown as they were; None shows them as they are."""

    def bottom_bars(self) -> Iterator[BottomBar]:
        yield from super().bottom_bars()
        yield Scrubber()

    def scene(self) -> Scene:
        scene = super().scene()
        return scene if self.at_ns is None else replace(scene, at_ns=self.at_ns)

    def draw_frame(self) -> None:
        super().draw_frame()
        if self.at_ns is not None and self.is_mounted:
            self.query_one(Scrubber).update_view(self.scene())

    def leave(self) -> bool:
        if self.at_ns is not None:
            self._set_clock(None)
            return True
        return super().leave()

    def what_escape_leaves(self, scene: Scene) -> str:
        return "now" if scene.at_ns is not None else super().what_escape_leaves(scene)

    def action_pin(self) -> None:
        """Pin the stream in focus, or let go of it."""
        self.selection.pin(self.chosen.plan.id)
        name = clean_line(self.chosen.plan.name)
        pinned = self.selection.pinned is not None
        self.say(
            f"{name} is pinned: {views.COMPARE.key} compares others with it."
            if pinned
            else f"{name} is no longer pinned."
        )
        self.draw_frame()

    def on_compare_view_paired(self, message: CompareView.Paired) -> None:
        self.selection.pinned, self.selection.cursor = message.left, message.right
        self.draw_frame()

    def action_turn_clock(self, steps: int) -> None:
        """Turn the clock of all texts by tenths of a second; the first turn starts at their end."""
        scene = self.scene()
        end = end_of(scene)
        now = end if self.at_ns is None else self.at_ns
        # To whole tenths: back from 2.53 s is 2.4 s by way of 2.5 s.
        turned = -(-now // STEP_NS) + steps if steps < 0 else now // STEP_NS + steps
        self._set_clock(min(max(turned * STEP_NS, 0), max(end, now)))

    def on_scrubber_moved(self, message: Scrubber.Moved) -> None:
        self._set_clock(message.at_ns)

    def _set_clock(self, at_ns: int | None) -> None:
        self.at_ns = at_ns
        self.query_one(Scrubber).display = at_ns is not None
        self.draw_frame()


def _cannot_pin(_board: ComparingActions, scene: Scene) -> str:
    return "Nothing can be pinned while names are hidden." if scene.blind else without_stream(_board, scene)


def _cannot_turn(steps: int) -> Refusal[ComparingActions]:
    def refused(_board: ComparingActions, scene: Scene) -> str:
        if scene.blind:
            return "Not while names are hidden: when texts came gives away whose they are."
        end = end_of(scene)
        if end == 0:
            return "Nothing has come yet."
        if scene.at_ns is None:
            return "The texts are shown as they are now; , turns the clock back." if steps > 0 else ""
        if steps < 0:
            return "" if scene.at_ns > 0 else "That is the beginning."
        return "" if scene.at_ns < end else "No text goes on after that; esc shows them as they are."

    return refused


def _pin_hint(board: ComparingActions, scene: Scene) -> str:
    comparing = board.view_shown.spec.name == COMPARE
    return "unpin" if comparing and scene.pinned == scene.cursor else "pin"


def _clock_hint(board: ComparingActions, scene: Scene) -> str:
    if scene.at_ns is not None:
        return "0.1 s"
    return "turn back" if board.view_shown.spec.name == COMPARE else ""


COMPARING: Sequence[Action[ComparingActions]] = (
    Action(
        "board.pin",
        "p",
        "pin",
        "Pin this stream, to compare others with it; again lets go",
        lambda board: board.action_pin(),
        _cannot_pin,
        rank=68,
        hint=lambda board, scene: (
            "unpin" if board.view_shown.spec.name == COMPARE and scene.pinned == scene.cursor else "pin"
        ),
        synonyms="compare diff baseline",
    ),
    Action(
        "board.clock_back",
        "comma",
        "back 0.1 s",
        "Show all texts as they were 0.1 s earlier",
        lambda board: board.action_turn_clock(-1),
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
        lambda board: board.action_turn_clock(1),
        _cannot_turn(1),
        synonyms="time scrub",
    ),
    Action(
        "board.clock_back_1s",
        "less_than_sign",
        "back 1 s",
        "Show all texts as they were 1 s earlier",
        lambda board: board.action_turn_clock(-10),
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
        lambda board: board.action_turn_clock(10),
        _cannot_turn(10),
        synonyms="time scrub",
    ),
)
