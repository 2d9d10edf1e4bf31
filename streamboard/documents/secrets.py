"""Refuse API keys in documents, and mask them in messages and excerpts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from streamboard.documents.findings import Finding, Path
from streamboard.safety.redaction import KEY, USER_INFO, looks_like_key

MASK = "•"
"""Per character, so that columns stay the same."""

ADVICE = "put the key into an environment variable, and name that in an endpoint's `api_key_env: MY_KEY`"

VARIABLE_ADVICE = (
    "name the environment variable that holds the key, such as MY_KEY; the key itself never stands here"
)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST_VARIABLE = 1_000
"""Characters."""
_LEAST_KEY = 16
"""Characters; anything shorter is a name."""
_SCHEMAS = frozenset({"tools", "output_config", "messages"})
"""Where `headers` may be part of a schema or of a tool's input."""

_NAMES = frozenset(
    f"{prefix}{name}"
    for prefix in (
        "",
        "access",
        "api",
        "auth",
        "authorization",
        "bearer",
        "client",
        "id",
        "oauth",
        "refresh",
        "session",
    )
    for name in ("token", "secret", "authorization", "password", "passwd", "credential", "credentials")
) | {"bearer", "secretkey", "accesskey", "privatekey"}
_ASSIGNMENT = re.compile(r"(?<![\w-])([A-Za-z][\w-]{0,60})[\"']?\s*[:=]\s*(?=\S)")


def is_secret_name(name: str) -> bool:
    """Such as `api_key`, `Authorization` or `apiToken`."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    return plain.endswith("apikey") or plain in _NAMES


def holds_headers(name: str) -> bool:
    """Such as `extra_headers`; any header may be secret."""
    return re.sub(r"[^a-z0-9]", "", name.lower()).endswith("headers")


def is_variable_name(text: str) -> bool:
    """Whether it can be one and is not itself a key."""
    if not _VARIABLE.fullmatch(text) or looks_like_key(text):
        return False
    return len(text) < _LEAST_KEY or "_" in text.strip("_") or not re.search(r"\d", text)


def masked(text: str) -> str:
    """Length and lines stay the same."""
    text = KEY.sub(lambda match: MASK * len(match[0]), text)
    text = USER_INFO.sub(lambda match: MASK * (len(match[0]) - 1) + "@", text)
    pieces, done = [], 0
    for match in _ASSIGNMENT.finditer(text):
        if match.start() >= done and _is_secret(match[1], text, match.end()):
            end = text.find("\n", match.end())
            end = len(text) if end < 0 else end
            pieces += [text[done : match.end()], MASK * (end - match.end())]
            done = end
    return "".join(pieces) + text[done:]


def _is_secret(name: str, text: str, begin: int) -> bool:
    if re.sub(r"[^a-z0-9]", "", name.lower()) == "apikeyenv":
        line = text[begin : begin + _LONGEST_VARIABLE].partition("\n")[0]
        return not is_variable_name(line.strip(" \"'}],`"))
    return is_secret_name(name) or holds_headers(name)


def find_secrets(data: Any, path: Path = ()) -> Iterator[Finding]:
    if isinstance(data, dict):
        for key, value in data.items():
            at = (*path, str(key))
            if isinstance(key, str) and looks_like_key(key):
                yield Finding(path, "has a key that looks like an API key", ADVICE)
            elif key == "api_key_env" and isinstance(value, str) and not is_variable_name(value):
                yield Finding(at, "is not the name of an environment variable", VARIABLE_ADVICE, secret=True)
            elif holds_headers(str(key)) and _SCHEMAS.isdisjoint(at):
                what = "holds headers, any of which may be a secret; they are not taken here"
                yield Finding(at, what, ADVICE, on_key=True, secret=True)
            elif isinstance(key, str) and is_secret_name(key) and not isinstance(value, dict):
                yield Finding(
                    at,
                    "names a secret, which must not stand here",
                    ADVICE,
                    on_key=True,
                    secret=True,
                )
            else:
                yield from find_secrets(value, at)
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from find_secrets(value, (*path, index))
    elif isinstance(data, str) and looks_like_key(data):
        yield Finding(path, "looks like an API key, which must not stand here", ADVICE, secret=True)
