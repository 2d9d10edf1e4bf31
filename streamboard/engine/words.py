"""Words from outside, made fit for an event: of a bounded length, storable as UTF-8, without secrets."""

from __future__ import annotations

import re
from typing import Any

_SECRETS = re.compile(
    r"sk-ant-[\w-]+|(?i:bearer)\s+[^\s'\",]+"
    r"|(?i:x-api-key|authorization)['\"]?\s*[:=]\s*['\"]?(?i:(?:bearer|basic)\s+)?[^\s,'\"]+"
    r"|(?<=//)[^/\s@]+@"
)
_known_secrets: set[str] = set()
_LEAST_SECRET = 6
"""Shorter keys would take ordinary words out of every text."""
MOST = 2000
"""Characters of a text that an error keeps."""


def keep_secret(key: str) -> None:
    """Have `redact` take this key out of every text, whatever it looks like."""
    if len(key) >= _LEAST_SECRET:
        _known_secrets.add(key)


def redact(text: str) -> str:
    """The text without the keys in use and without anything that looks like a credential."""
    for key in _known_secrets:
        text = text.replace(key, "[redacted]")
    return _SECRETS.sub("[redacted]", text)


def words(value: object, most: int = MOST) -> str:
    """A text from outside for an event: empty if it is no text; cut, storable and redacted."""
    if not isinstance(value, str):
        return ""
    cut = value if len(value) <= most else f"{value[:most]}… ({len(value)} characters)"
    return redact(storable(cut))


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
