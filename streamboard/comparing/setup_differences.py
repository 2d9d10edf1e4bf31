"""Differences in how two sides were made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from streamboard.board.state import BoardState
from streamboard.common import units
from streamboard.comparing.sides import Place, Query, RunSide, names_of
from streamboard.run.plan import BUILT_IN_ENDPOINTS, StreamPlan

_MOST_VALUES, _MOST_TEXT = 3, 60
"""Values told of a setting in which streams differ, and characters of each."""
NOT_SET = "not set"


class Changed(NamedTuple):
    """Not sanitised."""

    what: str
    old: str
    new: str


def changed(old: RunSide, new: RunSide, partner: Mapping[Place, Place]) -> list[Changed]:
    """The weightiest first."""
    before, after = _facts_of(old), _facts_of(new)
    found = [
        Changed(what, was, now)
        for what in dict.fromkeys([*before, *after])
        if (was := before.get(what, NOT_SET)) != (now := after.get(what, NOT_SET))
    ]
    return [*found, *_prompts(old, new, partner)]


def _facts_of(side: RunSide) -> dict[str, str]:
    told: dict[str, dict[str, None]] = {}
    for board in side.boards:
        for what, text in _facts(board):
            told.setdefault(what, {})[text] = None
    return {what: _listed([*texts]) for what, texts in told.items()}


def _facts(board: BoardState) -> Iterator[tuple[str, str]]:
    streams = [*board.streams.values()]
    yield "simulated", "yes" if any(map(board.simulated, streams)) else "no"
    yield "model", _listed(sorted({stream.model() for stream in streams}))
    yield "endpoint", _listed(sorted({_endpoint(board, stream.endpoint()) for stream in streams}))
    yield "columns", _listed(sorted({stream.plan.column for stream in streams}))
    yield "streams", str(len(streams))
    plan, start = board.plan, board.plan.start
    every = f" every {units.setting(start.interval_ns)}" if start.interval_ns else ""
    yield "start", f"{start.mode}{every}"
    yield "concurrency", "no cap" if plan.concurrency is None else str(plan.concurrency)
    yield from _settings([stream.plan for stream in streams])
    if board.started is not None:
        for group in ("machine", "versions"):
            yield from _flat("", msgspec.to_builtins(getattr(board.started, group, None) or {}))


def _endpoint(board: BoardState, name: str) -> str:
    state = board.endpoints.get(name)
    if state is None:
        return name
    # Built-in endpoints use an ephemeral port.
    address = urlsplit(state.base_url)
    where = address.hostname if name in BUILT_IN_ENDPOINTS else address.netloc
    return f"{state.detail or name} ({where})" if where else state.detail or name


def _settings(plans: list[StreamPlan]) -> Iterator[tuple[str, str]]:
    values: dict[str, dict[str, None]] = {}
    for plan in plans:
        request = {key: value for key, value in plan.request.items() if key != "messages"}
        limits = {f"limits.{key}": value for key, value in msgspec.to_builtins(plan.limits).items()}
        expect = [{check.kind: check.value} for check in plan.expect]
        others = {"retries": plan.retries, "success": plan.success or None, "expect": expect or None}
        for key, text in _flat("", request | limits | others | {"sim": plan.sim or {}}):
            values.setdefault(key, {})[text] = None
    for key, texts in values.items():
        yield key, _listed([*texts])


def _flat(prefix: str, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(f"{name}.", value)
        elif value is not None:
            yield name.removesuffix("_ns"), units.setting(value) if name.endswith("_ns") else _text(value)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}…"


def _listed(texts: list[str]) -> str:
    more = f" and {len(texts) - _MOST_VALUES} more" if len(texts) > _MOST_VALUES else ""
    return ", ".join(texts[:_MOST_VALUES]) + more


def _prompts(old: RunSide, new: RunSide, partner: Mapping[Place, Place]) -> Iterator[Changed]:
    for questions, on_old in ((old.questions - new.questions, True), (new.questions - old.questions, False)):
        if questions:
            asked = _few(questions)
            yield Changed("prompts", asked if on_old else "not asked", "not asked" if on_old else asked)
    rewritten = {here.question for here, there in partner.items() if _words(old, here) != _words(new, there)}
    if rewritten:
        yield Changed("text of prompts", _few(rewritten), "other words under the same name")


def _words(side: RunSide, place: Place) -> Any:
    return side.streams[place][0].plan.request.get("messages")


def _few(questions: frozenset[Query] | set[Query]) -> str:
    ordered = sorted(questions)
    more = f" and {len(ordered) - _MOST_VALUES} more" if len(ordered) > _MOST_VALUES else ""
    return names_of(ordered[:_MOST_VALUES]) + more
