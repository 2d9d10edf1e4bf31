"""What the command line says over a prompt set: `--endpoint`, `--model`, `--concurrency`, `--set`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from streamboard.bounds import CONCURRENCY
from streamboard.documents.explain import validate
from streamboard.documents.findings import Finding, did_you_mean, where
from streamboard.documents.mistakes import Mistake, MistakesError
from streamboard.documents.reading import read_value
from streamboard.documents.secrets import MASK, find_secrets, is_secret_name, masked
from streamboard.plan import BUILT_IN_ENDPOINTS
from streamboard.promptset.check import check_endpoint
from streamboard.promptset.content import check_settings
from streamboard.promptset.schema import ModelEntry, PromptSet, StreamSettings

_OF_THE_RUN = ("title", "vars", "endpoints", "start", "concurrency", "slo")
_NOT_HERE = {
    "prompts": "prompts stand in the file",
    "models": "use --model NAME, once for each",
    "defaults": "leave out `defaults.`: what is set here wins over all settings of the file",
    "prompt": "prompts stand in the file",
    "messages": "messages stand in the file",
    "name": "names stand in the file",
}
_PLACEHOLDER_PROMPTS = ["x"]


@dataclass(frozen=True)
class Overrides:
    """What the command line asks for; it wins over everything in the file."""

    endpoint: str | None = None
    """`--endpoint`: who answers every stream."""
    models: tuple[str, ...] = ()
    """`--model`, repeatable: further columns beside the set's `models`, or the only ones if it has none."""
    concurrency: int | None = None
    """`--concurrency`: at most so many streams in flight."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """`--set KEY=VALUE`: any stream setting, or `title`, `start`, `slo.ttft`, `vars.topic`, ...; in YAML."""


NO_OVERRIDES = Overrides()
"""A command line that says nothing."""


class Applied(NamedTuple):
    """A prompt set with the command line's wishes worked in."""

    prompt_set: PromptSet
    """With columns, variables and settings of the run as the command line wants them."""
    layer: StreamSettings
    """The settings that win over those of every stream."""
    mistakes: list[Mistake]
    """What is wrong on the command line; what it concerns is left out."""


def apply(prompt_set: PromptSet, overrides: Overrides) -> Applied:
    """Work the overrides into a prompt set. Nothing is raised; see `Applied.mistakes`."""
    layer, run, mistakes = parsed(overrides, prompt_set.endpoints)
    updates: dict[str, Any] = {}
    if run:
        wanted, findings = validate(PromptSet, run | {"prompts": _PLACEHOLDER_PROMPTS})
        mistakes += [option_mistake("--set", finding) for finding in findings]
        updates = {key: getattr(wanted, key) for key in run} if wanted else {}
    for key in ("vars", "endpoints"):
        if key in updates:
            updates[key] = getattr(prompt_set, key) | updates[key]
    if "slo" in updates:
        updates["slo"] = prompt_set.slo.model_copy(update=updates["slo"].model_dump(exclude_unset=True))
    if "model" in layer.model_fields_set:
        updates["models"] = None
    elif overrides.models:
        if all(prompt.model or prompt.endpoint for prompt in prompt_set.prompts):
            hint = "use --set model=NAME to ask that model instead"
            what = "changes nothing: every prompt has a model or an endpoint of its own"
            mistakes.append(Mistake("", None, None, "--model", what, hint))
        columns = [ModelEntry(model=name) for name in overrides.models if name.strip()]
        updates["models"] = [*(prompt_set.models or ()), *columns] or None
    return Applied(prompt_set.model_copy(update=updates), layer, mistakes)


def parsed(
    overrides: Overrides, endpoints: Mapping[str, Any]
) -> tuple[StreamSettings, dict[str, Any], list[Mistake]]:
    """The overrides as settings for every stream, data for the run, and what is wrong with them.

    Args:
        overrides: What the command line says.
        endpoints: The endpoints that the file names.
    """
    known = (*BUILT_IN_ENDPOINTS, *endpoints)
    of_streams: dict[str, Any] = {}
    of_run: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for key, text in overrides.settings.items():
        try:
            head, data = _setting(key, text, known)
        except MistakesError as error:
            mistakes += error.mistakes
            continue
        _merge(of_streams if head in StreamSettings.model_fields else of_run, data)
    mistakes += _check_options(overrides, known)
    if overrides.endpoint is not None and overrides.endpoint in known:
        of_streams["endpoint"] = overrides.endpoint
    if overrides.concurrency is not None and overrides.concurrency in CONCURRENCY:
        of_run["concurrency"] = overrides.concurrency
    layer, findings = validate(StreamSettings, of_streams)
    mistakes += [option_mistake("--set", finding) for finding in findings]
    return layer or StreamSettings(), of_run, mistakes


def _check_options(overrides: Overrides, known: tuple[str, ...]) -> Iterator[Mistake]:
    for finding in check_endpoint(overrides.endpoint, (), known):
        yield option_mistake(masked(f"--endpoint {overrides.endpoint}"), finding)
    for name in overrides.models:
        if not name.strip() or not name.isprintable():
            yield Mistake("", None, None, "--model", "is no name of a model")
    if overrides.models and "model" in overrides.settings:
        hint = "use --model for columns, or --set model=NAME to ask one model only"
        yield Mistake("", None, None, "--set model", "excludes --model", hint)
    if overrides.concurrency is not None and overrides.concurrency not in CONCURRENCY:
        yield Mistake("", None, None, f"--concurrency {overrides.concurrency}", f"should be {CONCURRENCY}")


def _setting(key: str, text: str, known: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """The first part of a key, and its value as data nested below it.

    Raises:
        MistakesError: The key is none, or takes no such value.
    """
    option = _shown_option(key, text)
    head = key.split(".")[0]
    if head in _NOT_HERE or head not in (*StreamSettings.model_fields, *_OF_THE_RUN):
        hint = _NOT_HERE.get(head) or did_you_mean(head, (*StreamSettings.model_fields, *_OF_THE_RUN))
        raise MistakesError([Mistake("", None, None, option, f"`{head}` cannot be set here", hint)])
    if not all(part.strip() for part in key.split(".")):
        raise MistakesError(
            [Mistake("", None, None, option, "has an empty part in its key", "as `limits.idle`")]
        )
    first: list[Finding] = []
    for value in read_value(text):
        data = _nested(key.split("."), value)
        findings = list(_findings(head, data, known))
        if not findings:
            return head, data
        first = first or findings
    raise MistakesError([option_mistake(option, finding, key) for finding in first])


def _findings(head: str, data: dict[str, Any], known: tuple[str, ...]) -> Iterator[Finding]:
    secrets = list(find_secrets(data))
    if secrets:
        yield from secrets
    elif head in StreamSettings.model_fields:
        yield from validate(StreamSettings, data)[1]
        yield from check_settings(data, ())
        yield from check_endpoint(data.get("endpoint"), ("endpoint",), known)
    else:
        yield from validate(PromptSet, data | {"prompts": _PLACEHOLDER_PROMPTS})[1]


def _nested(parts: list[str], value: Any) -> dict[str, Any]:
    for part in reversed(parts):
        value = {part: value}
    return cast(dict[str, Any], value)


def _merge(into: dict[str, Any], data: dict[str, Any]) -> None:
    for key, value in data.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


def _shown_option(key: str, text: str) -> str:
    secret = any(is_secret_name(part) for part in key.split("."))
    return masked(f"--set {key}={MASK * 8 if secret else text}")


def divided(findings: Iterable[Finding], own_vars: Collection[str]) -> tuple[list[Finding], list[Mistake]]:
    """The findings that concern the file, and mistakes for those that concern the command line's variables.

    Args:
        findings: What is wrong with the file's data, the command line's variables among it.
        own_vars: The names of the file's own variables.
    """
    of_file: list[Finding] = []
    mistakes: list[Mistake] = []
    for finding in findings:
        if finding.path[:1] == ("vars",) and len(finding.path) == 2 and finding.path[1] not in own_vars:
            mistakes.append(option_mistake(masked(f"--set {where(finding.path)}"), finding))
        else:
            of_file.append(finding)
    return of_file, mistakes


def option_mistake(option: str, finding: Finding, key: str = "") -> Mistake:
    """The mistake that a finding is which has no place in a file.

    Args:
        option: The option as it was given, nothing secret in it; empty if none is to blame.
        finding: What is wrong.
        key: The option's own key, which need not be said again.
    """
    inner = masked(where(finding.path))
    told = inner in ("", key) or option.endswith(f" {inner}")
    place = option if told else ": ".join(part for part in (option, inner) if part)
    return Mistake("", None, None, place, masked(finding.what), masked(finding.hint))
