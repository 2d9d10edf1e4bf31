"""Checks on answers in a prompt set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import msgspec

from streamboard.documents.findings import Finding, Path
from streamboard.documents.readers import ReadBy, UnfitError
from streamboard.documents.structs import FieldsOf
from streamboard.documents.texts import Text
from streamboard.promptset.template import escaped, filled
from streamboard.run.checks.judges import KeptText
from streamboard.run.checks.kinds import KINDS, LITERAL, Schema
from streamboard.run.checks.values import ValueRefusedError
from streamboard.run.plan import Check


def _schema(value: object) -> object:
    if value is True or isinstance(value, dict):
        return value
    raise UnfitError(
        "should be `true` or a JSON Schema", "write `json: true`, or `json: {type: object, ...}`"
    )


_SCHEMA = Annotated[Any, ReadBy(_schema, {"anyOf": [{"const": True}, {"type": "object"}]}, whole=True)]
EXPECTATION = FieldsOf(
    "Expectation",
    msgspec.defstruct("Expectation", [(kind.name, kind.type) for kind in KINDS.values()]),
    written={str: Text, Schema: _SCHEMA},
    texts={kind.name: kind.text for kind in KINDS.values()},
)
Expectation = Annotated[dict[str, Any], EXPECTATION]


def check_expect(settings: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    entries = settings.get("expect")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield from _check(entry, (*path, "expect", index))


def _check(entry: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    given = [key for key in entry if key in EXPECTATION.fields]
    if not entry or (given and entry[given[0]] is None):
        yield Finding(path, "checks nothing", "write one check, as `contains: sky`")
    elif len(given) > 1:
        hint = "write one entry for each: `[{contains: a}, {contains: b}]`"
        yield Finding((*path, given[1]), f"stands beside `{given[0]}`", hint, on_key=True)
    for name in given:
        yield from _refused(name, entry[name], (*path, name))


def _refused(name: str, value: object, path: Path) -> Iterator[Finding]:
    if value is None or (isinstance(value, str) and not value.strip()):
        return
    try:
        KINDS[name].judge(value, KeptText)
    except ValueRefusedError as error:
        yield Finding((*path, *error.path), error.what, error.hint, needle=error.part)
    except TypeError:
        pass  # Its type has been judged.


def joined(layers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Null removes the checks of layers below."""
    found: list[dict[str, Any]] = []
    for layer in layers:
        if "expect" in layer:
            found = [*found, *layer["expect"]] if layer["expect"] is not None else []
    return found


def checks_of(entries: Sequence[Mapping[str, Any]], values: Mapping[str, str]) -> list[Check]:
    return [
        Check(kind, filled(value, values) if kind in LITERAL else value)
        for entry in entries
        for kind, value in entry.items()
        if value is not None
    ]


def entries_of(checks: Sequence[Check]) -> list[dict[str, Any]]:
    return [{check.kind: escaped(check.value) if check.kind in LITERAL else check.value} for check in checks]
