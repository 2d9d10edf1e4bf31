"""Readers of fields, which raise `UnfitError`, and their JSON Schemas."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from streamboard.documents.findings import did_you_mean, quoted
from streamboard.documents.readers import UnfitError
from streamboard.documents.secrets import VARIABLE_ADVICE, is_variable_name
from streamboard.documents.texts import some_text
from streamboard.promptset import durations
from streamboard.run.plan import Start
from streamboard.safety.name_letters import REFUSED, unseen
from streamboard.wire.catalogue import AUTHS, PROTOCOLS

_NUMBER_OF_SECONDS = {"type": "number", "minimum": 0}
_WRITTEN = {"type": "string", "pattern": r"^(\d+(\.\d+)?|(\d+(\.\d+)? ?(us|µs|ms|s|min|m|h) ?)+)$"}
DURATION_SCHEMA: dict[str, Any] = {
    "anyOf": [_WRITTEN, _NUMBER_OF_SECONDS],
    "examples": ["200ms", "30s", "10m", 1.5],
}
LIMIT_SCHEMA: dict[str, Any] = {
    "anyOf": [_WRITTEN, _NUMBER_OF_SECONDS, {"enum": ["off", "none", False, None]}],
    "examples": ["30s", "10m", "off"],
}
SYSTEM_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "object"}}, {"type": "null"}]
}
VALUES_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "integer"]},
        {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": 1},
    ]
}
START_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"enum": ["together", "one-by-one", "by-hand"]},
        {"type": "string", "pattern": r"^staggered:?\s+\S+$"},
        {
            "type": "object",
            "properties": {"staggered": DURATION_SCHEMA},
            "required": ["staggered"],
            "additionalProperties": False,
        },
    ]
}

_START_MODES = ("together", "one-by-one", "by-hand", "staggered")
_BARE_STARTS = {
    "together": Start(),
    "one-by-one": Start(mode="one-by-one"),
    "by-hand": Start(mode="by-hand"),
}
_START_ADVICE = "write `together`, `one-by-one`, `by-hand` or `{staggered: 0.2s}`"
_STAGGERED = re.compile(r"staggered(?:\s*:\s*|\s+)(\S.*)")


def duration(value: object) -> float:
    """Seconds, from 0."""
    try:
        return durations.seconds_of(value)
    except durations.NotADurationError as error:
        raise UnfitError(str(error)) from error


def delay(value: object) -> float:
    """Seconds, from 0 to an hour."""
    seconds = duration(value)
    if seconds > 3600:
        raise UnfitError("is longer than an hour")
    return seconds


def positive_duration(value: object) -> float:
    """Seconds, above 0."""
    return _above_0(value, f"write one such as {durations.EXAMPLES}")


def limit(value: object) -> float | None:
    """Seconds, above 0; None for no limit."""
    if durations.is_no_limit(value):
        return None
    return _above_0(value, "write `off` for no limit")


def _above_0(value: object, advice: str) -> float:
    seconds = duration(value)
    if seconds == 0:
        raise UnfitError("must be more than 0", advice)
    return seconds


def system(value: object) -> object:
    """`content` checks the blocks."""
    if value is None or isinstance(value, str):
        return some_text(value)
    if isinstance(value, list) and all(isinstance(block, dict) for block in value):
        return value
    raise UnfitError(
        "should be text, or a list of text blocks", "put the text in quotes, or below as a block after `|`"
    )


def values(value: object) -> object:
    """Whole numbers become text; other items pass."""
    listed = value if isinstance(value, list) else [value]
    if not listed:
        raise UnfitError("has no values", "give at least one, as `[rain, rust]`")
    if isinstance(value, dict):
        raise UnfitError("should be a list of texts", "write it as `[rain, rust]`")
    return [str(item) if type(item) is int else item for item in listed]


def model_entry(value: object) -> object:
    return _entry("model", value, "should be the name of a model, or `{model: ..., ...}` with settings")


def prompt(value: object) -> object:
    return _entry("prompt", value, "should be the text of a prompt, or a mapping with `prompt:` in it")


def _entry(key: str, value: object, otherwise: str) -> object:
    """A mapping; a text is short for one with `key` alone."""
    if isinstance(value, str):
        return {key: value}
    if not isinstance(value, dict):
        raise UnfitError(otherwise)
    return value


def start(value: object) -> Start:
    if isinstance(value, Start):
        return value
    if isinstance(value, dict) and len(value) == 1:
        key, interval = next(iter(value.items()))
        if key == "staggered":
            return _staggered(interval)
        raise UnfitError(f"has the key {quoted(key)}", did_you_mean(str(key), ["staggered"]))
    if not isinstance(value, str):
        raise UnfitError("is no way to start", _START_ADVICE)
    word = value.strip()
    mode = _BARE_STARTS.get(word)
    if mode is not None:
        return mode
    staggered = _STAGGERED.fullmatch(word)
    if staggered:
        return _staggered(staggered[1])
    if word == "staggered":
        raise UnfitError("has no interval", "write `{staggered: 0.2s}`")
    raise UnfitError(f"{quoted(value)} is no way to start", did_you_mean(word, _START_MODES))


def _staggered(interval: object) -> Start:
    try:
        seconds = durations.seconds_of(interval)
    except durations.NotADurationError as error:
        raise UnfitError(f"has an interval that {error}", _START_ADVICE) from error
    if seconds == 0:
        raise UnfitError("has an interval of 0", "write `together` to start all at once")
    return Start(mode="staggered", interval_ns=durations.nanoseconds(seconds))


def base_url(value: object) -> object:
    """http or https, with a host; no credentials, query or fragment."""
    if not isinstance(value, str):
        return value
    example = "write one such as http://127.0.0.1:8080"
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise UnfitError("is no valid address", example) from error
    if "@" in parts.netloc:
        raise UnfitError(
            "has credentials in it", "remove them, and name the variable that holds a key in `api_key_env`"
        )
    if parts.scheme not in ("http", "https"):
        raise UnfitError("must begin with http:// or https://", example)
    if not host or REFUSED.search(value) or unseen(value) or " " in value:
        raise UnfitError("has no valid host", example)
    if parts.query or parts.fragment:
        raise UnfitError("goes on after the path", "remove what begins with `?` or `#`")
    return value


def protocol(value: object) -> object:
    return _word(value, PROTOCOLS, "is no protocol")


def auth(value: object) -> object:
    return _word(value, AUTHS, "is no way to send a key")


def _word(value: object, words: Collection[str], otherwise: str) -> object:
    if not isinstance(value, str) or value in words:
        return value
    raise UnfitError(otherwise, did_you_mean(value, words))


def api_key_env(value: object) -> object:
    """Never quote it in messages: it may be the key itself."""
    if not isinstance(value, str):
        return value
    if not is_variable_name(value):
        raise UnfitError("is not the name of an environment variable", VARIABLE_ADVICE)
    return value
