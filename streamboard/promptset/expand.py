"""Expand a prompt set: prompts x variables x models x repeats = streams."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from streamboard.documents.findings import Finding
from streamboard.documents.sections import Section
from streamboard.promptset.durations import nanoseconds
from streamboard.promptset.expectations import checks_of, joined
from streamboard.promptset.naming import column_names, prompt_names, stream_name, unique
from streamboard.promptset.saved_ending import ending_of
from streamboard.promptset.schema import (
    EndpointSettings,
    ModelEntry,
    Origin,
    Prompt,
    PromptSet,
    RequestSettings,
    StreamSettings,
)
from streamboard.promptset.template import filled_content, placeholders, texts
from streamboard.run.plan import AUTO, EndpointPlan, Limits, RunPlan, Slo, StreamPlan

MAX_STREAMS = 1000
MAX_PLAN_BYTES = 60_000_000
"""Of all requests as JSON; just under what the engine reads at once."""
DEFAULT_MAX_TOKENS = 1024
DEFAULT_RETRIES = 2

_MERGED = ("limits", "sim", "extra")


class TooLargeError(ValueError):
    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.what)
        self.finding = finding


def plan_of(prompt_set: PromptSet, layer: StreamSettings, rounds: int = 1) -> RunPlan:
    """Expand a set that has passed all checks, with `layer` over the settings of every stream.

    Raises:
        TooLargeError: It exceeds `MAX_STREAMS` or `MAX_PLAN_BYTES`.
    """
    drafts = _drafts(_counted_rows(prompt_set, layer, rounds), prompt_set, rounds)
    names = unique([str(draft["name"]) for draft in drafts])
    streams = [
        StreamPlan(**draft | {"id": f"s{number}", "name": name})
        for number, (draft, name) in enumerate(zip(drafts, names, strict=True), start=1)
    ]
    return RunPlan(
        title=prompt_set.title or "Untitled",
        streams=streams,
        endpoints={name: _endpoint_plan(endpoint) for name, endpoint in prompt_set.endpoints.items()},
        start=prompt_set.start,
        concurrency=prompt_set.concurrency,
        slo=Slo(**_in_nanoseconds(prompt_set.slo)),
        gates=[" ".join(gate.split()) for gate in prompt_set.gates or ()],
        wire=bool(prompt_set.wire),
    )


def _endpoint_plan(endpoint: EndpointSettings) -> EndpointPlan:
    return EndpointPlan(**{key: getattr(endpoint, key) for key in endpoint.types()})


def _counted_rows(prompt_set: PromptSet, layer: StreamSettings, rounds: int) -> list[list[_Cell]]:
    _check_cells(prompt_set)
    rows: list[list[_Cell]] = []
    product, most, total = "", 0, 0
    for cells in _rows(prompt_set, layer, rounds):
        count = sum(cell.count for cell in cells)
        total += count
        if total <= MAX_STREAMS:
            rows.append(cells)
        if count > most:
            product, most = _product(cells, prompt_set), count
    if total > MAX_STREAMS:
        hint = f"the most come from {product} = {most:,}; take fewer values, models or repeats"
        raise _too_many(f"{total:,}", hint)
    return rows


def _check_cells(prompt_set: PromptSet) -> None:
    """Limit prompts times models before looking at each."""
    columns = len(prompt_set.models or ()) or 1
    cells = sum(1 if _is_pinned(prompt) else columns for prompt in prompt_set.prompts)
    if cells > MAX_STREAMS:
        hint = f"there are {len(prompt_set.prompts):,} prompts and {columns:,} models; take fewer"
        raise _too_many(f"at least {cells:,}", hint)


def _too_many(streams: str, hint: str) -> TooLargeError:
    what = f"make {streams} streams, and at most {MAX_STREAMS:,} are taken"
    return TooLargeError(Finding(("prompts",), what, hint, on_key=True))


def _drafts(rows: Sequence[Sequence[_Cell]], prompt_set: PromptSet, rounds: int) -> list[dict[str, Any]]:
    """Fields of each stream except its id; names may repeat."""
    total = 0
    for place, cells in enumerate(rows):
        total += sum(map(_size, cells))
        if total > MAX_PLAN_BYTES:
            most = MAX_PLAN_BYTES // 1_000_000
            what = f"make requests of more than {most} MB, all streams together"
            hint = f"this prompt makes {_product(cells, prompt_set)}; repeat less, or shorten it"
            raise TooLargeError(Finding(("prompts", place), what, hint))
    return [draft for number in range(1, rounds + 1) for cells in rows for draft in _streams(cells, number)]


def _size(cell: _Cell) -> int:
    """Bytes of its requests as JSON and of their variables, before any is made.

    Each combination of values occurs once, so all values of a variable are equally frequent.
    """
    filled = Counter(
        name
        for _, text in texts(_request_texts(cell.prompt, cell.settings))
        for name, _ in placeholders(text)
    )
    size = cell.count * _encoded((_unfilled(cell), cell.settings.get("extra"), cell.settings["expect"]))
    for name, values in cell.used.items():
        streams = cell.count // len(values)
        size += streams * (filled[name] + 1) * sum(map(_encoded, values))
    return size


def _encoded(value: object) -> int:
    """Bytes as JSON; an estimate if it cannot be encoded."""
    try:
        return len(msgspec.json.encode(value))
    except (TypeError, ValueError):  # Nor can it be sent, which is reported elsewhere.
        return len(repr(value))


@dataclass(frozen=True)
class _Cell:
    """A prompt in a column; its streams differ only in variables and repetition."""

    prompt: Prompt
    name: str
    column: str
    """Empty if the prompt has its own model or endpoint but no column."""
    label: str
    """In stream names; empty for a single column."""
    settings: dict[str, Any]
    used: dict[str, list[str]]
    """Variables in its texts, with all values."""
    rounds: int

    @property
    def repeat(self) -> int:
        """Streams per combination of values and round."""
        return int(self.settings.get("repeat") or 1)

    @property
    def count(self) -> int:
        """Streams in all rounds."""
        total = self.repeat * self.rounds
        for values in self.used.values():
            total *= len(values)
        return total


def _rows(prompt_set: PromptSet, layer: StreamSettings, rounds: int) -> Iterator[list[_Cell]]:
    """Each prompt's cells, one for each column."""
    root = _explicit(prompt_set, PromptSet.types().keys() & StreamSettings.types().keys())
    entries = prompt_set.models or []
    named = [*zip(entries, column_names(entries), strict=True)]
    for prompt, name in zip(prompt_set.prompts, prompt_names(prompt_set.prompts), strict=True):
        columns = [(ModelEntry(), prompt.column or "")] if _is_pinned(prompt) or not named else named
        cells = []
        for entry, column in columns:
            layers = [
                _explicit(part, StreamSettings.types())
                for part in (prompt_set.defaults, entry, prompt, layer)
            ]
            settings = _layered([root, *layers]) | {"expect": joined(layers)}
            label = column if len(columns) > 1 else ""
            used = _used(prompt, settings, prompt_set.vars)
            cells.append(_Cell(prompt, name, column, label, settings, used, rounds))
        yield cells


def _is_pinned(prompt: Prompt) -> bool:
    return prompt.model is not None or prompt.endpoint is not None


def _explicit(section: Section, keys: Iterable[str]) -> dict[str, Any]:
    given = section.data()
    return {key: given[key] for key in keys if key in given}


def _layered(layers: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Later layers win, those in `_MERGED` key by key."""
    result: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            below = result.get(key)
            if key in _MERGED and isinstance(value, dict) and isinstance(below, dict):
                value = below | value
            result[key] = value
    return result


def _request_texts(prompt: Prompt, settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "prompt": prompt.prompt,
        "messages": prompt.messages,
        "system": settings.get("system"),
        "expect": settings["expect"],
    }


def _used(prompt: Prompt, settings: dict[str, Any], variables: dict[str, list[str]]) -> dict[str, list[str]]:
    asked = {name for _, text in texts(_request_texts(prompt, settings)) for name, _ in placeholders(text)}
    return {name: values for name, values in variables.items() if name in asked}


def _product(cells: Sequence[_Cell], prompt_set: PromptSet) -> str:
    used = {name: values for cell in cells for name, values in cell.used.items()}
    factors = [f"{len(values)} of `{name}`" for name, values in used.items()]
    if len(cells) > 1:
        factors.append(f"{len(cells)} models")
    repeats = {cell.repeat for cell in cells}
    if repeats != {1}:
        factors.append(f"repeat {min(repeats)}" if len(repeats) == 1 else "repeats")
    if cells[0].rounds > 1:
        factors.append(f"--repeat {cells[0].rounds}")
    if len(prompt_set.prompts) > 1:
        factors.insert(0, f"`{cells[0].name}`, one of {len(prompt_set.prompts):,} prompts")
    return " × ".join(factors) or "`prompts`"


def _streams(cells: Sequence[_Cell], number: int) -> Iterator[dict[str, Any]]:
    """One prompt's streams in a round, by variables, then columns, then repetitions."""
    variables = {name: values for cell in cells for name, values in cell.used.items()}
    for combination in itertools.product(*variables.values()):
        values = dict(zip(variables, combination, strict=True))
        for cell in cells:
            others = [name for name in variables if name not in cell.used]
            # A column appears once for all values of a variable that it does not use.
            if all(values[name] == variables[name][0] for name in others):
                yield from _repeated(cell, {name: values[name] for name in cell.used}, number)


def _repeated(cell: _Cell, values: dict[str, str], in_round: int) -> Iterator[dict[str, Any]]:
    settings = cell.settings
    telling = [value for name, value in values.items() if len(cell.used[name]) > 1]
    retries = settings.get("retries")
    common: dict[str, Any] = {
        "column": cell.column,
        "endpoint": settings.get("endpoint") or AUTO,
        "model": settings.get("model"),
        "request": _request(cell, values),
        "answered": bool(cell.prompt.answered),
        "ending": ending_of(cell.prompt.ended),
        "expect": checks_of(settings["expect"], values),
        "success": settings.get("success") or [],
        "limits": Limits(**_in_nanoseconds(settings.get("limits") or {})),
        "retries": DEFAULT_RETRIES if retries is None else retries,
        "sim": {key: value for key, value in (settings.get("sim") or {}).items() if value is not None}
        or None,
    }
    if cell.prompt.answered or cell.prompt.ended is not None:
        common["turn"] = sum(message["role"] == "user" for message in common["request"]["messages"]) or 1
    was = cell.prompt.was or Origin()
    common |= {"prompt": was.prompt or cell.name, "vars": values | was.vars, "round": in_round}
    before = cell.repeat * (in_round - 1)
    for number in range(before + 1, before + cell.repeat + 1):
        several = cell.repeat * cell.rounds > 1
        name = stream_name(cell.name, telling, cell.label, number if several else None)
        yield common | {"name": name, "repeat": was.repeat + number - 1}


def _request(cell: _Cell, values: dict[str, str]) -> dict[str, Any]:
    """A request body without `model` and `stream`."""
    request = _unfilled(cell)
    if "system" in request:
        request["system"] = filled_content(request["system"], values)
    request["messages"] = [
        message | {"content": filled_content(message["content"], values)} for message in request["messages"]
    ]
    return request | (cell.settings.get("extra") or {})


def _unfilled(cell: _Cell) -> dict[str, Any]:
    settings, given = cell.settings, cell.prompt.messages
    request = {key: settings[key] for key in RequestSettings.types() if settings.get(key) is not None}
    request.setdefault("max_tokens", DEFAULT_MAX_TOKENS)
    request["messages"] = [{"role": "user", "content": cell.prompt.prompt}] if given is None else given
    return request


def _in_nanoseconds(durations_s: dict[str, float | None]) -> dict[str, int | None]:
    return {f"{key}_ns": None if value is None else nanoseconds(value) for key, value in durations_s.items()}
