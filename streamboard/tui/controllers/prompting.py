"""Send further prompts, and save the session as a prompt set."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import msgspec
from textual.app import SuspendNotSupported

from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.common.errors import StreamboardError
from streamboard.run.commands import PlanStream
from streamboard.run.plan import RunPlan
from streamboard.run.question import Content
from streamboard.safety.sanitise import clean_line
from streamboard.session.conversation import answer_of, history, next_turn, spoken
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.playback import Playback
from streamboard.tui.controllers.streams import Streams
from streamboard.tui.draw.canvas import Parts
from streamboard.tui.draw.scene import Scene
from streamboard.tui.draw.styles import palette_of
from streamboard.tui.keys import fixed
from streamboard.tui.keys.action import Action, not_live, without_stream
from streamboard.tui.widgets.prompt_bar import PromptBar
from streamboard.tui.workers import run_beside

Target = Literal["all", "this", "marked"]
_NEXT_TARGET: dict[Target, Target] = {"all": "this", "this": "marked", "marked": "all"}
LEAVING_WORDS = frozenset({"exit", "quit", "/exit", "/quit"})
NOT_IN_A_RECORDING = "A recorded run takes no prompts."


class Prompting(Controller):
    def __init__(self, screen: Board, streams: Streams, playback: Playback) -> None:
        super().__init__(screen)
        self._streams = streams
        self._playback = playback
        self.bar = PromptBar(self._do_in_field)
        self.target: Target = "all"
        """The streams that get the next prompt."""
        self.forks = False
        """The next prompt continues the pinned stream's conversation, whichever streams get it."""
        self.unsaved = 0
        """Prompts sent since the session was saved."""

    # -- the bar

    def open(self) -> None:
        self.bar.open()

    def dismiss(self) -> bool:
        if not self.bar.typing:
            return False
        self.bar.close(stays=self._streams.chats or bool(self.bar.text.strip()))
        self.view.focus(scroll_visible=False)
        return True

    def hide_bar(self, hidden: bool) -> None:
        if self.bar.stands:
            self.bar.display = not hidden

    def update_bar(self, scene: Scene) -> None:
        self.bar.several, self.bar.pinned = len(scene.streams) > 1, scene.pinned is not None
        if self.bar.display:
            self.bar.update_view(self._whom(scene))

    def _whom(self, scene: Scene) -> Parts:
        palette = palette_of(self._screen.app)
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
        if not self.bar.typing:
            return [*words, (f"  {scene.key('board.prompt')} types here", palette.bar_dim)]
        return words

    def _names(self, streams: Sequence[StreamState]) -> str:
        scene = self._screen.scene()
        return ", ".join(scene.name(stream) for stream in streams)

    def _targets(self, scene: Scene) -> list[StreamState]:
        if self.target == "this":
            return [scene.focus] if scene.focus is not None else []
        if self.target == "marked":
            return [stream for stream in scene.streams if stream.plan.id in scene.marked]
        return list(scene.streams)

    def mark(self) -> None:
        self.selection.mark(self.chosen.plan.id)

    def _do_in_field(self, what: str) -> None:
        if what == "send":
            self.submit()
        else:
            self.do_in_bar(what)
        self._screen.draw_frame()

    def do_in_bar(self, what: str) -> None:
        field = self.bar.open()
        if what == "editor":
            self._edit_outside()
        elif what == "search":
            field.search()
        elif what == "target":
            self.target = _NEXT_TARGET[self.target]
            if self.target == "marked" and not self.selection.marked:
                self.target = "all"
        elif self.selection.pinned is None:
            key = self._screen.scene().key("board.pin")
            self._screen.say(f"No stream is pinned; {key} pins the one in focus.")
        else:
            self.forks = not self.forks

    def _edit_outside(self) -> None:
        """Lend the terminal to the user's editor; streams go on meanwhile."""
        from streamboard.tui.controllers import editor

        field = self.bar.open()
        try:
            with self._screen.app.suspend():
                try:
                    text: str | StreamboardError = editor.edited(field.whole)
                except StreamboardError as error:
                    # The terminal is not ours yet.
                    text = error
        except SuspendNotSupported:
            text = StreamboardError("This terminal cannot be lent to an editor.")
        if isinstance(text, StreamboardError):
            self._screen.say(str(text))
        else:
            field.put(text)
        self._screen.app.refresh(layout=True)

    # -- sending

    def submit(self) -> None:
        text = self.bar.text
        if text.strip() in LEAVING_WORDS:
            self._screen.leave()
        elif "@" in text:
            # In a worker: a disk or network may block forever.
            send = partial(self._read_and_send, text)
            run_beside(self._screen.app, send, "attachments", exclusive=True, exit_on_error=True)
        elif text.strip():
            self._send(text, text)

    async def _read_and_send(self, text: str) -> None:
        from streamboard.session.attachments import read_aside

        try:
            content = await read_aside(text, Path())
        except StreamboardError as error:
            self._screen.say(f"Nothing was sent. {error}")
        else:
            self._screen.app.call_later(self._send, text, content)

    def _send(self, text: str, content: Content) -> None:
        if self._ask(content):
            bar = self.bar
            bar.history.add(text)
            if bar.field is not None and bar.text == text:  # Unchanged while files were read.
                bar.field.sent()
            if bar.history.problem:
                self._screen.say(f"Prompts are not kept for later: {bar.history.problem}.")
                bar.history.problem = ""

    def _ask(self, content: Content) -> bool:
        """Return whether all targets got the prompt."""
        self._playback.resume()
        scene = self._screen.scene()
        targets = self._targets(scene)
        if refusal := self._why_not(targets, scene):
            self._screen.say(refusal)
            return False
        for stream in targets:
            source = self._followed(stream)
            follows = history(source.plan, answer_of(source))
            if follows.dropped:
                kept = units.count(answer_of(source).dropped, "character")
                self._screen.say(
                    f"{scene.name(source)}: the first {kept} of its answer are not kept, and not sent."
                )
            plan = next_turn(stream.plan, content, follows)
            if not self._screen.send(PlanStream(plan)):
                return False
            self._streams.sent_off(plan)
        self.unsaved += 1
        return True

    def _followed(self, stream: StreamState) -> StreamState:
        """Return the stream whose conversation the next prompt to `stream` continues."""
        pinned = self.board.streams.get(self.selection.pinned or "") if self.forks else None
        return pinned or stream

    def _why_not(self, targets: Sequence[StreamState], scene: Scene) -> str:
        if not targets:
            return _nobody(scene) if self.target == "all" else "No stream would get this prompt."
        asked = {source.plan.id: source for stream in targets for source in (stream, self._followed(stream))}
        busy = [source for source in asked.values() if source.active or self._streams.is_under_way(source)]
        if not busy:
            return ""
        if len(busy) == 1:
            return f"{scene.name(busy[0])} is still answering; {scene.key('board.stop')} stops it."
        return f"{len(busy)} streams are still answering; {scene.key('board.stop_all')} stops them."

    # -- saving the session

    def save_session(self) -> None:
        """Save the session as it is once its file is named: streams go on until then."""
        from streamboard.session.saving import SavingError, session_of

        try:
            session_of(self.session())
        except SavingError as error:
            self._screen.say(str(error))
            return
        from streamboard.tui.dialogs.save_session import SaveSession

        dialog = SaveSession(self.board.plan.title, lambda: session_of(self.session()))
        self._screen.app.push_screen(dialog, self._saved)

    def session(self) -> RunPlan:
        """Return the plan with streams in the user's order, each with its conversation so far."""
        streams = [self.board.streams[stream_id] for stream_id in self.selection.order]
        plans = [spoken(stream.plan, answer_of(stream)) for stream in streams]
        return msgspec.structs.replace(self.board.plan, streams=plans)

    def _saved(self, path: Path | None) -> None:
        if path is None:
            return
        self.unsaved = 0
        asked_nothing = sum(not stream.plan.request.get("messages") for stream in self.board.streams.values())
        rest = (
            f" {units.count(asked_nothing, 'stream')} that asked nothing left out." if asked_nothing else ""
        )
        self._screen.say(f"Saved in {clean_line(os.fspath(path))}; streamboard opens it.{rest}")


def _nobody(scene: Scene) -> str:
    return f"There is no stream to ask; {scene.key('board.add')} adds one."


def _no_prompt(_board: Prompting, scene: Scene) -> str:
    if refusal := not_live(scene, NOT_IN_A_RECORDING):
        return refusal
    return "" if scene.board.streams else _nobody(scene)


def _nothing_to_save(_board: Prompting, scene: Scene) -> str:
    return "" if scene.board.streams else "There is no stream whose session could be saved."


def _in_bar(title: str, keys: str, what: str) -> Action[Prompting]:
    return Action(
        f"board.bar_{what}",
        "",
        f"Prompt: {title}",
        f"{keys} in the prompt bar",
        lambda prompt: prompt.do_in_bar(what),
        _no_prompt,
        synonyms="type ask",
    )


TALK: Sequence[Action[Prompting]] = (
    Action(
        "board.prompt",
        "i",
        "prompt",
        "Type a prompt for all streams, for this one, or for the marked ones",
        lambda prompt: prompt.open(),
        _no_prompt,
        rank=40,
        synonyms="ask chat message question",
    ),
    Action(
        "board.mark",
        "m",
        "mark",
        "Mark this stream, or take the mark away",
        lambda prompt: prompt.mark(),
        without_stream,
        synonyms="tag choose",
    ),
    Action(
        "board.save_session",
        "ctrl+s",
        "save session",
        "Save the session as a prompt set",
        lambda prompt: prompt.save_session(),
        _nothing_to_save,
        synonyms="export yaml record",
    ),
)
IN_BAR: Sequence[Action[Prompting]] = (
    _in_bar("write in your editor", fixed.EDITOR, "editor"),
    _in_bar("to whom it goes: all, this one, or the marked ones", fixed.TARGET, "target"),
    _in_bar("go on from the pinned stream", fixed.FORK, "fork"),
    _in_bar("search those sent before", fixed.OLDER, "search"),
)
