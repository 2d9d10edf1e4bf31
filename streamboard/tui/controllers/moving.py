"""Move between streams, and scroll their texts."""

from __future__ import annotations

from collections.abc import Sequence

from streamboard.tui.controllers.controller import Controller, only_in_panes
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import NO_STREAM, Action, Refusal, without_stream
from streamboard.tui.views.catalogue import COMPARE

_MOST_PAGES = 10_000
"""More than any view has."""


class Moving(Controller):
    def go_to(self, stream_id: str | None) -> None:
        self.selection.cursor = stream_id

    def move(self, step: int) -> None:
        self.go_to(self.view.step(self._screen.scene(), step, 0))

    def move_row(self, step: int) -> None:
        """Move the focus up or down; when zoomed, scroll."""
        self.go_to(self.view.step(self._screen.scene(), 0, step))

    def page(self, step: int) -> None:
        self.go_to(self.view.turn_page(self._screen.scene(), step))

    def turn_page(self) -> None:
        """A click on the page number does this."""
        view, before = self.view, self.view.place(self._screen.scene())
        self.page(1)
        self._screen.draw_frame()
        if view.place(self._screen.scene()) == before:
            self.page(-_MOST_PAGES)

    def shift(self, step: int) -> None:
        self.selection.shift(step)

    def scroll_text(self, pages: int) -> None:
        if pane := self.pane:
            pane.scroll_page(pages)
        else:
            self.page(pages)

    def go_to_start(self) -> None:
        if pane := self.pane:
            pane.scroll_home_text()

    def follow(self) -> None:
        if pane := self.pane:
            pane.follow()


def _one_page(moving: Moving, scene: Scene) -> str:
    return "There is only one page." if moving.view.has_one_page(scene) else ""


def _no_text(moving: Moving, scene: Scene) -> str:
    if moving.view.pane_in_focus(scene) is not None:
        return without_stream(moving, scene)
    return only_in_panes("Texts are shown", scene)


def _no_pages(moving: Moving, scene: Scene) -> str:
    return _no_text(moving, scene) and _one_page(moving, scene)


def _cannot_shift(step: int) -> Refusal[Moving]:
    def refused(moving: Moving, scene: Scene) -> str:
        edge = 0 if step < 0 else -1
        if scene.cursor is None:
            return NO_STREAM
        return (
            f"It is the {'last' if edge else 'first'} already."
            if moving.selection.order[edge] == scene.cursor
            else ""
        )

    return refused


def _next_hint(moving: Moving, scene: Scene) -> str:
    if scene.blind:
        return "next"
    return "next answer" if moving.view.spec is COMPARE else ""


STREAM_BY_STREAM: Sequence[Action[Moving]] = (
    Action(
        "board.next",
        "tab,right,l",
        "next",
        "Go to the next stream",
        lambda moving: moving.move(1),
        without_stream,
        rank=22,
        hint=_next_hint,
        in_vote=True,
    ),
    Action(
        "board.previous",
        "shift+tab,left,h",
        "previous",
        "Go to the previous stream",
        lambda moving: moving.move(-1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.down",
        "down,j",
        "down",
        "Go to the stream below",
        lambda moving: moving.move_row(1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.up",
        "up,k",
        "up",
        "Go to the stream above",
        lambda moving: moving.move_row(-1),
        without_stream,
        in_vote=True,
    ),
    Action(
        "board.next_page",
        "right_square_bracket",
        "next page",
        "Go to the next page of streams",
        lambda moving: moving.page(1),
        _one_page,
        in_vote=True,
    ),
    Action(
        "board.previous_page",
        "left_square_bracket",
        "previous page",
        "Go to the previous page of streams",
        lambda moving: moving.page(-1),
        _one_page,
        in_vote=True,
    ),
)
THROUGH_THE_TEXT: Sequence[Action[Moving]] = (
    Action(
        "board.scroll_up",
        "pageup",
        "page up",
        "Scroll the text up",
        lambda moving: moving.scroll_text(-1),
        _no_pages,
        in_vote=True,
    ),
    Action(
        "board.scroll_down",
        "pagedown",
        "page down",
        "Scroll the text down",
        lambda moving: moving.scroll_text(1),
        _no_pages,
        in_vote=True,
    ),
    Action(
        "board.text_start",
        "home,g",
        "start",
        "Go to the start of the text",
        lambda moving: moving.go_to_start(),
        _no_text,
        in_vote=True,
    ),
    Action(
        "board.follow",
        "f,end",
        "follow",
        "Follow the text's end again",
        lambda moving: moving.follow(),
        _no_text,
        rank=73,
        in_vote=True,
    ),
    Action(
        "board.move_left",
        "left_curly_bracket",
        "move left",
        "Move this stream one place to the front",
        lambda moving: moving.shift(-1),
        _cannot_shift(-1),
        synonyms="order arrange",
    ),
    Action(
        "board.move_right",
        "right_curly_bracket",
        "move right",
        "Move this stream one place to the back",
        lambda moving: moving.shift(1),
        _cannot_shift(1),
        synonyms="order arrange",
    ),
    Action(
        "board.turn_page",
        "",
        "turn page",
        "Go to the next page, and from the last one to the first",
        lambda moving: moving.turn_page(),
        _one_page,
        in_vote=True,
    ),
)
