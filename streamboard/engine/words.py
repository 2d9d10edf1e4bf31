"""Words from outside, made fit for an event: of a bounded length, storable as UTF-8, without secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

_SECRETS = re.compile(
    r"sk-ant-[\w-]+|(?i:bearer)\s+[^\s'\",]+"
    r"|(?i:x-api-key|authorization)['\"]?\s*[:=]\s*['\"]?(?i:(?:bearer|basic)\s+)?[^\s,'\"]+"
    r"|(?<=//)[^/\s@]+@"
    r"|(?<=[?&])(?i:(?:api[_-]?)?key|(?:access[_-]?)?token|secret|password)=[^&\s'\"]+"
)
_known_secrets: set[str] = set()
_LEAST_SECRET = 6
"""Shorter keys would take ordinary words out of every text."""
_LEAST_IN_ANSWER = 12
"""The same for what models say."""
_KEYS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
_URLS = ("ANTHROPIC_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_USER_INFO = re.compile(r"(?:^|//)([^/@\s]+)@")
MOST = 2000
"""Characters of a text that an error keeps."""


def keep_secret(key: str) -> None:
    """Have `redact` take this key out of every text, whatever it looks like."""
    if len(key) >= _LEAST_SECRET:
        _known_secrets.add(key)


def keep_secrets_of(environment: Mapping[str, str]) -> None:
    """Have `redact` take out the keys, the custom headers, and what stands before an @ in an address."""
    for name, value in environment.items():
        if name in _KEYS:
            keep_secret(value.strip())
        elif name.upper() in _URLS:
            for info in _USER_INFO.findall(value):
                keep_secret(info)
                keep_secret(unquote(info.partition(":")[2]))
        elif name == "ANTHROPIC_CUSTOM_HEADERS":
            for line in value.splitlines():
                keep_secret(line.partition(":")[2].strip())


def without_keys(data: bytes) -> bytes:
    """What a server sent, without the keys in use: some say them back."""
    for key in _known_secrets:
        if len(key) >= _LEAST_IN_ANSWER and (secret := key.encode()) in data:
            data = data.replace(secret, b"[redacted]")
    return data


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
