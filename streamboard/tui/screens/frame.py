"""What the board's screen is made of, and how a frame of it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.common.gc_tuning import settle
from streamboard.feeds.feed import Feed
from streamboard.figures.marks import Marks
from streamboard.run.commands import AnyCommand
from streamboard.tui.controllers.playback import Playback
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.offers import Hint
from streamboard.tui.screens.stage import Stage
from streamboard.tui.selection import Selection
from streamboard.tui.views.view import View
from streamboard.tui.widgets.bars import Banner, BottomBar, Flags, Footer, Header

FRAMES_PER_SECOND = 20
CONFIRM_S = 5.0
"""How long what is asked for twice waits for the second time."""
_HEADER_ROWS, _FOOTER_ROWS = 2, 1


class Frame(Screen[None]):
    """Header, view, bars and footer, drawn from one scene some times a second."""

    AUTO_FOCUS = None

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.feed = feed
        self.board = BoardState(feed.plan, ON_SCREEN)
        self.selection = Selection()
        self.playback = Playback(self)
        self.stage = Stage(self.board)
        self.bars: Sequence[BottomBar] = ()
        """Those above the footer, from the top; the first that has the keys has the footer."""
        self.dressers: Sequence[Callable[[Scene], Scene]] = ()
        """What makes the scene to be shown of the bare one, in turn."""
        self.bar_updates: Sequence[Callable[[Scene], None]] = ()
        """What draws the bars."""
        self.key_names: Mapping[str, str] = {}
        """By the names of built-in keys: those of the keys that the user has in their place."""
        self._scene: Scene | None = None
        """The scene of this frame or key, once it was made."""
        self._marks = Marks()
        self._asked_for: str | None = None
        """What is done when it is asked for once more."""
        self._raised = 0
        """Rows by which toasts stand higher than they would."""

    def compose(self) -> ComposeResult:
        yield Header(self.board)
        yield Banner(self.board)
        yield self.stage
        yield from self.bars
        yield Footer()

    def on_mount(self) -> None:
        self.run_worker(self.playback.read(), group="feed", exclusive=True, exit_on_error=False)
        # One timer for everything: a frame is drawn from the state, however many events it took.
        self.set_interval(1 / FRAMES_PER_SECOND, self.draw_frame)
        self.call_after_refresh(self.draw_frame)
        self.call_after_refresh(settle)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw_frame)

    def on_screen_resume(self) -> None:
        self.draw_frame()

    # -- what the board in particular says

    def prepare(self) -> None:
        """Bring up to date what the scene depends on."""

    def view_for(self, scene: Scene) -> str:
        """The name of the view to show."""
        raise NotImplementedError

    def flags(self, view: View, scene: Scene) -> Flags:
        """What the header says beside the run's figures."""
        raise NotImplementedError

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        """The footer's keys while no bar has them."""
        raise NotImplementedError

    def dismiss_latest(self) -> bool:
        """Leave what was entered last; whether there was anything to leave."""
        raise NotImplementedError

    def what_escape_leaves(self) -> str:
        """What escape does, for the footer; empty where nothing worth a hint was entered."""
        raise NotImplementedError

    # -- the scene and the frame

    def scene(self) -> Scene:
        """What is shown: made once a frame or key."""
        if self._scene is None:
            scene = self._bare_scene()
            for dress in self.dressers:
                scene = dress(scene)
            self._scene = scene
        return self._scene

    def _bare_scene(self) -> Scene:
        now, selection = self.playback.now, self.selection
        streams = selection.shown(self.board, now)
        rows = _HEADER_ROWS + _FOOTER_ROWS + int(self.query_one(Banner).display) + self._bar_rows
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
        )

    @property
    def chosen(self) -> StreamState:
        """The stream in focus.

        Raises:
            LookupError: There is none.
        """
        return self.board.streams[self.selection.cursor or ""]

    @property
    def _bar_rows(self) -> int:
        """The rows that the bars above the footer take."""
        return sum(bar.rows for bar in self.bars if bar.display)

    @property
    def view_shown(self) -> View:
        """The view that is on the screen since the last frame."""
        return self.stage.shown

    def current_view(self) -> View:
        """The view to show now, brought up."""
        return self.stage.bring_up(self.view_for(self.scene()))

    def draw_frame(self) -> None:
        """Draw the state as it is now, or as it was when the view was held."""
        self._scene = None
        if not self._can_draw:
            return
        self.query_one(Banner).update_view(self.playback.now)
        self.prepare()
        scene = self.scene()
        view = self.current_view()
        view.show(scene)
        self.query_one(Header).update_view(scene.now, self.feed.now(), self.flags(view, scene))
        for update in self.bar_updates:
            update(scene)
        in_bar = next((hints for bar in self.bars if (hints := bar.hints())), None)
        self.query_one(Footer).update_view(in_bar or self.hints(view, scene), 2 if in_bar else 3)
        self._raise_toasts()

    @property
    def _can_draw(self) -> bool:
        """Whether a frame would be seen; a slow terminal gets fewer of them."""
        above = self.app.screen
        covered = above is not self and above.styles.background.a == 1
        return self.is_mounted and self.size.width > 0 and getattr(self.app, "keeps_up", True) and not covered

    def _raise_toasts(self) -> None:
        """Have the toasts stand above the bars: they would cover what is typed, and what is counted."""
        rows = self._bar_rows
        if rows != self._raised:
            self._raised = rows
            for rack in self.query("ToastRack"):
                rack.styles.margin = (0, 0, rows + 1, 0)

    # -- for controllers

    def send(self, command: AnyCommand) -> bool:
        """Give the engine a command; says why not if there is nobody to take it."""
        refusal = self.feed.send(command)
        if refusal:
            self.say(refusal)
        return not refusal

    def say(self, words: str) -> None:
        """A word to the user, for a moment. It may hold text from outside."""
        self.notify(words, markup=False)

    def confirm(self, what: str, words: str) -> bool:
        """Whether something that cannot be undone was asked for twice in a row.

        Args:
            what: Names it.
            words: What is said the first time: what a second time does.
        """
        again = self._asked_for == what
        self._asked_for = None if again else what
        if not again:
            self.set_timer(CONFIRM_S, partial(setattr, self, "_asked_for", None))
            self.say(words)
        return again

    def take_keys(self, widget: Widget) -> None:
        """Put a widget into focus at once: the next key may be here already."""
        self.set_focus(widget, scroll_visible=False)
