"""Add, change and remove streams during a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from streamboard.board.stream import StreamState
from streamboard.run.commands import ListModels, PlanStream, RemoveStream
from streamboard.run.plan import AUTO, StreamPlan
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.playback import Playback
from streamboard.tui.draw.canvas import shortened
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action, not_live

_MOST_NAME = 40
"""Cells of a name in a title."""


class Streams(Controller):
    def __init__(self, screen: Board, playback: Playback) -> None:
        super().__init__(screen)
        self._playback = playback
        self._sent: dict[str, StreamPlan] = {}
        """Plans sent that the engine has not confirmed yet, by stream id."""
        self._awaited: str | None = None
        """The stream to focus once the engine confirms it."""

    @property
    def chats(self) -> bool:
        """Whether streams wait for a prompt: none was asked yet, or a saved session was resumed."""
        plan = self.feed.plan
        if not self.feed.live or not plan.streams or plan.start.mode != "by-hand":
            return False
        asked = [stream for stream in plan.streams if stream.request.get("messages")]
        return not asked or any(stream.recalled for stream in asked)

    def sent_off(self, plan: StreamPlan) -> None:
        self._sent[plan.id] = plan

    def is_under_way(self, stream: StreamState) -> bool:
        """Whether a plan sent for a stream is not confirmed yet."""
        sent = self._sent.get(stream.plan.id)
        if sent is None:
            return False
        if stream.plan.request == sent.request:
            del self._sent[stream.plan.id]
            return False
        return True

    def choose_awaited(self) -> None:
        if self._awaited is not None and self._awaited in self.board.streams:
            self.selection.cursor, self._awaited = self._awaited, None

    def plans(self) -> list[StreamPlan]:
        """Unconfirmed streams included."""
        known = {stream.plan.id: stream.plan for stream in self.board.streams.values()}
        return [*(self._sent | known).values()]

    def put(self, plans: Sequence[StreamPlan], *, run: bool) -> None:
        self._playback.resume()  # Else the change would be invisible.
        for plan in plans:
            if not self._screen.send(PlanStream(plan, run and bool(plan.request["messages"]))):
                return
            self.sent_off(plan)
        self._awaited = plans[0].id if plans else None

    # -- a further model

    def add(self) -> None:
        self.choose_model("A stream for a further model", self._add_model)

    def choose_model(self, title: str, take: Callable[[str, str], object]) -> None:
        """Let the user choose a model; `take` gets its endpoint and name."""
        if not self._screen.send(ListModels()):
            return
        self._playback.resume()
        from streamboard.tui.dialogs.model_picker import ModelPicker

        def taken(choice: tuple[str, str] | None) -> None:
            if choice is not None:
                take(*choice)

        self._screen.app.push_screen(ModelPicker(self.board, title), taken)

    def _add_model(self, endpoint: str, model: str) -> None:
        from streamboard.session.editing import added

        self.put([added(self._model_for_new(), endpoint, model, self.plans())], run=self.runs_new)

    @property
    def runs_new(self) -> bool:
        """Whether an added stream runs at once."""
        return self.chats or self.board.plan.start.mode != "by-hand"

    def _model_for_new(self) -> StreamPlan:
        """Return the plan to base a new stream on."""
        focus = self._screen.scene().focus
        like = focus.plan if focus is not None else next(iter(self.feed.plan.streams), None)
        if like is None:
            return StreamPlan("s1", "", "", AUTO, None, {"max_tokens": 1024, "messages": []})
        return like

    # -- copies and changes

    def duplicate(self) -> None:
        self._open_form("A stream like this one", as_new=True)

    def edit(self) -> None:
        self._open_form("Change and run again", as_new=False)

    def _open_form(self, title: str, *, as_new: bool) -> None:
        focus = self.chosen
        from streamboard.session.columns import column_of, moved
        from streamboard.session.editing import duplicate
        from streamboard.tui.dialogs.stream_form import StreamForm

        def take(plan: StreamPlan | None) -> None:
            if plan is not None:
                others = self.plans()
                plan = moved(plan, column_of(plan, focus.plan, others))
                plan = duplicate(plan, others) if as_new else plan
                self.put([plan], run=True)

        self._screen.app.push_screen(
            StreamForm(f"{title}: {shortened(self._screen.scene().name(focus), _MOST_NAME)}", focus.plan),
            take,
        )

    # -- removal

    def remove(self) -> None:
        focus = self.chosen
        scene = self._screen.scene()
        words = f"{scene.name(focus)} is still answering; {scene.key('board.remove')} again removes it."
        if focus.active and not self._screen.confirm(f"remove {focus.plan.id}", words):
            return
        self._playback.resume()
        self._screen.send(RemoveStream(focus.plan.id))


def takes_none(_of: object, scene: Scene) -> str:
    return not_live(scene, "A recorded run takes no commands.")


def _nothing_to_change(_board: Streams, scene: Scene) -> str:
    if scene.focus is None:
        return f"There is no stream to change; {scene.key('board.add')} adds one."
    return takes_none(_board, scene)


STREAMS: Sequence[Action[Streams]] = (
    Action(
        "board.add",
        "a",
        "add",
        "Add a stream: put this one's question to a further model",
        lambda streams: streams.add(),
        takes_none,
        rank=66,
        synonyms="model new column",
    ),
    Action(
        "board.duplicate",
        "d",
        "duplicate",
        "Add a stream like this one, with changes",
        lambda streams: streams.duplicate(),
        _nothing_to_change,
        synonyms="clone copy temperature system",
    ),
    Action(
        "board.edit",
        "E",
        "edit",
        "Change this stream's settings or its prompt, and run it again",
        lambda streams: streams.edit(),
        _nothing_to_change,
        synonyms="model temperature system max_tokens",
    ),
    Action(
        "board.remove",
        "D",
        "remove",
        "Take this stream off the board",
        lambda streams: streams.remove(),
        _nothing_to_change,
        synonyms="delete close",
    ),
)
