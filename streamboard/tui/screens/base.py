"""What every part of the board's screen stands on: the folded state, the user's choices, and the frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.errors import SourceEndedError
from streamboard.feeds.feed import Feed
from streamboard.figures.marks import Marks
from streamboard.gc_tuning import settle
from streamboard.run.commands import AnyCommand
from streamboard.run.events import Event
from streamboard.tui import views
from streamboard.tui.keys.action import Action
from streamboard.tui.keys.offers import Offer, footer, names_of_keys
from streamboard.tui.layout import capacity, lanes_by_itself
from streamboard.tui.scene import Scene
from streamboard.tui.selection import Selection
from streamboard.tui.textual_internals import keymap_of
from streamboard.tui.views import VIEW_BY_NAME, VIEWS, ViewSpec
from streamboard.tui.views.view import View
from streamboard.tui.widgets.bars import Banner, BottomBar, Flags, Footer, Header
from streamboard.tui.widgets.places import Place

FRAMES_PER_SECOND = 20
TWICE_S = 5.0
"""How long what is asked for twice waits for the second time."""
MOST_HELD = 200_000
"""Events that a held view keeps, about 100 MB: a minute of 64 streams. More let it go."""
PANES, LANES, COMPARE = views.PANES.name, views.LANES.name, views.COMPARE.name
ZOOM, BLIND, NOTHING = views.ZOOM.name, views.BLIND.name, views.NOTHING.name
SEARCHING = frozenset(spec.name for spec in VIEWS if spec.searches)
"""Views that look for what is searched for themselves."""
_HEADER_ROWS, _FOOTER_ROWS = 2, 1


class BoardBase(Screen[None]):
    """Shows a feed's events. What the user can do with them is in the classes that build on this one."""

    DEFAULT_CSS = """
    BoardBase > #body { width: 1fr; height: 1fr; }
    """
    AUTO_FOCUS = None
    GROUPS: ClassVar[tuple[tuple[str, Sequence[Action[Any]]], ...]] = ()
    """All that can be done, by subject."""

    def __init__(self, feed: Feed) -> None:
        super().__init__()
        self.feed = feed
        self.board = BoardState(feed.plan, ON_SCREEN)
        self.selection = Selection()
        self.paused_at: int | None = None
        """The time at which the view is held; None while it moves."""
        self.show_log = True
        self.unfold = False
        self.rendered = True
        """Markdown is rendered where an answer has ended."""
        self.pace: float | None = None
        """Characters a second at which texts are typed out."""
        self.zoomed = False
        self.view_wanted: str | None = None
        """The view that the user chose; None leaves it to what fits."""
        self._asked_for: str | None = None
        """What is done when it is asked for once more."""
        self._marks = Marks()
        self._held: list[Event] = []
        """What came while the view is held."""
        self._views: dict[str, View] = {}
        """The views that were shown already, by name."""
        self._shown: View | None = None
        self._bars: list[BottomBar] = []

    # -- what it is made of

    def compose(self) -> ComposeResult:
        yield Header(self.board)
        yield Banner(self.board)
        with Container(id="body"):
            # The others are made when they are first asked for.
            yield self._add(VIEW_BY_NAME[PANES])
        self._bars = list(self.bottom_bars())
        yield from self._bars
        yield Footer()

    def bottom_bars(self) -> Iterator[BottomBar]:
        """The bars above the footer, from the top."""
        yield from ()

    def _add(self, spec: ViewSpec) -> View:
        view = self._views[spec.name] = spec.make(self.board)
        return view

    def on_mount(self) -> None:
        self._read()
        # One timer for everything: a frame is drawn from the state, however many events it took.
        self.set_interval(1 / FRAMES_PER_SECOND, self.draw_frame)
        self.call_after_refresh(self.draw_frame)
        self.call_after_refresh(settle)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw_frame)

    # -- events in, commands out

    @work(exclusive=True, group="feed", exit_on_error=False)
    async def _read(self) -> None:
        """Fold the feed's events as they come; a held view folds them when it is let go."""
        try:
            async for batch in self.feed.batches():
                if self.paused_at is None:
                    self.board.apply_all(batch)
                else:
                    self._held += batch
                    if len(self._held) > MOST_HELD:
                        self.say("The view goes on: too much happened while it was held.")
                        self.let_go()
        except SourceEndedError as error:
            self.let_go()
            self.board.source_ended(error.message, error.advice)
        except Exception as bug:  # The board must say so rather than stand still.
            self.board.source_ended(f"streamboard failed: {type(bug).__name__}: {bug}", "Please report it.")

    def send(self, command: AnyCommand) -> bool:
        """Give the engine a command; says why not if there is nobody to take it."""
        refusal = self.feed.send(command)
        if refusal:
            self.say(refusal)
        return not refusal

    def hold(self) -> None:
        """Hold the view; the source too, where it can be held."""
        self.paused_at = self.feed.now()
        self.feed.pause(True)

    def let_go(self) -> None:
        """Fold what came while the view was held, and go on."""
        self.paused_at = None
        held, self._held = self._held, []
        self.board.apply_all(held)
        self.feed.pause(False)

    def say(self, words: str) -> None:
        """A word to the user, for a moment. It may hold text from outside."""
        self.notify(words, markup=False)

    def twice(self, what: str, words: str) -> bool:
        """Whether something that cannot be undone was asked for twice in a row.

        Args:
            what: Names it.
            words: What is said the first time: what a second time does.
        """
        again = self._asked_for == what
        self._asked_for = None if again else what
        if not again:
            self.set_timer(TWICE_S, self._forget_what_was_asked)
            self.say(words)
        return again

    def _forget_what_was_asked(self) -> None:
        self._asked_for = None

    # -- the frame

    @property
    def chosen(self) -> StreamState:
        """The stream in focus.

        Raises:
            LookupError: There is none.
        """
        return self.board.streams[self.selection.cursor or ""]

    def scene(self) -> Scene:
        """What is to be drawn now."""
        now = self.feed.now() if self.paused_at is None else self.paused_at
        selection = self.selection
        streams = selection.shown(self.board, now)
        width, height = self._body()
        return Scene(
            self.board,
            now,
            streams,
            selection.cursor,
            width,
            height,
            marked=frozenset(selection.marked),
            pinned=selection.pinned,
            show_log=self.show_log,
            unfold=self.unfold,
            rendered=self.rendered,
            pace=self.pace,
            search=selection.search,
            held=self.paused_at is not None,
            live=self.feed.live,
            recorded=self.feed.source == "REPLAY",
            key_names=self.key_names,
            marks=self._marks,
        )

    def _body(self) -> tuple[int, int]:
        """The cells that the bars leave."""
        rows = _HEADER_ROWS + _FOOTER_ROWS + int(self.query_one(Banner).display) + self.bar_rows
        return self.size.width, max(self.size.height - rows, 0)

    @property
    def bar_rows(self) -> int:
        """The rows that the bars above the footer take."""
        return sum(bar.rows for bar in self._bars if bar.display)

    def view_now(self, scene: Scene) -> str:
        """The name of the view to show: the one that was chosen, or what fits."""
        return ZOOM if self.zoomed and scene.streams else self.view_under(scene)

    def view_under(self, scene: Scene) -> str:
        """The same while no stream is shown alone."""
        if not scene.streams:
            return self.view_wanted if self.view_wanted in SEARCHING else NOTHING
        none_fits = capacity(scene.width, scene.height).panes == 0
        crowded = none_fits or lanes_by_itself(len(scene.streams), scene.width, scene.height)
        wanted = self.view_wanted or (LANES if crowded else PANES)
        return LANES if wanted == PANES and none_fits else wanted

    def draw_frame(self) -> None:
        """Draw the state as it is now, or as it was when the view was held."""
        if not self.is_mounted or self.size.width < 1:
            return
        if not getattr(self.app, "keeps_up", True):
            return  # A slow terminal gets fewer frames; what is drawn next is as of then.
        if self._covered():
            return
        now = self.feed.now() if self.paused_at is None else self.paused_at
        self.query_one(Banner).update_view(now)
        scene = self.scene()
        view = self._bring_up(self.view_now(scene))
        view.show(scene)
        self.query_one(Header).update_view(scene.now, self.feed.now(), self._flags(view, scene))
        in_bar = next((hints for bar in self._bars if (hints := bar.hints())), None)
        hints = in_bar or footer(self.all_offers(view), scene, self.own_keys)
        self.query_one(Footer).update_view(hints, 2 if in_bar else 3)

    def _covered(self) -> bool:
        """Whether another screen hides all of this one."""
        above = self.app.screen
        return above is not self and above.styles.background.a == 1

    def on_screen_resume(self) -> None:
        self.draw_frame()

    @cached_property
    def key_names(self) -> Mapping[str, str]:
        """By the names of built-in keys: those of the keys that the user has in their place."""
        return names_of_keys((action for _, actions in self.GROUPS for action in actions), self.own_keys)

    @property
    def view_shown(self) -> View:
        """The view that is on the screen since the last frame."""
        return self._shown or self._views[PANES]

    def current_view(self) -> View:
        """The view that is shown."""
        return self._bring_up(self.view_now(self.scene()))

    def _bring_up(self, name: str) -> View:
        """Have a view take the place of the one that is shown."""
        view = self._views.get(name)
        if view is None:
            view = self._add(VIEW_BY_NAME[name])
            self.query_one("#body").mount(view)
        if view is not self._shown:
            if self._shown is not None:
                self._shown.display = False
            self._shown = view
            view.display = True
        # Not only when it changes: a view that was never drawn may take the keys after it was replaced.
        if self.focused is not view and (self.focused is None or isinstance(self.focused, View)):
            # At once, unlike `view.focus`: the next key may be here already.
            self.set_focus(view, scroll_visible=False)
        return view

    def _flags(self, view: View, scene: Scene) -> Flags:
        recording = self.feed.record is not None and self.feed.live and not self.board.recording_failed
        held = len(self._held) if self.paused_at is not None else None
        return Flags(
            self.feed.source,
            recording,
            held,
            view.place(scene),
            self.feed.speed,
            self.pace,
            self.feed.behind_ns,
            self.places(view, scene),
        )

    def places(self, view: View, scene: Scene) -> list[Place]:
        """The views to go to, for the header; during a vote there is no choice of them."""
        if scene.ballot is not None:
            return []
        zoomed = view.spec.name == ZOOM
        shown = self.view_under(scene) if zoomed else view.spec.name
        found = [
            Place(scene.key(spec.key), spec.name, f"board.view_{spec.name}", spec.name == shown)
            for spec in VIEWS
        ]
        return [*found, Place(scene.key("z"), ZOOM, "board.zoom", True)] if zoomed else found

    # -- what can be done

    def action_perform(self, name: str) -> None:
        """Do what a key or a click stands for, or say why not."""
        self.perform(next(action for _, actions in self.GROUPS for action in actions if action.id == name))

    def perform(self, action: Action[Any]) -> None:
        """Do something, or say why not."""
        self.current_view()
        if refusal := action.refusal(self, self.scene()):
            self.say(refusal)
        else:
            action.run(self)

    @property
    def own_keys(self) -> Mapping[str, str]:
        """The user's keys by the ids of actions."""
        return keymap_of(self.app)

    def all_offers(self, view: View) -> Iterator[Offer]:
        """All that there is to do, now or not: first what the view can do, then by subject."""
        group = view.spec.name.capitalize()
        yield from (Offer(group, action, view) for action in view.ACTIONS)
        yield from (Offer(group, action, self) for group, actions in self.GROUPS for action in actions)

    def leave(self) -> bool:
        """Leave what was entered last; whether there was anything to leave."""
        if self.zoomed:
            self.zoomed = False
            return True
        return False

    def what_escape_leaves(self, scene: Scene) -> str:
        """What escape does, for the footer; empty where nothing worth a hint was entered."""
        return ""

    def make_way(self, view: str) -> bool:
        """Leave what would hide a view that is asked for; False if it stays."""
        return True

    def hinders(self, view: str) -> str:
        """Why a view cannot be shown; empty if it can."""
        return ""

    def view_in_vote(self, view: str) -> str:
        """What a view is called that can be gone to while names are hidden; empty for others."""
        return ""
