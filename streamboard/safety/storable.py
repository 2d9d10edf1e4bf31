"""Makes values from outside storable as UTF-8."""

from __future__ import annotations

from typing import Any

_LONG = 100_000
"""Characters."""


def storable(value: Any) -> Any:
    """Replace lone surrogates, which UTF-8 cannot hold."""
    if isinstance(value, str):
        return value if value.isascii() else _storable(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def _storable(text: str) -> str:
    if len(text) > _LONG:  # The replacement character takes a thousand times as long.
        return text.encode("utf-8", "replace").decode()
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
