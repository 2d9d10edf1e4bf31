"""Views of texts that scroll together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from streamboard.board.state import BoardState
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scroll import Scroll
from streamboard.tui.keys.action import Action
from streamboard.tui.views.view import CanvasView


class ScrollsTogether(CanvasView):
    ACTIONS: ClassVar[Sequence[Action[ScrollsTogether]]] = (
        Action(
            "texts.to_start",
            "home,g",
            "start",
            "Go to the start of the texts",
            lambda view: view.scroll_to_start(),
            in_vote=True,
        ),
        Action(
            "texts.to_end",
            "f,end",
            "follow",
            "Follow the end of the longest text",
            lambda view: view.scroll_to_end(),
            rank=73,
            in_vote=True,
        ),
    )

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._scroll = Scroll()

    def turn_page(self, scene: Scene, step: int) -> str | None:
        self._scroll.by_pages(step)
        return scene.cursor

    def scroll_to_start(self) -> None:
        self._scroll.top = 0
        self.draw()

    def scroll_to_end(self) -> None:
        self._scroll.top = None
        self.draw()

    def wheel(self, rows: int, y: int) -> None:
        self._scroll.by(rows)
        self.draw()

    def place(self, scene: Scene) -> str:
        return self._scroll.place()
