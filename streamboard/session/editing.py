"""A stream's settings as texts in a form, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from streamboard.documents.findings import Finding, where
from streamboard.documents.reading import read_value
from streamboard.documents.secrets import find_secrets
from streamboard.documents.validation import validate
from streamboard.documents.yaml_text import yaml_of
from streamboard.promptset.content import check_settings
from streamboard.promptset.naming import model_name, unique
from streamboard.promptset.schema import NEVER_SENT, RequestSettings, StreamSettings
from streamboard.run.plan import StreamPlan
from streamboard.run.question import last_question, text_of, up_to_question, with_text
from streamboard.run.simulated import PRESETS
from streamboard.safety.sanitise import clean_line
from streamboard.session.columns import column_of

_OF_THEIR_OWN = ("max_tokens", "system", "messages")


class Fields(NamedTuple):
    model: str = ""
    """Empty for the endpoint's default."""
    system: str = ""
    max_tokens: str = ""
    extra: str = ""
    """Other request fields, as a YAML or JSON mapping."""
    prompt: str = ""
    """The last question, without its attachments."""


class FieldsError(ValueError):
    """Has a sentence for each wrong field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


def fields_of(plan: StreamPlan) -> Fields:
    request = plan.request
    extra = _extra_of(request)
    place = last_question(plan)
    return Fields(
        model=plan.model or "",
        system=text_of(request.get("system")),
        max_tokens=str(request.get("max_tokens", "")),
        extra=yaml_of(extra).strip() if extra else "",
        prompt=text_of(request["messages"][place].get("content")) if place is not None else "",
    )


def _extra_of(request: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in request.items() if key not in _OF_THEIR_OWN}


def changed(plan: StreamPlan, fields: Fields) -> StreamPlan:
    """Apply edited settings, or raise FieldsError with every wrong one.

    A field with an unchanged text keeps its value, unparsed.
    """
    before, problems = fields_of(plan), _Problems()
    request: dict[str, Any] = {}
    if (max_tokens := _max_tokens(plan, fields, before, problems)) is not None:
        request["max_tokens"] = max_tokens
    if fields.system == before.system and "system" in plan.request:
        request["system"] = plan.request["system"]
    elif fields.system.strip():
        request["system"] = with_text(plan.request.get("system") or "", fields.system)
    request["messages"] = _messages(plan, fields, problems)
    if fields.extra == before.extra:
        request |= _extra_of(plan.request)
    else:
        request |= _extra(fields.extra, request, plan.request, problems)
    model = fields.model.strip() or None
    if model != plan.model:
        problems.note("model", validate(StreamSettings, {"model": model})[1])
    if problems.found:
        raise FieldsError(problems.found)
    name = _renamed(plan, model)
    return msgspec.structs.replace(plan, model=model, request=request, name=name, answered=False, ending=None)


class _Problems:
    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def note(self, field: str, findings: Sequence[Finding]) -> None:
        for finding in findings[:1]:
            path = where(finding.path) or field
            words = f"{path} {finding.what}" + (f"; {finding.hint}" if finding.hint else "")
            self.found.setdefault(field, clean_line(words))

    def say(self, field: str, words: str) -> None:
        self.found.setdefault(field, words)


def _max_tokens(plan: StreamPlan, fields: Fields, before: Fields, problems: _Problems) -> Any:
    if fields.max_tokens == before.max_tokens:
        return plan.request.get("max_tokens")
    written = fields.max_tokens.strip()
    if not written.isascii() or not written.isdigit():
        problems.say("max_tokens", "max_tokens should be a whole number")
        return None
    value = int(written[:30])
    problems.note("max_tokens", validate(StreamSettings, {"max_tokens": value})[1])
    return value


def _messages(plan: StreamPlan, fields: Fields, problems: _Problems) -> list[dict[str, Any]]:
    messages = plan.request.get("messages") or []
    place = last_question(plan)
    if place is None:
        return [*messages, {"role": "user", "content": fields.prompt}] if fields.prompt.strip() else messages
    if not fields.prompt.strip() and isinstance(messages[place].get("content"), str):
        problems.say("prompt", "the prompt is empty")
    question = messages[place] | {"content": with_text(messages[place]["content"], fields.prompt)}
    return [*messages[:place], question]


def _extra(
    written: str, request: dict[str, Any], before: dict[str, Any], problems: _Problems
) -> dict[str, Any]:
    value = next(read_value(written), None) if written.strip() else {}
    if not isinstance(value, dict):
        problems.say("extra", "further fields should be a mapping, as temperature: 0")
        return {}
    problems.note("extra", [*_findings(value, request, before)])
    return value


def _findings(extra: dict[str, Any], request: dict[str, Any], before: dict[str, Any]) -> Iterator[Finding]:
    for key in extra:
        if key in _OF_THEIR_OWN:
            yield Finding((key,), "has a field of its own above", on_key=True)
        elif key in NEVER_SENT and key not in before:
            yield Finding((key,), "is not part of the request; set it in the prompt set", on_key=True)
    known = {key: value for key, value in extra.items() if key in RequestSettings.types()}
    beside = {"max_tokens": request["max_tokens"]} if "max_tokens" in request else {}
    yield from find_secrets(extra)
    yield from validate(RequestSettings, known)[1]
    yield from check_settings(beside | known | {"extra": extra}, ())


def _renamed(plan: StreamPlan, model: str | None) -> str:
    if model == plan.model or not plan.model or not model:
        return plan.name
    label = re.compile(rf"(?:^|(?<=/)){re.escape(model_name(plan.model))}(?=$|[/#]| \()")
    *_, last = [None, *label.finditer(plan.name)]
    return (
        plan.name
        if last is None
        else f"{plan.name[: last.start()]}{model_name(model)}{plan.name[last.end() :]}"
    )


def duplicate(plan: StreamPlan, others: Sequence[StreamPlan]) -> StreamPlan:
    return msgspec.structs.replace(plan, id=free_id(others), name=free_name(plan.name, others))


def added(like: StreamPlan, endpoint: str, model: str, others: Sequence[StreamPlan]) -> StreamPlan:
    """Ask another model the last question of `like`, with the same conversation and settings."""
    plan = asking(like, endpoint, model, others)
    column = column_of(plan, like, others)
    label = column or model_name(model)
    of_prompt = like.prompt and f"{like.name}/".startswith(f"{like.prompt}/")
    named = f"{like.prompt}/{label}" if of_prompt and not like.answered else label
    return msgspec.structs.replace(plan, name=free_name(named, others), column=column)


def asking(like: StreamPlan, endpoint: str, model: str, others: Sequence[StreamPlan]) -> StreamPlan:
    """Do as `added`, but keep the name and column of `like`.

    A model name that selects a simulation drops the `sim` settings, which would win over it.
    """
    request = like.request | {"messages": up_to_question(like)}
    names_a_way = model != like.model and model.partition(":")[0] in PRESETS
    return msgspec.structs.replace(
        like,
        id=free_id(others),
        endpoint=endpoint,
        model=model,
        request=request,
        sim=None if names_a_way else like.sim,
        answered=False,
        ending=None,
    )


def free_id(others: Sequence[StreamPlan]) -> str:
    numbers = [int(digits) for other in others if (digits := other.id.removeprefix("s")).isdecimal()]
    return f"s{max(numbers, default=0) + 1}"


def free_name(name: str, others: Sequence[StreamPlan]) -> str:
    """Number a name that another stream has: `story (2)`."""
    taken = dict.fromkeys(other.name for other in others)
    return unique([*taken, name])[-1]
