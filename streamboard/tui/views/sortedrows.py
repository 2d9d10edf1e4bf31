"""A view whose rows can be sorted by any figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from streamboard.board.state import BoardState
from streamboard.figures.sorting import By, Order, Sorted, name_of
from streamboard.tui.draw.scroll import CursorScroll
from streamboard.tui.views.view import CanvasView, PaletteCommand


class SortedView(CanvasView):
    """The base of the views with a row for each stream."""

    def __init__(self, board: BoardState) -> None:
        super().__init__(board)
        self._sorted = Sorted()
        self._scroll = CursorScroll()

    @property
    def order(self) -> Order:
        """What rows are sorted by."""
        return self._sorted.order

    def sorts(self) -> Sequence[By]:
        """What rows can be sorted by now, in the order in which keys go through it."""
        raise NotImplementedError

    def sort(self, order: Order) -> None:
        """Sort the rows, and go to the first one at once rather than with the next frame."""
        self._sorted.order = order
        if self.ready:
            self._scroll.to_top(self.scene.cursor)
            self.show(self.scene)

    def sort_by_column(self, by: By) -> None:
        """Sort by a column whose heading was clicked; a second time, the other way round."""
        self.sort(self.order.reversed() if by == self.order.by else Order.of(by))

    def sort_beside(self, step: int) -> None:
        """Sort by what is next to what rows are sorted by."""
        if among := self.sorts():
            self.sort(self.order.next(step, among))

    def sort_by(self, by: By) -> None:
        """Sort by something, its better end first."""
        self.sort(Order.of(by))

    def reverse(self) -> None:
        """Turn the order round."""
        self.sort(self.order.reversed())

    def commands(self) -> list[PaletteCommand]:
        return [PaletteCommand(f"sort by {name_of(by)}", partial(self.sort_by, by)) for by in self.sorts()]
