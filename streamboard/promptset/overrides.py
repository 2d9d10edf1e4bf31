"""Command line options that override a prompt set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from streamboard.common.bounds import CONCURRENCY, REPEAT
from streamboard.documents.findings import Finding, did_you_mean, where
from streamboard.documents.mistakes import Mistake, MistakesError
from streamboard.documents.reading import read_value
from streamboard.documents.secrets import MASK, find_secrets, holds_headers, is_secret_name, masked
from streamboard.documents.validation import validate
from streamboard.promptset.consistency import check_endpoint
from streamboard.promptset.content import check_settings
from streamboard.promptset.expectations import check_expect
from streamboard.promptset.schema import ModelEntry, PromptSet, StreamSettings
from streamboard.run.plan import BUILT_IN_ENDPOINTS
from streamboard.safety.name_letters import advice_on, misleading, not_a_name

SERVER = "server"
_OPTION_OF = {
    f"endpoints.{SERVER}.base_url": "--url",
    f"endpoints.{SERVER}.api_key_env": "--key-env",
}
_NOT_HERE = {
    "prompts": "prompts stand in the file",
    "models": "use --model NAME, once for each",
    "defaults": "leave out `defaults.`: what is set here wins over all settings of the file",
    "prompt": "prompts stand in the file",
    "messages": "messages stand in the file",
    "name": "names stand in the file",
}
_OF_STREAMS = StreamSettings.types()
_SETTABLE = tuple(key for key in {**_OF_STREAMS, **PromptSet.types()} if key not in _NOT_HERE)


@dataclass(frozen=True)
class Overrides:
    endpoint: str | None = None
    models: tuple[str, ...] = ()
    """Columns beside the set's."""
    concurrency: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    """Stream settings, or `title`, `slo.ttft`, `vars.topic`, ...; values are YAML."""
    gates: tuple[str, ...] = ()
    url: str | None = None
    key_env: str | None = None
    max_tokens: int | None = None
    repeat: int | None = None
    """Runs of the whole set, one after the other."""


NO_OVERRIDES = Overrides()


class Wishes(NamedTuple):
    """Validated overrides."""

    layer: StreamSettings
    """Wins over the settings of every stream."""
    run: dict[str, Any]
    """Wins over top-level data, such as `title`, `start` and `vars`."""
    models: tuple[str, ...]
    mistakes: list[Mistake]
    streams: dict[str, Any]
    """`layer` as written."""
    gates: tuple[str, ...] = ()
    rounds: int = 1
    options: Mapping[str, str] = _OPTION_OF
    """Options by the paths that they set; any other path is `--set`."""

    def mistake(self, finding: Finding) -> Mistake:
        return of_setting(finding, self.options)

    def over(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return merged(data, self.run)

    def with_models(self, prompt_set: PromptSet) -> tuple[PromptSet, list[Mistake]]:
        """Add columns of `--model`; `--set model` removes all columns."""
        if "model" in self.layer.given:
            return prompt_set.changed(models=None), []
        if not self.models:
            return prompt_set, []
        if all(prompt.model or prompt.endpoint for prompt in prompt_set.prompts):
            what = "changes nothing: every prompt has a model or an endpoint of its own"
            hint = "use --set model=NAME to ask that model instead"
            return prompt_set, [Mistake("", None, None, "--model", what, hint)]
        columns = [*(prompt_set.models or ()), *(ModelEntry(model=name) for name in self.models)]
        return prompt_set.changed(models=columns), []

    def with_gates(self, prompt_set: PromptSet) -> PromptSet:
        if not self.gates:
            return prompt_set
        return prompt_set.changed(gates=[*(prompt_set.gates or ()), *self.gates])

    def divided(
        self, findings: Iterable[Finding], data: Mapping[str, Any]
    ) -> tuple[list[Finding], list[Mistake]]:
        """Split findings by cause; `data` is the set's alone."""
        of_set: list[Finding] = []
        mistakes: list[Mistake] = []
        for finding in findings:
            # Two parts decide, as a variable or an endpoint comes as a whole from one of the two.
            head = finding.path[:2]
            if _stands(self.run, head) and not _stands(data, head):
                mistakes.append(self.mistake(finding))
            else:
                of_set.append(finding)
        return of_set, mistakes


def wishes_of(overrides: Overrides, endpoints: Iterable[str]) -> Wishes:
    """`endpoints` are the names in the set."""
    known = (*BUILT_IN_ENDPOINTS, *endpoints, *([SERVER] if overrides.url is not None else []))
    of_streams: dict[str, Any] = {}
    of_run, mistakes = _server(overrides)
    for key, text in overrides.settings.items():
        try:
            head, data = _setting(key, text, known)
        except MistakesError as error:
            mistakes += error.mistakes
            continue
        if head in _OF_STREAMS:
            of_streams = merged(of_streams, data)
        else:
            of_run = merged(of_run, data)
    mistakes += _check_options(overrides, known)
    if overrides.endpoint is not None and overrides.endpoint in known:
        of_streams["endpoint"] = overrides.endpoint
    if overrides.concurrency is not None and overrides.concurrency in CONCURRENCY:
        of_run["concurrency"] = overrides.concurrency
    if overrides.url is not None:
        of_streams["endpoint"] = SERVER
    options = _OPTION_OF
    if overrides.max_tokens is not None:
        of_streams["max_tokens"] = overrides.max_tokens
        options = options | {"max_tokens": "--max-tokens"}
    layer, findings = validate(StreamSettings, of_streams)
    mistakes += [of_setting(finding, options) for finding in findings]
    rounds = 1 if overrides.repeat is None or overrides.repeat not in REPEAT else overrides.repeat
    return Wishes(
        layer or StreamSettings(),
        of_run,
        overrides.models,
        mistakes,
        of_streams,
        overrides.gates,
        rounds,
        options,
    )


def _server(overrides: Overrides) -> tuple[dict[str, Any], list[Mistake]]:
    if overrides.url is None:
        if overrides.key_env is None:
            return {}, []
        hint = "name the server with --url; endpoints of a prompt set have `api_key_env`"
        return {}, [Mistake("", None, None, "--key-env", "needs --url", hint)]
    settings = {"base_url": overrides.url}
    if overrides.key_env is not None:
        settings["api_key_env"] = overrides.key_env
    data: dict[str, Any] = {"endpoints": {SERVER: settings}}
    findings = [*find_secrets(data)] or [
        finding for finding in validate(PromptSet, data)[1] if not finding.missing
    ]
    return data, [of_setting(finding) for finding in findings]


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        result[key] = merged(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return result


def _stands(data: Any, path: Iterable[str | int]) -> bool:
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return False
        data = data[part]
    return True


def _check_options(overrides: Overrides, known: tuple[str, ...]) -> Iterator[Mistake]:
    for finding in check_endpoint(overrides.endpoint, (), known):
        yield option_mistake(masked(f"--endpoint {overrides.endpoint}"), finding)
    for name in overrides.models:
        if problem := not_a_name(name):
            yield Mistake("", None, None, "--model", problem)
    if overrides.models and "model" in overrides.settings:
        hint = "use --model for columns, or --set model=NAME to ask one model only"
        yield Mistake("", None, None, "--set model", "excludes --model", hint)
    yield from _check_gates(overrides.gates)
    if overrides.url is not None and overrides.endpoint is not None:
        yield Mistake("", None, None, "--url", "excludes --endpoint", "name the server, or its endpoint")
    if overrides.max_tokens is not None and "max_tokens" in overrides.settings:
        yield Mistake("", None, None, "--max-tokens", "excludes --set max_tokens", "they are the same")
    if overrides.repeat is not None and overrides.repeat not in REPEAT:
        yield Mistake("", None, None, f"--repeat {overrides.repeat}", f"should be {REPEAT}")
    if overrides.concurrency is not None and overrides.concurrency not in CONCURRENCY:
        yield Mistake("", None, None, f"--concurrency {overrides.concurrency}", f"should be {CONCURRENCY}")


def _check_gates(gates: Sequence[str]) -> Iterator[Mistake]:
    if not gates:
        return
    from streamboard.promptset.gates import check_gates

    for finding in check_gates({"gates": [*gates]}):
        yield of_gate(gates[int(finding.path[1])], finding)


def of_gate(text: str, finding: Finding) -> Mistake:
    option = masked(f"--gate '{text}'")
    return Mistake("", None, None, option, masked(finding.what), masked(finding.hint))


def check_gate_options(gates: Sequence[str]) -> None:
    if mistakes := [*_check_gates(gates)]:
        raise MistakesError(mistakes)


def _setting(key: str, text: str, known: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    option = _shown_option(key, text)
    head = key.split(".")[0]
    if head not in _SETTABLE:
        hint = _advice(option, _NOT_HERE.get(head) or did_you_mean(head, _SETTABLE))
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
    elif head in _OF_STREAMS:
        yield from validate(StreamSettings, data)[1]
        yield from check_settings(data, ())
        yield from check_expect(data, ())
        yield from check_endpoint(data.get("endpoint"), ("endpoint",), known)
    else:
        # Missing keys may be in the file.
        yield from (finding for finding in validate(PromptSet, data)[1] if not finding.missing)


def _nested(parts: list[str], value: Any) -> dict[str, Any]:
    for part in reversed(parts):
        value = {part: value}
    return cast(dict[str, Any], value)


def _shown_option(key: str, text: str) -> str:
    secret = any(is_secret_name(part) or holds_headers(part) for part in key.split("."))
    return masked(f"--set {key}={MASK * 8 if secret else text}")


def of_setting(finding: Finding, options: Mapping[str, str] = _OPTION_OF) -> Mistake:
    if option := options.get(where(finding.path)):
        return Mistake("", None, None, option, masked(finding.what), masked(finding.hint))
    return option_mistake(masked(f"--set {where(finding.path)}"), finding)


def option_mistake(option: str, finding: Finding, key: str = "") -> Mistake:
    """`option` has its secrets masked, and is empty if no single one is at fault; `key` is not repeated."""
    inner = masked(where(finding.path))
    told = inner in ("", key) or option.endswith(f" {inner}")
    place = option if told else ": ".join(part for part in (option, inner) if part)
    return Mistake("", None, None, place, masked(finding.what), _advice(option, masked(finding.hint)))


def _advice(option: str, hint: str) -> str:
    """An invisible letter in the option is at fault if there is one."""
    letter = misleading(option)
    return advice_on(letter[0]) if letter else hint
