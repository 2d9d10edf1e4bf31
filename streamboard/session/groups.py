"""Changes to a whole row or column of streams."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from streamboard.board.matrix import Matrix
from streamboard.run.plan import StreamPlan
from streamboard.session.columns import column_of, moved
from streamboard.session.editing import asking, changed, fields_of, free_name

_NUMBER = re.compile(r"(#\d+)?$")


def added_to_all(
    matrix: Matrix, like: int, endpoint: str, model: str, others: Iterable[StreamPlan]
) -> list[StreamPlan]:
    """Ask a further model, in one column, all that the column `like` was asked, with its settings.

    Prompts missing there are asked as in the first column that has them. `others` includes unconfirmed
    streams.
    """
    known = list(others)
    made: list[StreamPlan] = []
    column = ""
    for row in range(len(matrix.rows)):
        models = matrix.cell(row, like) or matrix.row(row)
        same = models[0].column()
        for original in (stream.plan for stream in models if stream.column() == same):
            plan = asking(original, endpoint, model, known)
            column = column or column_of(plan, original, known)
            if column not in matrix.columns or not matrix.cell(row, matrix.columns.index(column)):
                plan = msgspec.structs.replace(plan, column=column, name=_name(original, column, known))
                made.append(plan)
                known.append(plan)
    return made


def _name(like: StreamPlan, column: str, others: Sequence[StreamPlan]) -> str:
    name = moved(like, column).name
    if name == like.name:
        name = _NUMBER.sub(lambda found: f"/{column}{found[0]}", name, count=1)
    return free_name(name, others)


def asked_anew(plans: Iterable[StreamPlan], prompt: str) -> list[StreamPlan]:
    """Replace the last question, keeping its attachments."""
    return [changed(plan, fields_of(plan)._replace(prompt=prompt)) for plan in plans]
