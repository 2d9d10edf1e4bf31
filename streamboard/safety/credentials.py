"""Recognises credentials, and redacts them: those in use, and anything that looks like one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

_KEY = r"(?<![A-Za-z0-9])(?:sk-ant-[A-Za-z0-9_-]{4,}|sk-[A-Za-z0-9_-]{20,})|sk-ant-[A-Za-z0-9_-]{20,}"
"""In the middle of a word, as in `task-ant-hill`, only matches of a key's length count."""
_USER_INFO = r"(?<=//)[^/\s@]+@"
KEY = re.compile(_KEY)
"""An API key of Anthropic or another provider."""
USER_INFO = re.compile(_USER_INFO)
"""The user name and password in a URL, with the @."""
_CREDENTIALS = re.compile(
    rf"{_KEY}|{_USER_INFO}"
    r"|(?i:bearer)\s+[^\s'\",]+"
    r"|(?i:x-api-key|authorization)['\"]?\s*[:=]\s*['\"]?(?i:(?:bearer|basic)\s+)?[^\s,'\"]+"
    r"|(?<=[?&])(?i:(?:api[_-]?)?key|(?:access[_-]?)?token|secret|password)=[^&\s'\"]+"
)
_REDACTED = "[redacted]"
_in_use: set[str] = set()
_LEAST_SECRET = 6
"""Characters; redacting shorter keys would remove ordinary words from texts."""
_LEAST_IN_ANSWER = 12
"""Characters; the minimum for redacting a key in what a model says."""
_KEYS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
_URLS = ("ANTHROPIC_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_USER_INFO_OF_PROXY = re.compile(r"(?:^|//)([^/@\s]+)@")
"""Like `USER_INFO`, but the group excludes the @, and the address may have no scheme."""


def looks_like_key(text: str) -> bool:
    """Whether the text contains something that looks like an API key."""
    return KEY.search(text) is not None


def keep_secret(key: str) -> None:
    """Have this key redacted from now on, whatever it looks like."""
    if len(key) >= _LEAST_SECRET:
        _in_use.add(key)


def keep_secrets_of(environment: Mapping[str, str]) -> None:
    """Have the keys, custom headers and URL passwords of an environment redacted from now on."""
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
    """Whether JSON from a server may hold a key in use, literally or behind an escape."""
    return b"\\" in data or any(key.encode() in data for key in _in_use)


def without_keys(value: Any) -> Any:
    """Redact the keys in use in decoded JSON from a server: some servers echo them."""
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
    """Replace the keys in use, and anything that looks like a credential, with `[redacted]`."""
    for key in _in_use:
        text = text.replace(key, _REDACTED)
    return _CREDENTIALS.sub(_REDACTED, text)
