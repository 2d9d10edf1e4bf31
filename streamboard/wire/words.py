"""Makes outside text fit for an event: bounded, storable as UTF-8, without secrets."""

from __future__ import annotations

from typing import Any

from streamboard.safety.credentials import redact

MOST = 2000
"""Characters that an error keeps of a text."""
_LONGEST_SECRET = 4096
"""Characters; a longer key would not fit into a request's head."""

_LONG = 100_000
"""Characters; in longer texts `?` replaces a lone surrogate."""


def words(value: object, most: int = MOST) -> str:
    """Redact and cut outside text and make it storable; empty if it is not a string."""
    if not isinstance(value, str):
        return ""
    # Redact before cutting: half a key would not be recognised.
    text = redact(storable(value[: most + _LONGEST_SECRET]))
    return text if len(text) <= most else f"{text[:most]}… ({len(value)} characters)"


def storable(value: Any) -> Any:
    """Replace lone surrogates, which UTF-8 cannot hold, also in nested values."""
    if isinstance(value, str):
        return value if value.isascii() else _storable(value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def _storable(text: str) -> str:
    if len(text) > _LONG:  # U+FFFD takes a thousand times as long.
        return text.encode("utf-8", "replace").decode()
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
