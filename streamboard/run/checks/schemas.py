"""JSON Schemas: compiled once, nothing fetched, patterns matched in linear time."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from streamboard.run.checks.values import ValueRefusedError
from streamboard.safety.quoted_text import beginning

_MOST_WORDS = 300
"""Characters of a library's message."""


_HINT = "it is one of draft 2020-12, unless its `$schema` says otherwise"


class Schema:
    def __init__(self, validator: Any) -> None:
        self._validator = validator

    def misfit(self, value: Any) -> str:
        """Return the first misfit with its place; empty if the value fits."""
        error = next(iter(self._validator.iter_errors(value)), None)
        if error is None:
            return ""
        place = "".join(f"/{part}" for part in error.instance_path)
        return beginning(f"at {place}: {error.message}" if place else str(error.message), _MOST_WORDS).text


def schema_of(written: dict[str, Any]) -> Schema:
    """Compile a schema.

    Raises:
        ValueRefusedError: It is invalid, or refers to another document.
    """
    return _compiled(msgspec.json.encode(written))


@lru_cache(64)
def _compiled(written: bytes) -> Schema:
    import jsonschema_rs  # Slow to import, rarely needed.

    try:
        linear = jsonschema_rs.RegexOptions()
        validator = jsonschema_rs.validator_for(
            msgspec.json.decode(written), pattern_options=linear, offline=True
        )
    except jsonschema_rs.ValidationError as error:
        what = beginning(f"is no JSON Schema: {error.message}", _MOST_WORDS).text
        raise ValueRefusedError(what, _HINT, path=tuple(error.instance_path)) from None
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        what = beginning(f"is no JSON Schema: {error}", _MOST_WORDS).text
        raise ValueRefusedError(what, _HINT) from None
    return Schema(validator)
