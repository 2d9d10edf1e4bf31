"""The JSON Schema of a line of a run file, for readers in other languages.

The checked-in copy is written by

    python -m streamboard.run.schema > docs/run-file.schema.json
"""

from __future__ import annotations

import inspect
import json
from typing import Any

import msgspec

from streamboard.run.events import ContentBlockDelta, OwnEvent

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def run_file_schema() -> dict[str, Any]:
    """Of a line: an event of streamboard or of the API."""
    made = msgspec.json.schema(OwnEvent)
    own = sorted(made["discriminator"]["mapping"].keys() - {ContentBlockDelta.__struct_config__.tag})
    return {
        "$schema": DIALECT,
        "title": "streamboard run event",
        "description": "One line of a run file. docs/run-file.md says what each field means.",
        "anyOf": [*made["anyOf"], {"$ref": "#/$defs/ApiEvent"}],
        "$defs": {name: _described(part) for name, part in made["$defs"].items()}
        | {"ApiEvent": _api_event(own)},
    }


def _described(part: dict[str, Any]) -> dict[str, Any]:
    """A description is a docstring, indented like code."""
    return part | ({"description": inspect.cleandoc(part["description"])} if "description" in part else {})


def _api_event(own_names: list[str]) -> dict[str, Any]:
    return {
        "title": "ApiEvent",
        "description": "An event of the Messages API: its name, the envelope, and the fields of its body.",
        "type": "object",
        "properties": {
            "event": {"type": "string", "not": {"enum": own_names}},
            "t": {"type": "integer"},
            "stream": {"type": "string"},
            "attempt": {"type": "integer"},
        },
        "required": ["event", "t", "stream", "attempt"],
    }


if __name__ == "__main__":
    print(json.dumps(run_file_schema(), indent=2))
