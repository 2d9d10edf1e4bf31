"""The position in a recording: a line to click or drag on, or a time to type."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.style import Style
from textual import events

from streamboard.common import units
from streamboard.feeds.seeking import Recording
from streamboard.run.plan import SECOND
from streamboard.tui.draw.canvas import Parts, spread
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys import fixed
from streamboard.tui.widgets.slider import Slider

_TYPED = frozenset("0123456789.:")
_MOST_TYPED = 12


class PositionBar(Slider, can_focus=True):
    DEFAULT_CSS = "PositionBar { height: 1; display: none; }"

    def __init__(self, seek: Callable[[int | None], None]) -> None:
        """`seek` takes a time on the run's clock; None when typing is cancelled."""
        super().__init__()
        self._seek = seek
        self._recording: Recording | None = None
        self._typed: str | None = None
        """None when not typing."""
        self._refused = False
        """What is typed is no time, and was to be gone to."""

    def update_view(self, scene: Scene, recording: Recording) -> None:
        self._recording = recording
        self.set_scene(scene)
        self.draw()

    def hints(self, scene: Scene) -> list[tuple[str, str]]:
        return [] if self._typed is None else [("enter", "go there"), (fixed.QUIT, "quit"), ("esc", "leave")]

    # -- a time to type

    def ask(self) -> None:
        self._typed, self._refused = "", False
        self.take_keys(self)

    def close(self) -> None:
        self._typed = None

    @property
    def asking(self) -> bool:
        return self._typed is not None

    def on_key(self, event: events.Key) -> None:
        if self._typed is None or event.key in fixed.KEYS_OF_THE_APP:
            return
        event.stop()
        event.prevent_default()
        self._refused = False
        if event.character in _TYPED and len(self._typed) < _MOST_TYPED:
            self._typed += event.character or ""
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        elif event.key == "enter":
            time, start = time_of(self._typed), self._recording.start if self._recording is not None else 0
            if time is None:
                self._refused = True
            else:
                self._seek(start + time)
        elif event.key == "escape":
            self._seek(None)
        self.draw()

    def take(self, share: float) -> None:
        if (recording := self._recording) is not None:
            self._seek(recording.start + round(share * (recording.end - recording.start)))

    # -- drawing

    def paint(self) -> Iterable[Parts]:
        palette, recording = self.palette, self._recording
        if recording is None:
            return
        if self._typed is not None:
            asked: Parts = [
                (" go to ", palette.bar_strong),
                (f" {self._typed}", palette.key),
                ("▏", palette.key),
                self._advice(),
            ]
            yield spread(asked, [], self.width, palette.bar)
            return
        length = max(recording.end - recording.start, 1)
        at = min(max(self.scene.now - recording.start, 0), length)
        sign = "‖" if self.scene.held else "▶"
        left: Parts = [(f" {sign} {units.clock(at)} ", palette.bar_strong)]
        known = (recording.read_to - recording.start) / length
        right: Parts = [(f" {_reading(recording, known)}{units.clock(length)} ", palette.bar_dim)]
        cells = self.room(left, right)
        place = min(round(at * (cells - 1) / length), cells - 1)
        read = min(max(round(known * (cells - 1)), place), cells - 1)
        track: Parts = [
            ("━" * place, palette.bar),
            ("●", palette.bar_strong),
            ("─" * (read - place), palette.bar_dim),
            ("┄" * (cells - 1 - read), palette.bar_dim),
        ]
        yield self.laid(left, track, right)

    def _advice(self) -> tuple[str, Style]:
        palette = self.palette
        if not self._refused:
            return "  as 12.5 or 1:02", palette.bar_dim
        words = "that is no time" if self._typed else "type a time"
        return f"  {words}: as 12.5 or 1:02", palette.on_bar(palette.trouble)


def _reading(recording: Recording, known: float) -> str:
    """Empty once all of it was read."""
    if recording.ahead.whole:
        return ""
    return f"read {known:.0%} of " if recording.end_is_known else "still reading, at least "


def time_of(typed: str) -> int | None:
    """Parse `12.5`, `1:02` or `1:02:03` into nanoseconds; None if invalid."""
    seconds = 0.0
    for part in typed.split(":"):
        try:
            seconds = seconds * 60 + float(part)
        except ValueError:
            return None
    return round(seconds * SECOND)
