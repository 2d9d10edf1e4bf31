"""What every part of the board's screen stands on: the folded state, the user's choices, and the frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget

from streamboard.board.caps import ON_SCREEN
from streamboard.board.state import BoardState
from streamboard.board.stream import StreamState
from streamboard.engine.commands import AnyCommand
from streamboard.errors import SourceEndedError
from streamboard.events import Event
from streamboard.feeds.feed import Feed
from streamboard.figures.marks import Marks
from streamboard.gc_tuning import settle
from streamboard.tui import views
from streamboard.tui.layout import capacity, lanes_by_itself
from streamboard.tui.scene import Scene
from streamboard.tui.selection import Selection
from streamboard.tui.views import ROOMS, VIEWS, Room
from streamboard.tui.views.view import Hint, View, binding
from streamboard.tui.widgets.bars import Banner, BottomBar, Flags, Footer, Header
from streamboard.tui.widgets.places import Place

FRAMES_PER_SECOND = 20
TWICE_S = 5.0
"""How long what is asked for twice waits for the second time."""
MOST_HELD = 200_000
"""Events that a held view keeps, about 100 MB: a minute of 64 streams. More let it go."""
PANES, LANES, COMPARE = views.PANES.name, views.LANES.name, views.COMPARE.name
ZOOM, BLIND, NOTHING = views.ZOOM.name, views.BLIND.name, views.NOTHING.name
SEARCHING = frozenset(room.name for room in VIEWS if room.searches)
"""Views that look for what is searched for themselves."""
_HEADER_ROWS, _FOOTER_ROWS = 2, 1


def key(keys: str, action: str, words: str, tooltip: str) -> Binding:
    """A binding of the board; the arguments are those of `binding`."""
    return binding("board", keys, action, words, tooltip)


class Command(NamedTuple):
    """Something that can be done by its name alone, or by a key that works in a bar."""

    title: str
    keys: str
    """Empty where there are none."""
    action: str
    of: Widget
    """Whose action it is."""


class BoardBase(Screen[None]):
    """Shows a feed's events. What the user can do with them is in the classes that build on this one."""

    DEFAULT_CSS = """
    BoardBase > #body { width: 1fr; height: 1fr; }
    """
    AUTO_FOCUS = None
    GROUP: ClassVar[str] = ""
    """What the keys of a class that builds on this one are about, for the help."""
    SENDS: ClassVar[frozenset[str]] = frozenset()
    """Those of its actions that are commands, which a recording does not take."""

    OF_ONE: ClassVar[frozenset[str]] = frozenset()
    """Those of its actions that are done to the stream in focus."""
    OF_ALL: ClassVar[frozenset[str]] = frozenset()
    """Those that are done to all streams."""

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
            yield self._add(ROOMS[PANES])
        self._bars = list(self.bottom_bars())
        yield from self._bars
        yield Footer()

    def bottom_bars(self) -> Iterator[BottomBar]:
        """The bars above the footer, from the top."""
        yield from ()

    def _add(self, room: Room) -> View:
        view = self._views[room.name] = room.open()(self.board)
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
        self.query_one(Footer).update_view(in_bar or self.hints(view, scene), 2 if in_bar else 3)

    def _covered(self) -> bool:
        """Whether another screen hides all of this one."""
        above = self.app.screen
        return above is not self and above.styles.background.a == 1

    def on_screen_resume(self) -> None:
        self.draw_frame()

    def current_view(self) -> View:
        """The view that is shown."""
        return self._bring_up(self.view_now(self.scene()))

    def _bring_up(self, name: str) -> View:
        """Have a view take the place of the one that is shown."""
        view = self._views.get(name)
        if view is None:
            view = self._add(ROOMS[name])
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
        zoomed = view.NAME == ZOOM
        shown = self.view_under(scene) if zoomed else view.NAME
        found = [
            Place(str(number), room.name, f"show_view({room.name!r})", room.name == shown)
            for number, room in enumerate(VIEWS, 1)
        ]
        return [*found, Place("z", ZOOM, "zoom", True)] if zoomed else found

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        """Keys and what they do, for the footer: the most needed first, the last three always shown."""
        return [*view.hints(scene), ("ctrl+p", "palette"), ("q", "quit"), ("?", "help")]

    def first_hints(self, view: View, scene: Scene) -> list[Hint]:
        """The same for what was entered, such as a vote: its keys come before all others."""
        return []

    def commands(self) -> Iterator[Command]:
        """What can be done now beside the keys of the board, for the palette."""
        view = self.current_view()
        for title, action in view.commands():
            yield Command(f"{view.NAME.capitalize()}: {title}", "", action, view)

    def leave(self) -> bool:
        """Leave what was entered last; whether there was anything to leave."""
        if self.zoomed:
            self.zoomed = False
            return True
        return False

    # -- what it can do

    def make_way(self, view: str) -> bool:
        """Leave what would hide a view that is asked for; False if it stays, and the user was told why."""
        return True

    def does_something(self, name: str, parameters: tuple[object, ...]) -> bool:
        """Whether an action has an effect here: a recording takes no commands, an empty board has no streams.

        This is no `check_action`: who presses such a key is told why nothing happens.
        """
        hindered = (
            *(() if self.feed.live else ("SENDS",)),
            *(() if self.selection.cursor is not None else ("OF_ONE",)),
            *(() if self.board.streams else ("OF_ALL",)),
        )
        return not any(name in vars(kind).get(names, ()) for names in hindered for kind in type(self).__mro__)

    @classmethod
    def all_bindings(cls) -> list[Binding]:
        """The keys of the screen, in the order in which the help shows them."""
        own, *others = [kind for kind in cls.__mro__ if issubclass(kind, BoardBase)]
        found: Iterable[object] = (
            binding for kind in (*others, own) for binding in vars(kind).get("BINDINGS", ())
        )
        return [binding for binding in found if isinstance(binding, Binding)]
