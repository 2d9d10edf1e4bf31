"""Words from outside, made fit for an event: of a bounded length, storable as UTF-8, without secrets."""

from __future__ import annotations

from typing import Any

from streamboard.safety.credentials import redact

MOST = 2000
"""Characters of a text that an error keeps."""
_LONGEST_SECRET = 4096
"""Characters; a longer key would not fit into a request's head."""


def words(value: object, most: int = MOST) -> str:
    """A text from outside for an event: empty if it is no text; cut, storable and redacted."""
    if not isinstance(value, str):
        return ""
    # Redacted before it is cut: the half of a key that a cut leaves would not be known for one.
    text = redact(storable(value[: most + _LONGEST_SECRET]))
    return text if len(text) <= most else f"{text[:most]}… ({len(value)} characters)"


def storable(value: Any) -> Any:
    """The value with lone surrogates replaced, within lists and mappings too: UTF-8 has no place for them."""
    if isinstance(value, str):
        return (
            value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value
