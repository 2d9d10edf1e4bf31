"""Mappings with known keys, as classes; and the keys known at a path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    NoReturn,
    Self,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from streamboard.documents.findings import Path, did_you_mean, nearest
from streamboard.documents.structs import FieldsOf

EMPTY = cast("dict[str, Any]", MappingProxyType({}))
EMPTY_LIST = cast("list[Any]", ())
"""Defaults that all sections share, so nothing can be put into them."""


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Section:
    """A mapping whose annotations are its keys; those without a default are required.

    The constructor checks only the names of keys, `validate` the values.
    """

    if_missing: ClassVar[Mapping[str, str]] = EMPTY
    """Hints for missing required keys."""
    _types: ClassVar[dict[str, Any]]

    def __init__(self, **values: Any) -> None:
        types = self.types()
        if wrong := [key for key in values if key not in types]:
            raise TypeError(f"{type(self).__name__} has no {', '.join(wrong)}")
        if missing := [key for key in types if key not in values and not hasattr(type(self), key)]:
            raise TypeError(f"{type(self).__name__} needs {', '.join(missing)}")
        vars(self).update(values)

    @classmethod
    def types(cls) -> dict[str, Any]:
        """Annotations by key, in order of declaration."""
        if "_types" not in vars(cls):
            hints = get_type_hints(cls, include_extras=True)
            cls._types = {
                key: kind for key, kind in hints.items() if ClassVar not in (kind, get_origin(kind))
            }
        return cls._types

    @classmethod
    def advice_on(cls, key: str) -> str:
        return did_you_mean(key, cls.types())

    @property
    def given(self) -> Mapping[str, Any]:
        """Without defaults."""
        return vars(self)

    def changed(self, **values: Any) -> Self:
        return type(self)(**(vars(self) | values))

    def data(self) -> dict[str, Any]:
        """Explicit values as in a file: tuples are lists, and all keys text."""
        return {key: _plain(value) for key, value in vars(self).items()}

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} cannot be changed; `changed` makes another")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in vars(self).items())})"


def _plain(value: Any) -> Any:
    if isinstance(value, Section):
        return value.data()
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


Keys: TypeAlias = type[Section] | FieldsOf


def keys_at(root: type[Section], path: Path) -> Keys | None:
    """None where any key is allowed."""
    found: Any = root
    for part in path:
        found = _below(found, part)
    return next(_keys_of(found), None)


def keys_within(root: type[Section]) -> dict[str, Keys]:
    """All mappings with known keys, by `name_of`."""
    found: dict[str, Keys] = {}
    waiting: list[Any] = [root]
    while waiting:
        annotation = waiting.pop()
        waiting += [inner for one in _alternatives(annotation) for inner in _held(one)]
        for keys in _keys_of(annotation):
            name = name_of(keys)
            if name not in found:
                found[name] = keys
                waiting += [] if isinstance(keys, FieldsOf) else keys.types().values()
    return found


def name_of(keys: Keys) -> str:
    """The name in the JSON Schema."""
    return keys.name if isinstance(keys, FieldsOf) else keys.__name__


Note = TypeVar("Note")


def noted(section: type[Section], kind: type[Note]) -> dict[str, Note]:
    """`Annotated` metadata of that type, by key."""
    return {
        key: note
        for key, annotation in section.types().items()
        for one in (annotation, *get_args(annotation))
        for note in getattr(one, "__metadata__", ())
        if isinstance(note, kind)
    }


def misspelt(data: Mapping[str, Any], section: type[Section], *keys: str) -> bool:
    """Whether an unknown key resembles one of `keys`."""
    known = section.types()
    return any(key not in known and nearest(key, known) in keys for key in data)


def _below(annotation: Any, part: str | int) -> Any:
    """The type one step down a path."""
    for keys in _keys_of(annotation):
        return None if isinstance(keys, FieldsOf) else keys.types().get(str(part))
    return next((inner for one in _alternatives(annotation) for inner in _held(one)), None)


def _keys_of(annotation: Any) -> Iterator[Keys]:
    for one in _alternatives(annotation):
        if isinstance(one, FieldsOf) or (isinstance(one, type) and issubclass(one, Section)):
            yield one


def _held(annotation: Any) -> list[Any]:
    return [get_args(annotation)[-1]] if get_origin(annotation) in (list, dict) else []


def _alternatives(annotation: Any) -> Iterator[Any]:
    """Union members without `Annotated`; a `FieldsOf` replaces the type it annotates."""
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
