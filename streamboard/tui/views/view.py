"""The base classes of views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from textual.message import Message
from textual.widget import Widget

from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scene_canvas import WheelCanvas
from streamboard.tui.keys.action import Action, bindings_of
from streamboard.tui.keys.offered_actions import first_key
from streamboard.tui.text.wrap import WrappedText
from streamboard.tui.textual_internals import keymap_of
from streamboard.tui.views.catalogue import ViewSpec
from streamboard.tui.widgets.pane import Pane


class PaletteCommand(NamedTuple):
    """Offered only by the command palette."""

    title: str
    run: Callable[[], object]


class View(Widget, can_focus=True):
    """A view only draws scenes, several times a second: it neither folds events nor calls the engine.

    While it is shown, its own keys take precedence over the board's.
    """

    spec: ViewSpec
    """Not set on a view that is part of another one."""
    ACTIONS: ClassVar[Sequence[Action[Any]]] = ()
    """Beside the board's."""
    FOREMOST: ClassVar[Sequence[str]] = ()
    """Ids of the actions that lead its footer, whatever their rank."""
    DEFAULT_CSS = """
    View { width: 1fr; height: 1fr; display: none; }
    """

    class Chosen(Message):
        def __init__(self, stream_id: str, view: str | None = None) -> None:
            """`view` is the one to go to; None stays."""
            super().__init__()
            self.stream_id = stream_id
            self.view = view

    def __init_subclass__(cls, **options: Any) -> None:
        cls.BINDINGS = [*bindings_of(vars(cls).get("ACTIONS", ()))]
        super().__init_subclass__(**options)

    def __init__(self, board: BoardState) -> None:
        super().__init__()
        self.board = board

    def key(self, action: str) -> str:
        """The first key of one of its actions, as the user has it."""
        return first_key(next(each for each in self.ACTIONS if each.id == action), keymap_of(self.app))

    def focus_on_click(self) -> bool:
        """Not while a bar has the focus: typed letters would become commands."""
        focused = self.screen.focused
        return focused is None or isinstance(focused, View)

    def show(self, scene: Scene) -> None:
        raise NotImplementedError

    def in_focus(self, scene: Scene) -> Sequence[StreamState]:
        """The streams that are stopped or run again together."""
        return [scene.focus] if scene.focus is not None else []

    def figure_shown(self) -> str | None:
        """The tag of its main figure, which the inspector opens first."""
        return None

    def in_order(self, scene: Scene) -> Sequence[StreamState]:
        """In display order."""
        return scene.streams

    def step(self, scene: Scene, across: int, down: int) -> str | None:
        """The id of the next stream to focus."""
        ids = [stream.plan.id for stream in self.in_order(scene)]
        if not ids:
            return None
        place = ids.index(scene.cursor) if scene.cursor in ids else -1
        if across:
            return ids[(place + across) % len(ids)]
        return ids[min(max(place + down, 0), len(ids) - 1)]

    def turn_page(self, scene: Scene, step: int) -> str | None:
        """The id of the stream to focus."""
        return self.step(scene, 0, step * max(scene.height - 1, 1))

    def has_one_page(self, scene: Scene) -> bool:
        """Whether nothing scrolls."""
        return False

    def pane_in_focus(self, scene: Scene) -> Pane | None:
        return None

    def commands(self) -> list[PaletteCommand]:
        """Palette commands that depend on what is shown."""
        return []

    def place(self, scene: Scene) -> str:
        """The position for the header, such as `page 2/4`; empty if everything is shown."""
        return ""


class CanvasView(View, WheelCanvas):
    def show(self, scene: Scene) -> None:
        self.set_scene(scene)
        self.draw()

    def too_small(self) -> list[Parts]:
        words = WrappedText(self.width)
        words.append("Too small. 60 x 15 shows all.", self.palette.trouble)
        return [words.line(index) for index in range(len(words))]

    def action_perform(self, name: str) -> None:
        action = next(each for each in self.ACTIONS if each.id == name)
        if not self.ready:
            return
        if refusal := action.perform(self, self.scene):
            self.notify(refusal, markup=False)

    def wheel(self, rows: int, y: int) -> None:
        """Move the focus, which scrolls the rows along."""
        if self.ready and (target := self.step(self.scene, 0, rows)) is not None:
            self.post_message(self.Chosen(target))
