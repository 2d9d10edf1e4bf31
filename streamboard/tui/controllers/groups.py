"""Act on all streams of a prompt or column, and group them by prompt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from streamboard.board.matrix import CellPlace, Matrices, Matrix
from streamboard.board.stream import StreamState
from streamboard.common import units
from streamboard.feeds.feed import RECORDED
from streamboard.run.commands import RunAgain
from streamboard.run.plan import StreamPlan
from streamboard.safety.sanitise import clean_line
from streamboard.tui.controllers.controller import Board, Controller
from streamboard.tui.controllers.stopping import why_none_runs
from streamboard.tui.controllers.streams import Streams, takes_none
from streamboard.tui.draw.labels import cut_at_end
from streamboard.tui.draw.scene import Scene
from streamboard.tui.keys.action import Action, Refusal, not_live, without_stream
from streamboard.tui.views.catalogue import LANES, MATRIX, PANES

Line = Literal["prompt", "column"]
"""A row or column of the matrix."""
_MOST_NAME = 40
"""Cells of a name in a title."""


class Groups(Controller):
    def __init__(self, screen: Board, streams: Streams) -> None:
        super().__init__(screen)
        self._streams = streams
        self._matrices = Matrices()
        self.grouped = False

    # -- groups

    def dress(self, scene: Scene) -> Scene:
        if not self.grouped or not scene.streams:
            return scene
        return replace(scene, grouped=True, streams=scene.matrix.in_order())

    def toggle_groups(self) -> None:
        self.grouped = not self.grouped

    # -- a row or a column

    @property
    def matrix(self) -> Matrix:
        """Of all streams, including those that a search hides."""
        known = self.board.streams
        return self._matrices.of([known[name] for name in self.selection.order if name in known])

    @property
    def _place(self) -> CellPlace:
        return self.matrix.places[self.chosen.plan.id]

    def line(self, line: Line) -> Sequence[StreamState]:
        row, column = self._place
        return self.matrix.row(row) if line == "prompt" else self.matrix.column(column)

    def name_of(self, line: Line) -> str:
        """Sanitised."""
        row, column = self._place
        return clean_line(self.matrix.rows[row].name if line == "prompt" else self.matrix.columns[column])

    def again(self, line: Line) -> None:
        streams = self.line(line)
        active = sum(stream.in_flight for stream in streams)
        key = self._screen.scene().key(f"board.again_{line}")
        name = self.name_of(line)
        words = f"{units.count(active, 'stream')} of {name} under way: {key} again stops them first."
        if active and not self._screen.confirm(f"again {line} {name}", words):
            return
        for stream in streams:
            self._screen.send(RunAgain(stream.plan.id))

    # -- a further model

    def add_to_all(self) -> None:
        rows = units.count(len(self.matrix.rows), "prompt")
        self._streams.choose_model(f"A further model for all: {rows}", self._add_to_all)

    def _add_to_all(self, endpoint: str, model: str) -> None:
        from streamboard.session.groups import added_to_all

        plans = added_to_all(self.matrix, self._place.column, endpoint, model, self._streams.plans())
        if plans:
            self._streams.put(plans, run=self._streams.runs_new)
        else:
            self._screen.say(f"Every prompt is put to {clean_line(model)} already.")

    # -- another question

    def edit_prompt(self) -> None:
        streams = self.line("prompt")
        plans = [stream.plan for stream in streams]
        from streamboard.session.editing import fields_of
        from streamboard.session.groups import asked_anew
        from streamboard.tui.dialogs.stream_form import StreamForm

        def take(plan: StreamPlan | None) -> None:
            if plan is not None:
                self._streams.put(asked_anew(plans, fields_of(plan).prompt), run=True)

        name = cut_at_end(self.name_of("prompt"), _MOST_NAME)
        title = f"{name}, for {units.count(len(plans), 'stream')}"
        self._screen.app.push_screen(StreamForm(title, self.chosen.plan, ("prompt",)), take)


def _cannot_run(line: Line) -> Refusal[Groups]:
    def refused(groups: Groups, scene: Scene) -> str:
        refusal = not_live(scene, RECORDED) or without_stream(groups, scene)
        return refusal or why_none_runs(scene, groups.line(line))

    return refused


def _needs_stream(_of: object, scene: Scene) -> str:
    return takes_none(_of, scene) or without_stream(_of, scene)


def _in_matrix(words: str) -> Callable[[Groups, Scene], str]:
    return lambda groups, _scene: words if groups.view.spec is MATRIX else ""


def _cannot_group(groups: Groups, scene: Scene) -> str:
    if groups.view.spec not in (PANES, LANES):
        return f"Panes and lanes are grouped: {scene.key(PANES.action)}, {scene.key(LANES.action)}."
    if groups.grouped or len(scene.matrix.rows) > 1 or len(scene.streams) < 2:
        return without_stream(groups, scene)
    return "All streams are of one prompt."


def _group_hint(groups: Groups, scene: Scene) -> str:
    if groups.view.spec not in (PANES, LANES) or len(scene.streams) <= len(scene.matrix.rows):
        return ""
    return "ungroup" if groups.grouped else "group"


SETS: Sequence[Action[Groups]] = (
    Action(
        "board.add_to_all",
        "A",
        "add to all",
        "Put all prompts to a further model, in a column of its own",
        lambda groups: groups.add_to_all(),
        _needs_stream,
        rank=51,
        hint=_in_matrix("add model"),
        synonyms="column new every prompt",
    ),
    Action(
        "board.edit_prompt",
        "P",
        "edit prompt",
        "Change the question of all streams of this prompt, and run them again",
        lambda groups: groups.edit_prompt(),
        _needs_stream,
        rank=52,
        hint=_in_matrix("edit prompt"),
        synonyms="row question all columns every",
    ),
    Action(
        "board.again_prompt",
        "minus",
        "prompt again",
        "Run all streams of this prompt again, in every column",
        lambda groups: groups.again("prompt"),
        _cannot_run("prompt"),
        rank=53,
        hint=_in_matrix("row again"),
        in_vote=True,
        synonyms="rerun repeat retry row",
    ),
    Action(
        "board.again_column",
        "vertical_line",
        "column again",
        "Run all streams of this column again, for every prompt",
        lambda groups: groups.again("column"),
        _cannot_run("column"),
        rank=54,
        hint=_in_matrix("column again"),
        synonyms="rerun repeat retry model",
    ),
    Action(
        "board.group",
        "G",
        "group",
        "Group the streams by prompt, or have them in their own order",
        lambda groups: groups.toggle_groups(),
        _cannot_group,
        rank=76,
        hint=_group_hint,
        synonyms="prompt column sort together",
    ),
)
