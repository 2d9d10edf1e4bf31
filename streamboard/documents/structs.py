"""Mappings in a document whose keys, types and bounds are those of a msgspec struct."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from streamboard.documents.findings import did_you_mean


class FieldsOf:
    """Annotates a mapping with the fields of a struct, all of them optional and nullable.

    Args:
        name: Its name in the JSON Schema.
        struct: Defines the fields.
        written: Types used in a document instead of the struct's, such as durations for seconds.
        unit: The end of each field's name that its key in a document lacks, such as `_ns`.
    """

    def __init__(
        self, name: str, struct: type[msgspec.Struct], written: Mapping[Any, Any], unit: str = ""
    ) -> None:
        self.name = name
        self.struct = struct
        self.fields = {field.removesuffix(unit): field for field in struct.__struct_fields__}
        """The struct's fields by key."""
        self._written = written
        self._schema: CoreSchema | None = None

    def advice_on(self, key: str) -> str:
        """What to do about an unknown key."""
        return did_you_mean(key, self.fields)

    def __get_pydantic_core_schema__(self, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        if self._schema is None:
            hints = get_type_hints(self.struct, include_extras=True)
            fields = {
                key: core_schema.typed_dict_field(
                    handler.generate_schema(self._in_document(hints[field]) | None), required=False
                )
                for key, field in self.fields.items()
            }
            self._schema = core_schema.typed_dict_schema(
                fields, extra_behavior="forbid", strict=True, config={"strict": True}, ref=self.name
            )
        return self._schema

    def _in_document(self, annotation: Any) -> Any:
        """The type of a field as written in a document."""
        if annotation in self._written:
            return self._written[annotation]
        origin = get_origin(annotation)
        if origin in (Union, UnionType):
            return Union[tuple(map(self._in_document, get_args(annotation)))]  # noqa: UP007
        if origin is Annotated:
            kind, *notes = get_args(annotation)
            bounds = [Field(ge=note.ge, gt=note.gt, le=note.le, lt=note.lt) for note in notes]
            return Annotated[(kind, *bounds)]
        return annotation
