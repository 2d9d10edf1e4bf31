"""The board's screen: passes keys and messages to its controllers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from streamboard.common import units
from streamboard.comparing.ghost import ALONE, Beside
from streamboard.feeds.feed import Feed
from streamboard.settings.memory import Habits
from streamboard.tui.controllers.copying_and_saving import Saving
from streamboard.tui.controllers.figures import Figures
from streamboard.tui.controllers.gates import Gates
from streamboard.tui.controllers.groups import Groups
from streamboard.tui.controllers.kept_runs import KeptRuns
from streamboard.tui.controllers.looks import Looks
from streamboard.tui.controllers.moving import Moving
from streamboard.tui.controllers.navigation import Navigation
from streamboard.tui.controllers.prompting import Prompting
from streamboard.tui.controllers.searching import Searching
from streamboard.tui.controllers.seeking import Seeking
from streamboard.tui.controllers.selecting_by_keys import Selecting
from streamboard.tui.controllers.stepping import Stepping
from streamboard.tui.controllers.stopping import Stopping
from streamboard.tui.controllers.streams import Streams
from streamboard.tui.controllers.text_clock import TextClock
from streamboard.tui.controllers.texts import Texts
from streamboard.tui.controllers.voting import Voting
from streamboard.tui.draw.scene import Scene
from streamboard.tui.figures.inspectable import FigureChosen
from streamboard.tui.keys.action import bindings_of
from streamboard.tui.keys.offered_actions import Hint, Offer, names_of_keys
from streamboard.tui.screen.action_order import ACTIONS, SUBJECTS
from streamboard.tui.screen.frame import Frame
from streamboard.tui.screen.menu import Menu
from streamboard.tui.textual_internals import keymap_of
from streamboard.tui.views.catalogue import VIEW_NAMES
from streamboard.tui.views.view import View
from streamboard.tui.widgets.bars import Flags
from streamboard.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from streamboard.run.runfile import RunFile
    from streamboard.tui.views.compare import CompareView


class BoardScreen(Frame):
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(ACTIONS)]

    def __init__(self, feed: Feed, habits: Habits, beside: Beside = ALONE, *, aside: bool = False) -> None:
        super().__init__(feed)
        self._habits, self.aside = habits, aside
        look = habits.look
        wanted = look.view if look.view in VIEW_NAMES else None
        self.texts = Texts(self, show_log=look.show_log is not False, unfolded=bool(look.unfold))
        self.clock = TextClock(self)
        self.stepping = Stepping(self, self.playback, self.texts)
        self.seeking = Seeking(self, self.playback)
        self.vote = Voting(self, self._leave_what_tells_names)
        self.moving = Moving(self)
        self.navigation = Navigation(self, self.moving, self.vote, wanted)
        self.stopping = Stopping(self, self.navigation)
        self.streams = Streams(self, self.playback)
        self.groups = Groups(self, self.streams)
        self.prompt = Prompting(self, self.streams, self.playback)
        self.search = Searching(self)
        self.saving = Saving(self, beside.baseline)
        self.selecting = Selecting(self, self.saving)
        self.figures = Figures(self)
        self.gates = Gates(self, beside.baseline)
        self.kept = KeptRuns(self, self._replay_aside)
        self.ghost = beside.ghost
        self.looks = Looks(self, self.navigation, self.texts, lambda: self.menu.sections())
        self.looks.arrange(look.order)
        self.menu = Menu(self, [(subject.name, subject.owner(self), subject.actions) for subject in SUBJECTS])
        self.playback.changed.append(self.vote.pause)
        self.with_bars = (
            self.seeking,
            self.stepping,
            self.clock,
            self.search,
            self.selecting,
            self.prompt,
        )
        # The vote comes last: it removes what would reveal whose an answer is.
        self.dressers = (
            self.groups.dress,
            self.texts.dress,
            self.clock.dress,
            self.stepping.dress,
            self.vote.dress,
        )
        self._dismissals = (
            self.prompt.dismiss,
            self.texts.dismiss,
            self.search.dismiss_bar,
            self.vote.end,
            self.seeking.dismiss,
            self.stepping.dismiss,
            self.clock.dismiss,
            self.navigation.dismiss_zoom,
            self.search.drop,
        )
        """Modes that escape ends: the first of these that is on."""

    def on_mount(self) -> None:
        self.key_names = names_of_keys(ACTIONS, keymap_of(self.app))
        if self.streams.chats:
            self.call_after_refresh(self.prompt.open)

    # -- the frame

    def prepare(self) -> None:
        self.streams.choose_awaited()
        self.gates.look()
        if self.ghost is not None:
            self.ghost.follow(self._elapsed_ns())
        # The bar names the prompt's streams, which would reveal whose an answer is.
        self.prompt.hide_bar(self.vote.goes_on)

    def _elapsed_ns(self) -> int | None:
        """Count from the start of the latest pass; None at a recording's end, where time stops."""
        if self.feed.source == "REPLAY" and self.feed.at_end:
            return None
        busy = self.board.passes[-1].busy.spans(self.playback.now)
        return self.playback.now - busy[0][0] if busy else 0

    def view_for(self, scene: Scene) -> str:
        return self.navigation.view_now(scene)

    def flags(self, view: View, scene: Scene) -> Flags:
        recording = self.feed.record is not None and self.feed.live and not self.board.recording_failed
        return Flags(
            self.feed.source,
            recording,
            self.playback.waiting,
            "  ".join(filter(None, (self.search.told(scene), view.place(scene)))),
            self.feed.speed,
            self.texts.pace,
            self.feed.behind_ns,
            self.navigation.places(view, scene),
            gates=self.gates.found,
            slow=self.playback.slowness,
        )

    def hints(self, view: View, scene: Scene) -> list[Hint]:
        return self.menu.hints(view, scene, keymap_of(self.app))

    # -- actions

    def action_perform(self, name: str) -> None:
        self.perform(self.menu.called(name))

    def perform(self, offer: Offer) -> None:
        self._scene = None
        shown = self.current_view()
        if refusal := offer.action.perform(offer.of, self.scene()):
            self.say(refusal)
            return
        self.draw_frame()
        if self._scene is None and (view := self.current_view()) is not shown:
            # A slow terminal may have skipped the frame, but the next key belongs to the new view.
            view.show(self.scene())

    def leave(self) -> None:
        if self.aside:
            self.feed.close()
            self.dismiss()
            return
        if unsaved := self.prompt.unsaved:
            turns = units.count(unsaved, "turn")
            kept = "; the run file has all of it" if self.feed.record is not None else ""
            saves = f"{self.scene().key('board.save_session')} saves the session"
            words = f"{turns} not saved. {saves}, quitting again leaves"
            if not self.confirm("leave", f"{words}{kept}."):
                return
        self.app.exit(0)

    def _replay_aside(self, run: RunFile) -> None:
        """Replay a run in front of this board, which goes on meanwhile."""
        from streamboard.feeds.replay import ReplayFeed

        board = BoardScreen(ReplayFeed(run), self._habits, aside=True)
        if self.aside:  # Keep at most one in front.
            self.app.switch_screen(board)
        else:
            self.app.push_screen(board)

    def dismiss_latest(self) -> bool:
        return any(dismiss() for dismiss in self._dismissals)

    def what_escape_leaves(self) -> str:
        scene = self.scene()
        if scene.ballot is not None:
            return "back" if scene.ballot.voted else "names"
        if scene.at_ns is not None:
            return "now"
        return "all streams" if scene.search and not self.navigation.zoomed else ""

    def _leave_what_tells_names(self) -> None:
        self.navigation.dismiss_zoom()
        self.clock.set(None)

    # -- messages from views

    def on_view_chosen(self, message: View.Chosen) -> None:
        self.navigation.choose(message.stream_id, message.view)
        self.draw_frame()

    def on_pane_chosen(self, message: Pane.Chosen) -> None:
        self.moving.go_to(message.stream_id)
        self.draw_frame()

    def on_pane_double_clicked(self, message: Pane.DoubleClicked) -> None:
        self.moving.go_to(message.stream_id)
        self.action_perform("board.zoom")

    def on_compare_view_paired(self, message: CompareView.Paired) -> None:
        self.clock.pair(message.left, message.right)
        self.draw_frame()

    def on_figure_chosen(self, message: FigureChosen) -> None:
        self.figures.choose(message.stream_id, message.figure)
