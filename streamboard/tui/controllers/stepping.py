"""How much event logs show, and stepping through a stream event by event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from streamboard.board.event_tape import LOG_DEPTHS, LogDepth
from streamboard.board.stream import StreamState
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.playback import Playback
from streamboard.tui.controllers.texts import Texts
from streamboard.tui.draw.scene import EventAt, Scene
from streamboard.tui.keys.action import NO_STREAM, Action, without_stream
from streamboard.tui.widgets.step_bar import StepBar, StepKey

_STEPS: dict[StepKey, int] = {"next": 1, "back": -1, "ten on": 10, "ten back": -10}


class Stepping(Controller):
    def __init__(self, screen: Board, playback: Playback, texts: Texts) -> None:
        super().__init__(screen)
        self.bar = StepBar(self._do_in_bar)
        self.depth: LogDepth = "folded"
        self._playback = playback
        self._texts = texts
        self._stream: str | None = None
        """The id of the stream stepped through; None while none is, empty for the one in focus."""
        self._at = 0
        """The event's place in the stream's tape."""
        self._epoch = 0
        """`BoardState.epoch` at the last step."""
        self._held = False
        """Stepping paused the view, so ending it resumes."""

    def deepen(self) -> None:
        if not self._texts.show_log:
            self._texts.show_log = True
        # Stepping shows each event anyway.
        depths = [depth for depth in LOG_DEPTHS if depth != "folded" or self._stream is None]
        at = depths.index(self.depth) if self.depth in depths else 0
        self.depth = depths[(at + 1) % len(depths)]

    def dress(self, scene: Scene) -> Scene:
        stream = scene.focus
        if self._stream is None or stream is None:
            return replace(scene, depth=self.depth)
        self._keep_up_with(stream)
        rows, place = stream.tape.rows, self._at - stream.tape.dropped
        if not 0 <= place < len(rows):
            return replace(scene, depth=self.depth)
        depth = "events" if self.depth == "folded" else self.depth
        return replace(scene, depth=depth, step=EventAt(stream.plan.id, self._at, rows[place]))

    def _keep_up_with(self, stream: StreamState) -> None:
        """Begin at the latest event after a change of stream or a jump in time."""
        if self._stream != stream.plan.id or self._epoch != self.board.epoch:
            self._stream, self._epoch = stream.plan.id, self.board.epoch
            self._at = stream.tape.total - 1
        self._at = min(max(self._at, stream.tape.dropped), stream.tape.total - 1)

    # -- going through

    def toggle(self) -> None:
        if self._stream is not None:
            self.dismiss()
            return
        if self._playback.paused_at is None:
            self._playback.pause()
            self._held = True
        self._stream = ""  # `dress` takes the stream in focus.
        self.bar.open()

    def dismiss(self) -> bool:
        was, self._stream = self._stream is not None, None
        if was:
            self.bar.close()
            self._screen.give_keys_to_view()
            if self._held:
                self._playback.resume()
        self._held = False
        return was

    def _do_in_bar(self, what: StepKey) -> None:
        focus = self.board.streams.get(self.selection.cursor or "")
        if what == "leave":
            self.dismiss()
        elif focus is None:  # All are filtered out.
            self._screen.say(NO_STREAM)
        elif what == "first" or what == "last":
            tape = focus.tape
            self._at = tape.dropped if what == "first" else tape.total - 1
        else:
            self._go(_STEPS[what])
        self._screen.draw_frame()

    def _go(self, steps: int) -> None:
        """If need be, let in an event that was held back."""
        stream = self.chosen
        for _ in range(abs(steps)):
            if steps < 0:
                if self._at <= stream.tape.dropped:
                    self._screen.say("That is the first event that is kept.")
                    return
                self._at -= 1
            elif self._at < stream.tape.total - 1:
                self._at += 1
            elif self._playback.paused_at is not None and self._playback.step(stream.plan.id):
                self._at = min(self._at + 1, stream.tape.total - 1)
            else:
                at_end = self.feed.recording is not None or stream.phase == "ended"
                self._screen.say("That is the last event." if at_end else "No more has come yet.")
                return

    def update_bar(self, scene: Scene) -> None:
        if self._stream is None:
            return
        if self._playback.paused_at is None:
            self._held = False
            self.dismiss()
        else:
            self.bar.update_view(scene)


def _no_events(stepping: Stepping, scene: Scene) -> str:
    if refusal := without_stream(stepping, scene):
        return refusal
    return "" if scene.focus is not None and scene.focus.tape.rows else "Nothing has happened here yet."


def _depth_hint(stepping: Stepping, scene: Scene) -> str:
    pane = stepping.view.pane_in_focus(scene)
    if (pane is None or not pane.fits_log) and stepping.view.spec.name != "events":
        return ""
    return {"folded": "every event", "events": "the wire", "wire": "fold events"}[stepping.depth]


STEP: Sequence[Action[Stepping]] = (
    Action(
        "board.log_depth",
        "L",
        "log depth",
        "Show event logs folded, every event, or each with its bytes as they came",
        lambda stepping: stepping.deepen(),
        rank=78,
        hint=_depth_hint,
        synonyms="wire raw bytes headers events sse",
    ),
    Action(
        "board.step",
        "semicolon",
        "step",
        "Hold the view and step through this stream, event by event",
        lambda stepping: stepping.toggle(),
        _no_events,
        rank=79,
        synonyms="debug single frame event hold",
    ),
)
