"""The base of views whose rows can be sorted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from streamboard.board.state import BoardState
from streamboard.figures.sorting import By, Order, Sorted, name_of
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.scroll import CursorScroll
from streamboard.tui.keys.action import Action
from streamboard.tui.views.view import CanvasView, PaletteCommand


class SortedView(CanvasView):
    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._sorted = Sorted()
        self._scroll = CursorScroll()

    @property
    def order(self) -> Order:
        return self._sorted.order

    def sorts(self) -> Sequence[By]:
        """The available sort keys, in the order of `sort_beside`."""
        raise NotImplementedError

    def sort(self, order: Order) -> None:
        self._sorted.order = order
        self.show_from_top()

    def show_from_top(self) -> None:
        """Show the first rows at once, without waiting for the next frame."""
        if self.ready:
            self._scroll.to_top(self.scene.cursor)
            self.show(self.scene)

    def sort_by_column(self, by: By) -> None:
        """A second click reverses the order."""
        self.sort(self.order.reversed() if by == self.order.by else Order.of(by))

    def sort_beside(self, step: int) -> None:
        """Sort by the next key (-1: the previous one)."""
        if among := self.sorts():
            self.sort(self.order.next(step, among))

    def sort_by(self, by: By) -> None:
        """Best first."""
        self.sort(Order.of(by))

    def reverse(self) -> None:
        self.sort(self.order.reversed())

    def turn_page(self, scene: Scene, step: int) -> str | None:
        self._scroll.by_pages(step)
        return self.step(scene, 0, step * self._scroll.rows)

    def place(self, scene: Scene) -> str:
        return "" if self.order == Order() else self.order.words

    def commands(self) -> list[PaletteCommand]:
        return [PaletteCommand(f"sort by {name_of(by)}", partial(self.sort_by, by)) for by in self.sorts()]


def sort_actions(name: str) -> Sequence[Action[SortedView]]:
    """`name` prefixes their ids."""
    return (
        Action(
            f"{name}.sort",
            "s",
            "sort",
            "Sort by the next column",
            lambda view: view.sort_beside(1),
            rank=50,
            synonyms="order slowest fastest",
        ),
        Action(
            f"{name}.sort_back",
            "S",
            "sort back",
            "Sort by the column before",
            lambda view: view.sort_beside(-1),
            synonyms="order slowest fastest",
        ),
        Action(
            f"{name}.reverse", "o", "reverse", "Turn the order round", lambda view: view.reverse(), rank=51
        ),
    )
