"""The layout and drawing of the board's screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from streamboard.board.caps import ON_SCREEN
from streamboard.board.matrix import Matrices
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common.gc_tuning import settle
from streamboard.comparing.ghost import Ghost
from streamboard.feeds.feed import Feed
from streamboard.figures.best_and_worst import Marks
from streamboard.run.commands import AnyCommand
from streamboard.tui.chosen_streams import Selection
from streamboard.tui.controllers.playback import Playback
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.offered_actions import Hint
from streamboard.tui.screen.stage import Stage
from streamboard.tui.views.view import View
from streamboard.tui.widgets.bars import Banner, BottomBar, Flags, Footer, Header
from streamboard.tui.workers import run_beside

FRAMES_PER_SECOND = 20
CONFIRM_S = 5.0
"""Seconds within which repeating an action confirms it."""
_HEADER_ROWS, _FOOTER_ROWS = 2, 1


class Bottom(Container):
    """Bars and footer, which get their rows first."""

    DEFAULT_CSS = "Bottom { dock: bottom; height: auto; }"


class HasBar(Protocol):
    @property
    def bar(self) -> BottomBar: ...

    def update_bar(self, scene: Scene) -> None: ...


class Frame(Screen[None]):
    """Header, view, bars and footer, drawn from one scene `FRAMES_PER_SECOND` times a second."""

    AUTO_FOCUS = None

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.feed = feed
        self.board = BoardState(feed.plan, ON_SCREEN)
        self.selection = Selection()
        self.playback = Playback(self)
        self.stage = Stage(self.board)
        self.ghost: Ghost | None = None
        """A recorded run raced beside this one."""
        self.aside = False
        """Stands in front of another board, to which quitting leads back."""
        self.with_bars: Sequence[HasBar] = ()
        """Bars stand above the footer, from the top; it shows the keys of the first that has any."""
        self.dressers: Sequence[Callable[[Scene], Scene]] = ()
        """Turn the bare scene, in this order, into the one shown."""
        self.key_names: Mapping[str, str] = {}
        """Each action's first key, as shown, by id."""
        self._scene: Scene | None = None
        self._marks = Marks()
        self._matrices = Matrices()
        self._asked_for: str | None = None
        self._raised = 0
        """Rows by which toasts are raised."""

    def compose(self) -> ComposeResult:
        yield Header(self.board)
        yield Banner(self.board)
        yield self.stage
        yield Bottom(*(each.bar for each in self.with_bars), Footer())

    def on_mount(self) -> None:
        run_beside(self, self.playback.read, "feed", exclusive=True)
        # One timer for everything, however many events arrive.
        self.set_interval(1 / FRAMES_PER_SECOND, self.draw_frame)
        self.call_after_refresh(self.draw_frame)
        self.call_after_refresh(settle)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw_frame)

    def on_screen_resume(self) -> None:
        self.draw_frame()

    # -- for the subclass

    def prepare(self) -> None:
        """Update what the scene depends on."""

    def view_for(self, scene: Scene) -> str:
        raise NotImplementedError

    def flags(self, view: View, scene: Scene) -> Flags:
        """Return what the header shows besides the run's figures."""
        raise NotImplementedError

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        """Return the footer's hints while no bar has the focus."""
        raise NotImplementedError

    def leave(self) -> None:
        """Quit, asking the user first if need be."""
        raise NotImplementedError

    def dismiss_latest(self) -> bool:
        """End the foremost mode, as escape does; return whether there was one."""
        raise NotImplementedError

    def what_escape_leaves(self) -> str:
        """Return the footer's hint for escape; empty for none."""
        raise NotImplementedError

    # -- the scene and the frame

    def scene(self) -> Scene:
        """Computed once per frame or key."""
        if self._scene is None:
            scene = self._bare_scene()
            for dress in self.dressers:
                scene = dress(scene)
            self._scene = scene
        return self._scene

    def _bare_scene(self) -> Scene:
        now, selection = self.playback.now, self.selection
        streams = selection.shown(self.board, now)
        rows = _HEADER_ROWS + _FOOTER_ROWS + self.query_one(Banner).rows + self._bar_rows
        return Scene(
            self.board,
            now,
            streams,
            selection.cursor,
            self.size.width,
            max(self.size.height - rows, 0),
            marked=frozenset(selection.marked),
            pinned=selection.pinned,
            search=selection.search,
            held=self.playback.paused_at is not None,
            live=self.feed.live,
            recorded=self.feed.source == "REPLAY",
            key_names=self.key_names,
            marks=self._marks,
            ghost=self.ghost,
            matrices=self._matrices,
        )

    @property
    def chosen(self) -> StreamState:
        """The stream in focus; LookupError if there is none."""
        return self.board.streams[self.selection.cursor or ""]

    @property
    def _bar_rows(self) -> int:
        return sum(each.bar.rows for each in self.with_bars if each.bar.display)

    @property
    def view_shown(self) -> View:
        """The view of the last frame."""
        return self.stage.shown

    def current_view(self) -> View:
        """Switch to the view to show now, and return it."""
        return self.stage.bring_up(self.view_for(self.scene()))

    def draw_frame(self) -> None:
        self._scene = None
        self.playback.tick()
        if not self._can_draw:
            return
        self.query_one(Banner).update_view(self.playback.now)
        self.prepare()
        scene = self.scene()
        view = self.current_view()
        view.show(scene)
        self.query_one(Header).update_view(scene.now, self.playback.clock, self.flags(view, scene))
        for each in self.with_bars:
            each.update_bar(scene)
        in_bar = next((hints for each in self.with_bars if (hints := each.bar.hints(scene))), None)
        self.query_one(Footer).update_view(in_bar or self.hints(view, scene), 2 if in_bar else 3)
        self._raise_toasts()

    @property
    def _can_draw(self) -> bool:
        stack = self.app.screen_stack
        above = stack[stack.index(self) + 1 :] if self in stack else []
        covered = any(screen.styles.background.a == 1 for screen in above)
        return self.is_mounted and self.size.width > 0 and getattr(self.app, "keeps_up", True) and not covered

    def _raise_toasts(self) -> None:
        """They would cover the bars."""
        rows = self._bar_rows
        if rows != self._raised:
            self._raised = rows
            for rack in self.query("ToastRack"):
                rack.styles.margin = (0, 0, rows + 1, 0)

    # -- for controllers

    def send(self, command: AnyCommand) -> bool:
        """Send a command, or say why not; return whether it was sent."""
        refusal = self.feed.send(command)
        if refusal:
            self.say(refusal)
        return not refusal

    def say(self, words: str) -> None:
        """Show a brief message, which may contain untrusted text."""
        self.notify(words, markup=False)

    def confirm(self, what: str, words: str) -> bool:
        """Return whether the user asked for `what` twice in a row; `words` say what the second time does."""
        again = self._asked_for == what
        self._asked_for = None if again else what
        if not again:
            self.set_timer(CONFIRM_S, partial(setattr, self, "_asked_for", None))
            self.say(words)
        return again

    def give_keys_to_view(self) -> None:
        """Focus it immediately, since the next key may already be waiting."""
        self.set_focus(self.current_view(), scroll_visible=False)
