"""Import a view when it is first shown, to keep start-up fast."""

from __future__ import annotations

from importlib import import_module

from streamboard.board.state import BoardState
from streamboard.tui.views.catalogue import ViewSpec
from streamboard.tui.views.view import View


def class_of(spec: ViewSpec) -> type[View]:
    module, _, name = spec.where.partition(".")
    kind: type[View] = getattr(import_module(f"{__package__}.{module}"), name)
    return kind


def make(spec: ViewSpec, board: BoardState) -> View:
    view = class_of(spec)(board)
    view.spec = spec
    return view
