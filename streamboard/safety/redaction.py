"""Redacts credentials: those in use, and what looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from streamboard.safety import private_files
from streamboard.safety.paths import in_time
from streamboard.safety.secret_forms import Forms, replaced, shows_all

_KEY = r"(?<![A-Za-z0-9])(?:(?i:sk-ant-)[A-Za-z0-9_-]{4,}|sk-[A-Za-z0-9_-]{20,})|sk-ant-[A-Za-z0-9_-]{20,}"
"""Inside a word, as in `task-ant-hill`, only matches of a key's length count."""
_USER_INFO = r"(?<=//)[^/\s@]+@"
KEY = re.compile(_KEY)
USER_INFO = re.compile(_USER_INFO)
_CREDENTIALS = re.compile(
    rf"{_KEY}|{_USER_INFO}"
    r"|(?i:bearer)\s+[^\s'\",]+"
    r"|(?i:x-api-key|authorization)['\"]?\s*[:=]\s*['\"]?(?i:(?:bearer|basic)\s+)?[^\s,'\"]+"
    r"|(?<=[?&])(?i:(?:api[_-]?)?key|(?:access[_-]?)?token|secret|password)=[^&\s'\"]+"
)
_in_use: set[str] = set()
_LEAST_SECRET = 6
"""Characters; shorter keys may be ordinary words."""
_KEYS = ("_KEY", "_TOKEN", "_SECRET")
_IDENTITY_FILE = "ANTHROPIC_IDENTITY_TOKEN_FILE"
_MOST_OF_FILE, _PATIENCE_S = 64_000, 1.0
"""Bytes; no identity token is longer."""
_URLS = ("ANTHROPIC_BASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_USER_INFO_OF_PROXY = re.compile(r"(?:^|//)([^/@\s]+)@")
"""A proxy's scheme may be missing."""
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "x-api-key", "cookie"})
_in_texts = _in_answers = Forms(())
"""All keys in use; for answers, none that a model may say as a word."""


def looks_like_key(text: str) -> bool:
    return KEY.search(text) is not None


def keep_secret(key: str) -> None:
    global _in_texts, _in_answers
    if len(key) >= _LEAST_SECRET and key not in _in_use:
        _in_use.add(key)
        _in_texts, _in_answers = Forms(_in_use), Forms(_in_use, in_answers=True)


def keep_secrets_of(environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        if name.startswith("ANTHROPIC_") and name.endswith(_KEYS):
            keep_secret(value.strip())
        elif name.upper() in _URLS:
            for info in _USER_INFO_OF_PROXY.findall(value):
                keep_secret(info)
                keep_secret(unquote(info.partition(":")[2]))
        elif name == "ANTHROPIC_CUSTOM_HEADERS":
            for line in value.splitlines():
                keep_secret(line.partition(":")[2].strip())
        elif name == _IDENTITY_FILE:
            with suppress(OSError, ValueError):
                read = partial(private_files.read, Path(value), _MOST_OF_FILE)
                keep_secret(in_time(value, read, _PATIENCE_S).decode().strip())


def keep_sent_secrets(headers: Iterable[tuple[str, str]]) -> None:
    """Redact a request's credentials from now on, wherever the SDK found them."""
    for name, value in headers:
        if name.lower() in _SECRET_HEADERS:
            scheme, _, credentials = value.partition(" ")
            keep_secret((credentials or scheme).strip())


def may_hold_key(data: bytes) -> bool:
    """Whether JSON may hold a key in use, which escapes or unseen characters can hide."""
    if b"\\" in data or _in_answers.may_be_in(data):
        return True
    return not data.isascii() and not shows_all(data.decode("utf-8", "replace"))


def without_keys(value: Any) -> Any:
    """Redact the keys in use in decoded JSON: some servers echo them."""
    if isinstance(value, str):
        return _in_answers.redacted(value)
    if isinstance(value, list):
        return [without_keys(item) for item in value]
    if isinstance(value, dict):
        return {without_keys(name): without_keys(item) for name, item in value.items()}
    return value


def redact(text: str) -> str:
    return replaced(_in_texts.redacted(text), _CREDENTIALS)
