"""Talk on with streams: the prompt bar, to whom its text goes, and the session as a prompt set."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from textual.app import SuspendNotSupported

from streamboard import units
from streamboard.board.stream import StreamState
from streamboard.errors import StreamboardError
from streamboard.feeds.feed import Feed
from streamboard.run.commands import PlanStream
from streamboard.run.plan import RunPlan
from streamboard.sanitise import clean_line
from streamboard.session.conversation import answer_of, history, next_turn, spoken
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.keys.action import Action, not_live, without_stream
from streamboard.tui.scene import Scene
from streamboard.tui.screens.changing import ChangingActions
from streamboard.tui.widgets.bars import BottomBar
from streamboard.tui.widgets.promptbar import PromptBar

if TYPE_CHECKING:
    from streamboard.tui.widgets.prompttext import PromptText

Target = Literal["all", "this", "marked"]
_NEXT_TARGET: dict[Target, Target] = {"all": "this", "this": "marked", "marked": "all"}
LEAVING_WORDS = frozenset({"exit", "quit", "/exit", "/quit"})
NOT_IN_A_RECORDING = "A recorded run takes no prompts."


class TalkingActions(ChangingActions):
    """The keys that put further questions to streams, and keep what was said."""

    def __init__(self, feed: Feed) -> None:
        super().__init__(feed)
        self.target: Target = "all"
        """Who gets the next prompt."""
        self.forks = False
        """The next prompt follows on the pinned stream's conversation, whoever gets it."""
        self._raised = 0
        """Rows by which toasts stand higher than they would."""

    def bottom_bars(self) -> Iterator[BottomBar]:
        yield from super().bottom_bars()
        yield PromptBar()

    @property
    def prompt_bar(self) -> PromptBar:
        """The bar in which prompts are typed."""
        return self.query_one(PromptBar)

    def on_mount(self) -> None:
        if self.chats:
            self.call_after_refresh(self.action_prompt)

    # -- the bar

    def action_prompt(self) -> None:
        """Type a prompt."""
        self.prompt_bar.open()
        self.draw_frame()

    def leave(self) -> bool:
        if self.prompt_bar.typing:
            self.prompt_bar.close(stays=self.chats or bool(self.prompt_bar.text.strip()))
            self.current_view().focus(scroll_visible=False)
            return True
        return super().leave()

    def draw_frame(self) -> None:
        if not self.is_mounted:
            return
        bar = self.prompt_bar
        if bar.stands:
            # Whom the prompt goes to, and follows on, gives away whose an answer is.
            scene = self.scene()
            bar.display = not scene.blind
            bar.several, bar.pinned = len(scene.streams) > 1, scene.pinned is not None
        super().draw_frame()
        if bar.display:
            bar.update_view(self._whom(self.scene()))
        self._raise_toasts()

    def _raise_toasts(self) -> None:
        """Have the toasts stand above the bars: they would cover what is typed, and what is counted."""
        rows = self.bar_rows
        if rows != self._raised:
            self._raised = rows
            for rack in self.query("ToastRack"):
                rack.styles.margin = (0, 0, rows + 1, 0)

    def _whom(self, scene: Scene) -> Parts:
        """What enter will do, for the bar."""
        palette = self.app.palette  # type: ignore[attr-defined]
        targets = self._targets(scene)
        whom = {
            "all": f"all {units.count(len(targets), 'stream')}" if len(targets) > 1 else self._names(targets),
            "this": self._names(targets),
            "marked": f"{len(targets)} marked",
        }[self.target]
        words: Parts = [("to ", palette.bar_dim), (whom or "nobody", palette.bar_strong)]
        pinned = self.board.streams.get(self.selection.pinned or "")
        if self.forks and pinned is not None:
            told = [(", on from ", palette.bar_dim), (scene.name(pinned), palette.bar_strong)]
            return [*words, *told, (", which is pinned", palette.bar_dim)]
        if not self.prompt_bar.typing:
            return [*words, (f"  {scene.key('i')} types here", palette.bar_dim)]
        return words

    def _names(self, streams: Sequence[StreamState]) -> str:
        scene = self.scene()
        return ", ".join(scene.name(stream) for stream in streams)

    def _targets(self, scene: Scene) -> list[StreamState]:
        """The streams that get the next prompt, in the order in which they are shown."""
        if self.target == "this":
            return [scene.focus] if scene.focus is not None else []
        if self.target == "marked":
            return [stream for stream in scene.streams if stream.plan.id in scene.marked]
        return list(scene.streams)

    def action_mark(self) -> None:
        """Mark the stream in focus, or take the mark away."""
        self.selection.mark(self.chosen.plan.id)
        self.draw_frame()

    def on_prompt_text_asked(self, message: PromptText.Asked) -> None:
        self.action_in_bar(message.what)

    def action_in_bar(self, what: str) -> None:
        """Do what a key of the prompt bar does; the bar is opened for it."""
        field = self.prompt_bar.open()
        if what == "editor":
            self._edit_outside()
        elif what == "search":
            field.search()
        elif what == "target":
            self.target = _NEXT_TARGET[self.target]
            if self.target == "marked" and not self.selection.marked:
                self.target = "all"
        elif self.selection.pinned is None:
            self.say("No stream is pinned; p pins the one in focus.")
        else:
            self.forks = not self.forks
        self.draw_frame()

    def _edit_outside(self) -> None:
        """Have the user's editor take the terminal for a while; the streams go on."""
        from streamboard.tui import editor

        field = self.prompt_bar.open()
        try:
            with self.app.suspend():
                try:
                    text: str | StreamboardError = editor.edited(field.whole)
                except StreamboardError as error:
                    # Told later: until then the terminal is not ours.
                    text = error
        except SuspendNotSupported:
            text = StreamboardError("This terminal cannot be lent to an editor.")
        if isinstance(text, StreamboardError):
            self.say(str(text))
        else:
            field.put(text)
        self.app.refresh(layout=True)

    # -- sending

    async def on_prompt_text_submitted(self) -> None:
        text = self.prompt_bar.text
        if text.strip() in LEAVING_WORDS:
            await self.app.action_quit()
        elif text.strip() and self._ask(text):
            bar = self.prompt_bar
            bar.history.add(text)
            if bar.field is not None:
                bar.field.sent()
            if bar.history.problem:
                self.say(f"Prompts are not kept for later: {bar.history.problem}.")
                bar.history.problem = ""
            self.draw_frame()

    def _ask(self, text: str) -> bool:
        """Send a prompt to whom it is meant for; whether it went out."""
        self.move_on()
        scene = self.scene()
        targets = self._targets(scene)
        if refusal := self._why_not(targets, scene):
            self.say(refusal)
            return False
        from streamboard.session.attachments import content_of

        try:
            content = content_of(text, Path.cwd())
        except StreamboardError as error:
            self.say(f"Nothing was sent. {error}")
            return False
        for stream in targets:
            source = self._followed(stream)
            follows = history(source.plan, answer_of(source))
            if follows.dropped:
                kept = units.count(answer_of(source).dropped, "character")
                self.say(f"{scene.name(source)}: the first {kept} of its answer are not kept, and not sent.")
            plan = next_turn(stream.plan, content, follows)
            if not self.send(PlanStream(plan)):
                return False
            self.sent_off(plan)
        return True

    def _followed(self, stream: StreamState) -> StreamState:
        """The stream whose conversation the next question follows on."""
        pinned = self.board.streams.get(self.selection.pinned or "") if self.forks else None
        return pinned or stream

    def _why_not(self, targets: Sequence[StreamState], scene: Scene) -> str:
        """Why a prompt cannot be sent to these streams now; empty if it can."""
        if not targets:
            return "There is no stream to ask; a adds one." if self.target == "all" else "Nobody gets it."
        asked = {source.plan.id: source for stream in targets for source in (stream, self._followed(stream))}
        busy = [source for source in asked.values() if source.active or self.is_under_way(source)]
        if not busy:
            return ""
        if len(busy) == 1:
            return f"{scene.name(busy[0])} is still answering; x stops it."
        return f"{len(busy)} streams are still answering; X stops them."

    # -- keeping it

    def action_save_session(self) -> None:
        """Save the session as a prompt set."""
        from streamboard.session.saving import SavingError, prompt_set_of

        try:
            text = prompt_set_of(self.session())
        except SavingError as error:
            self.say(str(error))
            return
        from streamboard.tui.screens.savesession import SaveSession

        self.app.push_screen(SaveSession(self.board.plan.title, text), self._saved)

    def session(self) -> RunPlan:
        """The run as it stands: the streams in their order, each with all that was said."""
        streams = [self.board.streams[stream_id] for stream_id in self.selection.order]
        plans = [spoken(stream.plan, answer_of(stream)) for stream in streams]
        return msgspec.structs.replace(self.board.plan, streams=plans)

    def _saved(self, path: Path | None) -> None:
        if path is None:
            return
        asked_nothing = sum(not stream.plan.request.get("messages") for stream in self.board.streams.values())
        rest = (
            f" {units.count(asked_nothing, 'stream')} that asked nothing left out." if asked_nothing else ""
        )
        self.say(f"Saved in {clean_line(os.fspath(path))}; streamboard opens it.{rest}")


def _no_prompt(_board: TalkingActions, scene: Scene) -> str:
    if refusal := not_live(scene, NOT_IN_A_RECORDING):
        return refusal
    return "" if scene.board.streams else "There is no stream to ask; a adds one."


def _nothing_to_save(_board: TalkingActions, scene: Scene) -> str:
    return "" if scene.board.streams else "There is no stream whose session could be saved."


def _in_bar(title: str, keys: str, what: str) -> Action[TalkingActions]:
    return Action(
        f"board.bar_{what}",
        "",
        f"Prompt: {title}",
        f"{keys} in the prompt bar",
        lambda board: board.action_in_bar(what),
        _no_prompt,
        synonyms="type ask",
    )


TALK: Sequence[Action[TalkingActions]] = (
    Action(
        "board.prompt",
        "i",
        "prompt",
        "Type a prompt for all streams, for this one, or for the marked ones",
        lambda board: board.action_prompt(),
        _no_prompt,
        rank=40,
        synonyms="ask chat message question",
    ),
    Action(
        "board.mark",
        "m",
        "mark",
        "Mark this stream, or take the mark away",
        lambda board: board.action_mark(),
        without_stream,
        synonyms="tag choose",
    ),
    Action(
        "board.save_session",
        "ctrl+s",
        "save session",
        "Save the session as a prompt set",
        lambda board: board.action_save_session(),
        _nothing_to_save,
        synonyms="export yaml record",
    ),
)
IN_BAR: Sequence[Action[TalkingActions]] = (
    _in_bar("write in your editor", "ctrl+e", "editor"),
    _in_bar("to whom it goes: all, this one, or the marked ones", "ctrl+t", "target"),
    _in_bar("go on from the pinned stream", "ctrl+f", "fork"),
    _in_bar("search those sent before", "ctrl+r", "search"),
)
