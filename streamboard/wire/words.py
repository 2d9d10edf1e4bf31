"""Prepares text from outside for an event: bounded in length, storable as UTF-8, without secrets."""

from __future__ import annotations

from typing import Any

from streamboard.safety.credentials import redact

MOST = 2000
"""How many characters of a text an error keeps."""
_LONGEST_SECRET = 4096
"""Characters; a longer key would not fit into the head of a request."""

_LONG = 100_000
"""Characters; in a longer text, `?` stands for a lone surrogate."""


def words(value: object, most: int = MOST) -> str:
    """Cut and redact a text from outside and make it storable; empty if the value is not a string."""
    if not isinstance(value, str):
        return ""
    # Redact before cutting: half a key would not be recognised.
    text = redact(storable(value[: most + _LONGEST_SECRET]))
    return text if len(text) <= most else f"{text[:most]}… ({len(value)} characters)"


def storable(value: Any) -> Any:
    """Replace lone surrogates, which UTF-8 cannot hold, also in nested lists and mappings."""
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
