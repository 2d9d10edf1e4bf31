"""Mappings that a msgspec struct defines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from streamboard.documents.findings import did_you_mean


class FieldsOf:
    """Annotates a mapping with a struct's fields, all optional and nullable.

    Args:
        name: In the JSON Schema.
        written: Types in the document by those of the struct, such as durations for seconds.
        unit: Suffix of field names that keys omit, such as `_ns`.
        texts: Documentation by field, if not in the struct's source.
    """

    def __init__(
        self,
        name: str,
        struct: type[msgspec.Struct],
        written: Mapping[Any, Any],
        unit: str = "",
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.struct = struct
        self.texts = texts
        self.fields = {field.removesuffix(unit): field for field in struct.__struct_fields__}
        """By key."""
        self._written = written

    @cached_property
    def types(self) -> dict[str, Any]:
        hints = get_type_hints(self.struct, include_extras=True)
        return {key: self._in_document(hints[field]) | None for key, field in self.fields.items()}

    def advice_on(self, key: str) -> str:
        return did_you_mean(key, self.fields)

    def _in_document(self, annotation: Any) -> Any:
        if annotation in self._written:
            return self._written[annotation]
        if get_origin(annotation) in (Union, UnionType):
            return Union[tuple(map(self._in_document, get_args(annotation)))]  # noqa: UP007
        return annotation
