"""The JSON Schema of a document; attribute docstrings become descriptions."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta

from streamboard.common import units
from streamboard.documents.readers import ReadBy, Schematic
from streamboard.documents.sections import Keys, Section, keys_within, name_of
from streamboard.documents.structs import FieldsOf

_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}
_BOUNDS = {
    "minimum": "ge",
    "exclusiveMinimum": "gt",
    "maximum": "le",
    "exclusiveMaximum": "lt",
    "minItems": "min_length",
    "maxItems": "max_length",
}


def json_schema(root: type[Section], title: str) -> dict[str, Any]:
    defined = {name: _mapping(name, keys) for name, keys in keys_within(root).items()}
    schema = defined.pop(root.__name__)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": defined}
    return head | schema | {"title": title}


def _mapping(name: str, keys: Keys) -> dict[str, Any]:
    texts, types = descriptions(keys), keys.types if isinstance(keys, FieldsOf) else keys.types()
    schema: dict[str, Any] = {"title": name, "type": "object", "additionalProperties": False}
    schema["properties"] = {key: _value(kind) | {"description": texts[key]} for key, kind in types.items()}
    if not isinstance(keys, FieldsOf):
        schema["description"] = inspect.getdoc(keys)
        required = [key for key in types if not hasattr(keys, key)]
        schema |= {"required": required} if required else {}
    return schema


def _value(kind: Any) -> dict[str, Any]:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _annotated(*inner)
    if origin in (Union, UnionType):
        return {"anyOf": [*map(_value, inner)]}
    if origin is list:
        return {"type": "array", "items": _value(inner[0])}
    if origin is dict:
        return {"type": "object"} | ({} if inner[1] is Any else {"additionalProperties": _value(inner[1])})
    if origin is Literal:
        return {"enum": [*inner], "type": "string"}
    if isinstance(kind, type) and issubclass(kind, Section):
        return _reference(kind)
    return {"type": _TYPES[kind]} if kind in _TYPES else {}


def _annotated(kind: Any, *notes: Any) -> dict[str, Any]:
    schema: dict[str, Any] = {}
    for note in notes:
        if isinstance(note, FieldsOf):
            return _reference(note)
        if isinstance(note, ReadBy) and note.schema is not None:
            return dict(note.schema)
        if isinstance(note, Schematic):
            schema |= note.schema()
        if isinstance(note, Meta):
            schema |= {
                word: bound for word, name in _BOUNDS.items() if (bound := getattr(note, name)) is not None
            }
    return _value(kind) | schema


def _reference(keys: Keys) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name_of(keys)}"}


def descriptions(keys: Keys) -> dict[str, str]:
    """Attribute docstrings by key."""
    if isinstance(keys, FieldsOf):
        texts = _texts_under(keys.struct) if keys.texts is None else keys.texts
        fields = {field.name: field for field in msgspec.structs.fields(keys.struct)}
        return {key: texts[name] + _unless_set(fields[name]) for key, name in keys.fields.items()}
    return {key: text for base in reversed(keys.__mro__) for key, text in _texts_under(base).items()}


def _unless_set(field: msgspec.structs.FieldInfo) -> str:
    """Say the default; empty if it is no number."""
    if not isinstance(field.default, int | float):
        return ""
    if field.name.endswith("_ns"):
        return f" {units.setting(field.default)} unless set."
    notes = (note.extra for note in getattr(field.type, "__metadata__", ()) if note.extra)
    unit = next((f" {note['unit']}" for note in notes), "")
    return f" {field.default:g}{unit} unless set."


def _texts_under(declared: type) -> dict[str, str]:
    """Without inherited ones."""
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
