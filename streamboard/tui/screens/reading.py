"""How texts and logs are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from streamboard.board.differences import differences
from streamboard.run.plan import StreamPlan
from streamboard.tui import views
from streamboard.tui.keys.action import Action, Refusal
from streamboard.tui.scene import Scene
from streamboard.tui.screens.base import BoardBase
from streamboard.tui.widgets.pane import Pane


class ReadingActions(BoardBase):
    """The keys that change how a stream's text and log are shown."""

    _badged: Sequence[StreamPlan] = ()
    _badges: Mapping[str, str] = MappingProxyType({})

    def scene(self) -> Scene:
        scene = super().scene()
        plans = [stream.plan for stream in scene.streams]
        if plans != self._badged:
            self._badged, self._badges = plans, differences(plans)
        return replace(scene, badges=self._badges)

    @property
    def reading_pane(self) -> Pane | None:
        """The pane of the stream in focus; None in a view that has no panes."""
        return self.current_view().pane_in_focus(self.scene())

    def action_log(self) -> None:
        """Show or hide the event log."""
        self.show_log = not self.show_log
        self.draw_frame()

    def action_unfold(self) -> None:
        """Show thinking in full, or fold it."""
        self.unfold = not self.unfold
        self.draw_frame()

    def action_rendered(self) -> None:
        """Render Markdown, or show it as it came."""
        self.rendered = not self.rendered
        self.draw_frame()

    def action_stall(self, step: int) -> None:
        """Go to the place in the text where a stall happened."""
        if pane := self.reading_pane:
            pane.go_to_stall(step)

    def action_pace(self, pace: int) -> None:
        """Type texts out at so many characters a second; 0 shows them as they come."""
        self.pace = pace or None
        self.draw_frame()

    def leave(self) -> bool:
        pane = self.reading_pane
        return (pane is not None and pane.let_go()) or super().leave()


def _no_stall(step: int) -> Refusal[ReadingActions]:
    def refused(board: ReadingActions, scene: Scene) -> str:
        pane = board.view_shown.pane_in_focus(scene)
        if pane is None:
            return f"Stalls are shown in panes: {views.PANES.key}, or z for one alone."
        if pane.next_stall(step) is not None:
            return ""
        return "No further stall that way." if pane.reader.stall else "No gap stands out here."

    return refused


def _log_hint(board: ReadingActions, scene: Scene) -> str:
    pane = board.view_shown.pane_in_focus(scene)
    return "events" if pane is not None and pane.fits_log else ""


def _thinking_hint(board: ReadingActions, scene: Scene) -> str:
    shown = board.view_shown.pane_in_focus(scene) is not None
    return "thinking" if shown and board.board.any_thinking else ""


def _pace(pace: int) -> Action[ReadingActions]:
    return Action(
        f"board.pace_{pace or 'off'}",
        "",
        f"Pace: {pace} characters a second" if pace else "Pace: off, texts as they come",
        f"Type texts out at {pace} characters a second" if pace else "Show texts as they come",
        lambda board: board.action_pace(pace),
        synonyms="speed slow typing",
    )


READ: Sequence[Action[ReadingActions]] = (
    Action(
        "board.log",
        "e",
        "events",
        "Show or hide the event log",
        lambda board: board.action_log(),
        rank=72,
        hint=_log_hint,
        synonyms="log errors wire",
    ),
    Action(
        "board.unfold",
        "t",
        "thinking",
        "Show thinking and questions in full, or fold them",
        lambda board: board.action_unfold(),
        rank=74,
        hint=_thinking_hint,
        synonyms="reasoning fold prompt",
    ),
    Action(
        "board.rendered",
        "M",
        "markdown",
        "Render Markdown in answers that have ended, or show it as it came",
        lambda board: board.action_rendered(),
        synonyms="raw plain source",
    ),
    Action(
        "board.next_stall",
        "right_parenthesis",
        "next stall",
        "Go to the text where the next stall happened",
        lambda board: board.action_stall(1),
        _no_stall(1),
        synonyms="gap slowest pause",
    ),
    Action(
        "board.previous_stall",
        "left_parenthesis",
        "previous stall",
        "Go to the stall before",
        lambda board: board.action_stall(-1),
        _no_stall(-1),
        synonyms="gap slowest pause",
    ),
)
PACE: Sequence[Action[ReadingActions]] = tuple(_pace(pace) for pace in (0, 30, 60, 120))
