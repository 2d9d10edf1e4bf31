"""The rows that take the keys while the user steps through a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from textual import events
from textual.app import ComposeResult

from streamboard.safety.sanitise import clean_line
from streamboard.tui.draw.canvas import Parts, spread
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scene_canvas import SceneCanvas
from streamboard.tui.widgets.bars import BottomBar
from streamboard.tui.widgets.tape_rows import gap_words

StepKey = Literal["next", "back", "ten on", "ten back", "first", "last", "leave"]
_KEYS: dict[str, StepKey] = {
    **dict.fromkeys(("full_stop", "right"), "next"),
    **dict.fromkeys(("comma", "left"), "back"),
    **dict.fromkeys(("greater_than_sign", "pagedown"), "ten on"),
    **dict.fromkeys(("less_than_sign", "pageup"), "ten back"),
    "home": "first",
    "end": "last",
    **dict.fromkeys(("escape", "q"), "leave"),
}


class _StepWords(SceneCanvas):
    DEFAULT_CSS = "_StepWords { width: 1fr; height: 2; }"

    def paint(self) -> Iterable[Parts]:
        palette, step, stream = self.palette, self.scene.step, self.scene.focus
        head: Parts = [(" step ", palette.bar_strong)]
        if step is None or stream is None:
            yield spread([*head, (" nothing has happened yet", palette.bar_dim)], [], self.width, palette.bar)
            yield spread([], [], self.width, palette.bar)
            return
        row, tape = step.row, stream.tape
        place = step.place - tape.dropped
        before = tape.rows[place - 1] if place else None
        name = clean_line(row.label)
        event: Parts = [(f" {name} ", palette.bar_strong), (clean_line(row.detail), palette.bar)]
        where: Parts = [(f" {step.place + 1:,} of {tape.total:,} ", palette.bar_dim)]
        yield spread([*head, *event], where, self.width, palette.bar)
        effect = clean_line(row.effect) or ("nothing in the answer" if row.source == "api" else "")
        changed: Parts = [("      -> ", palette.bar_dim), (effect, palette.key)] if effect else []
        since = f" {gap_words(row, before)} after the one before " if before is not None else ""
        yield spread(changed, [(since, palette.bar_dim)], self.width, palette.bar)


class StepBar(BottomBar, can_focus=True):
    """Leaves other keys to the board."""

    DEFAULT_CSS = "StepBar { display: none; height: 2; background: $panel; }"

    def __init__(self, do: Callable[[StepKey], None]) -> None:
        super().__init__()
        self._do = do
        self._told = _StepWords()

    def compose(self) -> ComposeResult:
        yield self._told

    @property
    def rows(self) -> int:
        return 2

    def hints(self, scene: Scene) -> list[tuple[str, str]]:
        if not self.display:
            return []
        return [
            (".", "next event"),
            (",", "back"),
            (">", "10 on"),
            ("<", "10 back"),
            (scene.key("board.log_depth"), "depth"),
            ("esc", "leave"),
        ]

    def open(self) -> None:
        self.display = True
        self.take_keys(self)

    def close(self) -> None:
        self.display = False

    def update_view(self, scene: Scene) -> None:
        self._told.set_scene(scene)
        self._told.draw()

    def on_key(self, event: events.Key) -> None:
        if (what := _KEYS.get(event.key)) is not None:
            event.stop()
            event.prevent_default()
            self._do(what)
