"""What looks like a credential, and texts without any: those in use, and all that looks like one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

_KEY = r"(?<![A-Za-z0-9])(?:sk-ant-[A-Za-z0-9_-]{4,}|sk-[A-Za-z0-9_-]{20,})|sk-ant-[A-Za-z0-9_-]{20,}"
"""Within a word, as in `task-ant-hill`, only what is as long as a key."""
_USER_INFO = r"(?<=//)[^/\s@]+@"
KEY = re.compile(_KEY)
"""An API key, Anthropic's or another's."""
USER_INFO = re.compile(_USER_INFO)
"""What stands before the host of an address, with the @."""
_CREDENTIALS = re.compile(
    rf"{_KEY}|{_USER_INFO}"
    r"|(?i:bearer)\s+[^\s'\",]+"
    r"|(?i:x-api-key|authorization)['\"]?\s*[:=]\s*['\"]?(?i:(?:bearer|basic)\s+)?[^\s,'\"]+"
    r"|(?<=[?&])(?i:(?:api[_-]?)?key|(?:access[_-]?)?token|secret|password)=[^&\s'\"]+"
)
_REDACTED = "[redacted]"
_in_use: set[str] = set()
_LEAST_SECRET = 6
"""Shorter keys would take ordinary words out of every text."""
_LEAST_IN_ANSWER = 12
"""The same for what models say."""
_KEYS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
_URLS = ("ANTHROPIC_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_USER_INFO_OF_PROXY = re.compile(r"(?:^|//)([^/@\s]+)@")
"""The same without the @; a proxy's address may have no scheme."""


def looks_like_key(text: str) -> bool:
    """Whether an API key stands somewhere in the text."""
    return KEY.search(text) is not None


def keep_secret(key: str) -> None:
    """Have `redact` take this key out of every text, whatever it looks like."""
    if len(key) >= _LEAST_SECRET:
        _in_use.add(key)


def keep_secrets_of(environment: Mapping[str, str]) -> None:
    """Have `redact` take out the keys, the custom headers, and what stands before an @ in an address."""
    for name, value in environment.items():
        if name in _KEYS:
            keep_secret(value.strip())
        elif name.upper() in _URLS:
            for info in _USER_INFO_OF_PROXY.findall(value):
                keep_secret(info)
                keep_secret(unquote(info.partition(":")[2]))
        elif name == "ANTHROPIC_CUSTOM_HEADERS":
            for line in value.splitlines():
                keep_secret(line.partition(":")[2].strip())


def may_hold_key(data: bytes) -> bool:
    """Whether a key in use may stand in JSON from a server: as it is, or behind an escape."""
    return b"\\" in data or any(key.encode() in data for key in _in_use)


def without_keys(value: Any) -> Any:
    """What a server sent, decoded, without the keys in use: some servers say them back."""
    if isinstance(value, str):
        for key in _in_use:
            if len(key) >= _LEAST_IN_ANSWER and key in value:
                value = value.replace(key, _REDACTED)
        return value
    if isinstance(value, list):
        return [without_keys(item) for item in value]
    if isinstance(value, dict):
        return {without_keys(name): without_keys(item) for name, item in value.items()}
    return value


def redact(text: str) -> str:
    """The text without the keys in use and without anything that looks like a credential."""
    for key in _in_use:
        text = text.replace(key, _REDACTED)
    return _CREDENTIALS.sub(_REDACTED, text)
