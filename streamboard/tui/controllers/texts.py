"""Change how texts and logs are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from streamboard.board.stream_differences import differences
from streamboard.run.plan import StreamPlan
from streamboard.tui.controllers.controller import Board, Controller, only_in_panes
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action, Refusal
from streamboard.tui.views.catalogue import COMPARE, PANES, ZOOM


class Texts(Controller):
    def __init__(self, screen: Board, *, show_log: bool, unfolded: bool) -> None:
        super().__init__(screen)
        self.show_log = show_log
        self.unfolded = unfolded
        self.rendered = True
        """Render the Markdown of ended answers."""
        self.pace: float | None = None
        """Characters a second at which to type out texts; None shows them as they arrive."""
        self._badged: Sequence[StreamPlan] = ()
        self._badges: Mapping[str, str] = MappingProxyType({})

    def dress(self, scene: Scene) -> Scene:
        plans = [stream.plan for stream in scene.streams]
        if plans != self._badged:
            self._badged, self._badges = plans, differences(plans)
        return replace(
            scene,
            show_log=self.show_log,
            unfold=self.unfolded,
            rendered=self.rendered,
            pace=self.pace,
            badges=self._badges,
        )

    def toggle_log(self) -> None:
        self.show_log = not self.show_log

    def toggle_unfolded(self) -> None:
        self.unfolded = not self.unfolded

    def toggle_rendered(self) -> None:
        self.rendered = not self.rendered

    def go_to_stall(self, step: int) -> None:
        if self.pane is not None:
            self.pane.go_to_stall(step)

    def set_pace(self, pace: int) -> None:
        """0 shows texts as they arrive."""
        self.pace = pace or None

    def dismiss(self) -> bool:
        """Clear the selection and the highlighted stall or match."""
        return self.pane is not None and self.pane.detach()


def _no_stall(step: int) -> Refusal[Texts]:
    def refused(texts: Texts, scene: Scene) -> str:
        pane = texts.view.pane_in_focus(scene)
        if pane is None:
            return only_in_panes("Stalls are shown", scene)
        if pane.next_stall(step) is not None:
            return ""
        return "No further stall that way." if pane.reader.stall else "No gap stands out here."

    return refused


def _no_texts(texts: Texts, scene: Scene) -> str:
    if texts.view.spec in (PANES, COMPARE, ZOOM):
        return ""
    return only_in_panes("That is shown", scene)


def _log_hint(texts: Texts, scene: Scene) -> str:
    pane = texts.view.pane_in_focus(scene)
    return "events" if pane is not None and pane.fits_log else ""


def _thinking_hint(texts: Texts, scene: Scene) -> str:
    shown = texts.view.pane_in_focus(scene) is not None
    return "thinking" if shown and texts.board.any_thinking else ""


def _pace(pace: int) -> Action[Texts]:
    return Action(
        f"board.pace_{pace or 'off'}",
        "",
        f"Pace: {pace} characters a second" if pace else "Pace: off, texts as they come",
        f"Type texts out at {pace} characters a second" if pace else "Show texts as they come",
        lambda texts: texts.set_pace(pace),
        synonyms="speed slow typing",
    )


READ: Sequence[Action[Texts]] = (
    Action(
        "board.log",
        "e",
        "events",
        "Show or hide the event log",
        lambda texts: texts.toggle_log(),
        _no_texts,
        rank=72,
        hint=_log_hint,
        synonyms="log errors wire",
    ),
    Action(
        "board.unfold",
        "t",
        "thinking",
        "Show thinking and questions in full, or fold them",
        lambda texts: texts.toggle_unfolded(),
        _no_texts,
        rank=74,
        hint=_thinking_hint,
        synonyms="reasoning fold prompt",
    ),
    Action(
        "board.rendered",
        "M",
        "markdown",
        "Render Markdown in answers that have ended, or show it as it came",
        lambda texts: texts.toggle_rendered(),
        _no_texts,
        synonyms="raw plain source",
    ),
    Action(
        "board.next_stall",
        "right_parenthesis",
        "next stall",
        "Go to the text where the next stall happened",
        lambda texts: texts.go_to_stall(1),
        _no_stall(1),
        synonyms="gap slowest pause",
    ),
    Action(
        "board.previous_stall",
        "left_parenthesis",
        "previous stall",
        "Go to the stall before",
        lambda texts: texts.go_to_stall(-1),
        _no_stall(-1),
        synonyms="gap slowest pause",
    ),
)
PACE: Sequence[Action[Texts]] = tuple(_pace(pace) for pace in (0, 30, 60, 120))
