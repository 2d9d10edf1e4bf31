"""Mappings with known keys, as pydantic models, and which keys may stand where in the data."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from streamboard.documents.findings import Path, did_you_mean, nearest


class Section(BaseModel):
    """The base of every mapping in a document."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    if_missing: ClassVar[Mapping[str, str]] = {}
    """What to write for a key that must be there, by key."""

    @classmethod
    def advice_on(cls, key: str) -> str:
        """What to do about a key that is none of this section's."""
        return did_you_mean(key, cls.model_fields)


def section_at(root: type[Section], path: Path) -> type[Section] | None:
    """The section whose keys stand at a path in a document; None where any keys may stand."""
    found: Any = root
    for part in path:
        found = _below(found, part)
    return _section_of(found)


def misspelt(data: Mapping[str, Any], section: type[Section], *keys: str) -> bool:
    """Whether a key of the data looks like one of those that are missing from it."""
    known = section.model_fields
    return any(key not in known and nearest(key, known) in keys for key in data)


def _below(annotation: Any, part: str | int) -> Any:
    """The type of what stands under a key or an index of something of a type; None where that is unknown."""
    if section := _section_of(annotation):
        field = section.model_fields.get(str(part))
        return field.annotation if field else None
    for one in _alternatives(annotation):
        if get_origin(one) in (list, dict):
            return get_args(one)[-1]
    return None


def _section_of(annotation: Any) -> type[Section] | None:
    sections = (
        one for one in _alternatives(annotation) if isinstance(one, type) and issubclass(one, Section)
    )
    return next(sections, None)


def _alternatives(annotation: Any) -> list[Any]:
    """The types that a type may be, without what is noted beside them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [found for one in get_args(annotation) for found in _alternatives(one)]
    return [annotation]
