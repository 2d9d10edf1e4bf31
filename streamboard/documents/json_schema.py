"""The JSON Schema of a document, with the attribute docstrings as descriptions."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any

import msgspec

from streamboard.common import units
from streamboard.documents.sections import Keys, Section, keys_within
from streamboard.documents.structs import FieldsOf


def json_schema(root: type[Section], title: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the documents that a section describes."""
    schema = root.model_json_schema()
    for name, keys in keys_within(root).items():
        section = schema if keys is root else schema["$defs"][name]
        section["title"] = name
        texts = descriptions(keys)
        for key, value in section["properties"].items():
            value["description"] = texts[key]
            # The defaults of the models are placeholders; the real ones are in the descriptions.
            value.pop("default", None)
            value.pop("title", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": title}


def descriptions(keys: Keys) -> dict[str, str]:
    """The attribute docstring of each key.

    pydantic could collect these too, but would whenever a model is defined, at a tenth of the start-up time.
    """
    if isinstance(keys, FieldsOf):
        texts = _texts_under(keys.struct)
        fields = {field.name: field for field in msgspec.structs.fields(keys.struct)}
        return {key: texts[name] + _unless_set(fields[name]) for key, name in keys.fields.items()}
    return {key: text for base in reversed(keys.__mro__) for key, text in _texts_under(base).items()}


def _unless_set(field: msgspec.structs.FieldInfo) -> str:
    """A sentence with the field's default and the `unit` from its `Meta`; empty if it is not a number."""
    if not isinstance(field.default, int | float):
        return ""
    if field.name.endswith("_ns"):
        return f" {units.setting(field.default)} unless set."
    notes = (note.extra for note in getattr(field.type, "__metadata__", ()) if note.extra)
    unit = next((f" {note['unit']}" for note in notes), "")
    return f" {field.default:g}{unit} unless set."


def _texts_under(declared: type) -> dict[str, str]:
    """The attribute docstrings of a class, without those of its bases."""
    if not issubclass(declared, Section | msgspec.Struct) or declared in (Section, msgspec.Struct):
        return {}
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(declared))).body
    assert isinstance(definition, ast.ClassDef)
    return {
        key.target.id: " ".join(str(text.value.value).split())
        for key, text in pairwise(definition.body)
        if isinstance(key, ast.AnnAssign)
        and isinstance(key.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }
