"""Checks beyond keys and types; they skip values of the wrong type, so that no mistake hides another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from streamboard.documents.findings import Finding, Path, did_you_mean, nearest, quoted
from streamboard.documents.sections import misspelt
from streamboard.promptset.content import check_messages, check_settings
from streamboard.promptset.expectations import check_expect
from streamboard.promptset.schema import ModelEntry, Prompt
from streamboard.promptset.template import VARIABLE_NAME, placeholders, texts
from streamboard.run.plan import BUILT_IN_ENDPOINTS
from streamboard.safety.name_letters import not_a_name

_UNKNOWN_AT_MOST = 100


def check(data: dict[str, Any]) -> Iterator[Finding]:
    endpoints = _mapping(data.get("endpoints"))
    known = (*BUILT_IN_ENDPOINTS, *endpoints)
    yield from _check_endpoint_names(endpoints)
    for path, settings in places(data):
        yield from check_settings(settings, path)
        yield from check_expect(settings, path)
        yield from check_endpoint(settings.get("endpoint"), (*path, "endpoint"), known)
    yield from _check_models(data)
    yield from _check_prompts(data)
    yield from _check_variables(data)
    if data.get("gates"):
        # They import all figures, which few sets need.
        from streamboard.promptset.gates import check_gates

        yield from check_gates(data)
    yield from _check_characters(data, ())


def places(data: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    if isinstance(data.get("defaults"), dict):
        yield ("defaults",), data["defaults"]
    for section in ("models", "prompts"):
        for index, entry in enumerate(_listed(data.get(section))):
            if isinstance(entry, dict):
                yield (section, index), entry
            elif isinstance(entry, str) and section == "prompts":
                yield (section, index), {"prompt": entry}


def check_endpoint(name: object, path: Path, known: Iterable[str]) -> Iterator[Finding]:
    if isinstance(name, str) and name not in (known := list(known)):
        yield Finding(path, f"{quoted(name)} is no endpoint", did_you_mean(name, known))


def _check_endpoint_names(endpoints: dict[str, Any]) -> Iterator[Finding]:
    for name in endpoints:
        path = ("endpoints", name)
        if name in BUILT_IN_ENDPOINTS:
            yield Finding(path, "is the name of a built-in endpoint", "give yours another name", on_key=True)
        elif problem := not_a_name(name):
            yield Finding(path, problem, "use letters and digits", on_key=True)


def _check_models(data: dict[str, Any]) -> Iterator[Finding]:
    for index, entry in enumerate(_listed(data.get("models"))):
        if not isinstance(entry, dict) or entry.get("model") or entry.get("endpoint"):
            continue
        if not misspelt(entry, ModelEntry, "model", "endpoint"):
            yield Finding(("models", index), "names neither a `model` nor an `endpoint`", missing="model")


def _check_prompts(data: dict[str, Any]) -> Iterator[Finding]:
    named: dict[str, int] = {}
    for index, entry in enumerate(_listed(data.get("prompts"))):
        path: Path = ("prompts", index)
        if not isinstance(entry, dict):
            continue
        yield from check_messages(entry.get("messages"), (*path, "messages"))
        if entry.get("answered") is True and not _ends_in_answer(entry.get("messages")):
            hint = "end them with a message of the assistant, or remove this line"
            yield Finding(
                (*path, "answered"), "is true, but `messages` does not end with an answer", hint, on_key=True
            )
        if entry.get("column") is not None and not entry.get("model") and not entry.get("endpoint"):
            hint = "give the prompt one, or set this as the `name` of an entry in `models`"
            yield Finding((*path, "column"), "needs a `model` or an `endpoint` beside it", hint, on_key=True)
        if entry.get("prompt") is not None and entry.get("messages") is not None:
            yield Finding(
                (*path, "messages"), "cannot be used with `prompt`", "write one of the two", on_key=True
            )
        elif (
            "prompt" not in entry
            and "messages" not in entry
            and not misspelt(entry, Prompt, "prompt", "messages")
        ):
            hint = "write the text as `prompt:`, or a conversation as `messages:`"
            yield Finding(path, "has neither `prompt` nor `messages`", hint, missing="prompt")
        elif _is_null(entry):
            key = "prompt" if "prompt" in entry else "messages"
            yield Finding((*path, key), "is null", "give it a text, or write a conversation as `messages:`")
        name = entry.get("name")
        if isinstance(name, str) and name in named:
            hint = "give each prompt a name of its own"
            what = f"{quoted(name)} is also the name of prompts[{named[name]}]"
            yield Finding((*path, "name"), what, hint, by_its_letters=False)
        elif isinstance(name, str):
            named[name] = index


def _ends_in_answer(messages: object) -> bool:
    last = _listed(messages)[-1:]
    return not last or not isinstance(last[0], dict) or last[0].get("role") == "assistant"


def _is_null(entry: dict[str, Any]) -> bool:
    given = [entry[key] for key in ("prompt", "messages") if key in entry]
    return bool(given) and all(value is None for value in given)


def _check_variables(data: dict[str, Any]) -> Iterator[Finding]:
    declared = dict.fromkeys(_mapping(data.get("vars")))
    wanted: set[str] = set()
    unknown = 0
    for path, settings in places(data):
        for inner, text in texts(settings):
            for name, written in dict(placeholders(text)).items():
                if name in declared:
                    wanted.add(name)
                elif unknown < _UNKNOWN_AT_MOST:
                    unknown += 1
                    wanted.add(nearest(name, declared) or "")
                    what = f"asks for `{{{{{name}}}}}`, which is no variable"
                    yield Finding(
                        (*path, *inner), what, _advice(name, declared), needle=written, covers=False
                    )
    yield from _check_declared(declared, wanted)


def _check_declared(declared: Iterable[str], wanted: set[str]) -> Iterator[Finding]:
    for name in declared:
        if not VARIABLE_NAME.fullmatch(name):
            hint = "use letters, digits, `_` and `-`, beginning with a letter"
            yield Finding(("vars", name), "is no name for a variable", hint, on_key=True)
        elif name not in wanted:
            hint = f"write `{{{{{name}}}}}` where its values belong, or remove it"
            yield Finding(("vars", name), "is used by no prompt", hint, on_key=True)


def _advice(name: str, declared: Iterable[str]) -> str:
    near = nearest(name, declared)
    if near:
        return f"did you mean `{{{{{near}}}}}`?"
    return f"add `{name}` to `vars`, or write `{{{{{{{{{name}}}}}}}}}` to send the braces as they are"


def _check_characters(data: Any, path: Path) -> Iterator[Finding]:
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str) and not _is_sendable(key):
                yield Finding(
                    path, "has a key with half of a surrogate pair in it", "remove it; it is no character"
                )
            yield from _check_characters(value, (*path, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from _check_characters(value, (*path, index))
    elif isinstance(data, str) and not _is_sendable(data):
        yield Finding(
            path, "holds half of a surrogate pair", "remove it, or write the whole character as \\U..."
        )


def _is_sendable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text) if not text.isascii() else True


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
