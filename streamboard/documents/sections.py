"""Sections: mappings with known keys, as pydantic models; and which keys are known at which path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from streamboard.documents.findings import Path, did_you_mean, nearest
from streamboard.documents.structs import FieldsOf


class Section(BaseModel):
    """Base of the mappings in a document."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    if_missing: ClassVar[Mapping[str, str]] = {}
    """Hints for required keys that are missing, by key."""

    @classmethod
    def advice_on(cls, key: str) -> str:
        """What to do about an unknown key."""
        return did_you_mean(key, cls.model_fields)


Keys: TypeAlias = type[Section] | FieldsOf
"""Defines the keys of a mapping."""


def keys_at(root: type[Section], path: Path) -> Keys | None:
    """The keys known at a path in a document; None where any key may be used."""
    found: Any = root
    for part in path:
        found = _below(found, part)
    return next(_keys_of(found), None)


def keys_within(root: type[Section]) -> dict[str, Keys]:
    """Every mapping with known keys that a document can contain, by its name in the JSON Schema."""
    found: dict[str, Keys] = {}
    waiting: list[Any] = [root]
    while waiting:
        annotation = waiting.pop()
        waiting += [inner for one in _alternatives(annotation) for inner in _held(one)]
        for keys in _keys_of(annotation):
            name = keys.name if isinstance(keys, FieldsOf) else keys.__name__
            if name not in found:
                found[name] = keys
                waiting += [] if isinstance(keys, FieldsOf) else map(_whole_type, keys.model_fields.values())
    return found


Note = TypeVar("Note")


def noted(section: type[Section], kind: type[Note]) -> dict[str, Note]:
    """The `Annotated` metadata of type `kind` in a section, by key."""
    return {
        key: note
        for key, field in section.model_fields.items()
        for one in (_whole_type(field), *get_args(field.annotation))
        for note in getattr(one, "__metadata__", ())
        if isinstance(note, kind)
    }


def misspelt(data: Mapping[str, Any], section: type[Section], *keys: str) -> bool:
    """Whether an unknown key in the data looks like a misspelling of one of `keys`."""
    known = section.model_fields
    return any(key not in known and nearest(key, known) in keys for key in data)


def _below(annotation: Any, part: str | int) -> Any:
    """The type one step further down a path; None if it is unknown."""
    for keys in _keys_of(annotation):
        field = None if isinstance(keys, FieldsOf) else keys.model_fields.get(str(part))
        return _whole_type(field) if field else None
    return next((inner for one in _alternatives(annotation) for inner in _held(one)), None)


def _keys_of(annotation: Any) -> Iterator[Keys]:
    for one in _alternatives(annotation):
        if isinstance(one, FieldsOf) or (isinstance(one, type) and issubclass(one, Section)):
            yield one


def _held(annotation: Any) -> list[Any]:
    """The type of a list's items or a mapping's values, if the annotation is of either."""
    return [get_args(annotation)[-1]] if get_origin(annotation) in (list, dict) else []


def _whole_type(field: FieldInfo) -> Any:
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _alternatives(annotation: Any) -> Iterator[Any]:
    """The members of a union, without `Annotated`; a `FieldsOf` stands for the type it annotates."""
    origin = get_origin(annotation)
    if origin is Annotated:
        kind, *notes = get_args(annotation)
        fields = [note for note in notes if isinstance(note, FieldsOf)]
        yield from fields or _alternatives(kind)
    elif origin in (Union, UnionType):
        for one in get_args(annotation):
            yield from _alternatives(one)
    else:
        yield annotation
