"""Validates data against a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from msgspec import Meta

from streamboard.documents import explain
from streamboard.documents.findings import Finding, Path
from streamboard.documents.readers import ReadBy, UnfitError
from streamboard.documents.sections import Keys, Section, misspelt
from streamboard.documents.structs import FieldsOf

_FOUND_AT_MOST = 500

AnySection = TypeVar("AnySection", bound=Section)


def validate(
    section: type[AnySection], data: Any, unquoted: Mapping[Path, str] | None = None
) -> tuple[AnySection | None, list[Finding]]:
    """Return the section, or None with findings; `unquoted` is `Document.texts`."""
    reader = _Reader(unquoted or {})
    read = reader.value(section, data, ())
    return (None, reader.findings[:_FOUND_AT_MOST]) if reader.findings else (read, [])


class _Reader:
    """Makes values by annotation; None for those that do not fit."""

    def __init__(self, unquoted: Mapping[Path, str]) -> None:
        self.findings: list[Finding] = []
        self._unquoted = unquoted

    def value(self, kind: Any, value: Any, path: Path) -> Any:
        origin = get_origin(kind)
        if origin is Annotated:
            return self._annotated(kind, value, path)
        if origin in (Union, UnionType):
            return self._optional(get_args(kind), value, path)
        if origin is list:
            return self._list(get_args(kind)[0], value, path)
        if origin is dict:
            return self._dict(get_args(kind)[1], value, path)
        if origin is Literal:
            words = get_args(kind)
            fits = isinstance(value, str) and value in words
            return value if fits else self._misfit(path, *explain.no_word(value, words))
        if isinstance(kind, type) and issubclass(kind, Section):
            return self._section(kind, value, path)
        return self._plain(kind, value, path)

    def _plain(self, kind: Any, value: Any, path: Path) -> Any:
        if kind is str and not isinstance(value, str):
            return self._misfit(path, *explain.no_text(value, self._unquoted.get(path)))
        if kind is bool and not isinstance(value, bool):
            return self._misfit(path, *explain.no_truth(value))
        if kind is int and type(value) is not int:
            return self._misfit(path, *explain.no_number("a whole number", value))
        if kind is float:
            if type(value) not in (int, float):
                return self._misfit(path, *explain.no_number("a number", value))
            return float(value)
        return value

    def _annotated(self, kind: Any, value: Any, path: Path) -> Any:
        inner, *notes = get_args(kind)
        for note in notes:
            if isinstance(note, FieldsOf):
                return self._fields(note, value, path)
            if isinstance(note, ReadBy):
                try:
                    value = note.read(value)
                except UnfitError as error:
                    return self._misfit(path, error.what, error.hint)
                if note.whole:
                    return value
        before = len(self.findings)
        read = self.value(inner, value, path)
        for note in notes:
            if isinstance(note, Meta) and len(self.findings) == before:
                self._bounded(note, read, path)
        return read

    def _bounded(self, bounds: Meta, value: Any, path: Path) -> None:
        if problem := explain.out_of_bounds(bounds, value):
            self._misfit(path, *problem)

    def _optional(self, kinds: Sequence[Any], value: Any, path: Path) -> Any:
        if value is None and NoneType in kinds:
            return None
        (kind,) = (kind for kind in kinds if kind is not NoneType)
        return self.value(kind, value, path)

    def _list(self, kind: Any, value: Any, path: Path) -> Any:
        if not isinstance(value, list):
            return self._misfit(path, *explain.no_list(value))
        return [self.value(kind, item, (*path, place)) for place, item in enumerate(value)]

    def _dict(self, kind: Any, value: Any, path: Path) -> Any:
        if not self._is_mapping(value, path):
            return None
        return {key: self.value(kind, item, (*path, key)) for key, item in value.items()}

    def _section(self, section: type[Section], value: Any, path: Path) -> Any:
        if isinstance(value, Section):
            value = value.data()
        read = self._keys(section, section.types(), value, path)
        if read is None:
            return None
        missing = [key for key in section.types() if key not in value and not hasattr(section, key)]
        for key in missing:
            self._missing(section, key, value, path)
        return None if missing else section(**read)

    def _fields(self, fields: FieldsOf, value: Any, path: Path) -> Any:
        return self._keys(fields, fields.types, value, path)

    def _keys(self, keys: Keys, types: Mapping[str, Any], value: Any, path: Path) -> dict[str, Any] | None:
        if not self._is_mapping(value, path):
            return None
        for key in value:
            if key not in types:
                hint = keys.advice_on(key)
                self.findings.append(Finding((*path, key), "is not a key here", hint, on_key=True))
        return {
            key: self.value(kind, value[key], (*path, key)) for key, kind in types.items() if key in value
        }

    def _is_mapping(self, value: Any, path: Path) -> bool:
        if not isinstance(value, dict):
            self._misfit(path, *explain.no_mapping(value))
        elif not all(isinstance(key, str) for key in value):
            self._misfit(path, "has a key that is no text")
        else:
            return True
        return False

    def _missing(self, section: type[Section], key: str, data: Mapping[str, Any], path: Path) -> None:
        if misspelt(data, section, key):
            return  # Reported as the unknown key.
        what = f"has no `{key}`" if path else f"there is no `{key}`"
        self.findings.append(Finding(path, what, section.if_missing.get(key, ""), missing=key))

    def _misfit(self, path: Path, what: str, hint: str = "") -> None:
        self.findings.append(Finding(path, what, hint))
