"""What a server says about a failure; gateways report the API's error, their own, or a list."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from streamboard.safety.quoted_text import quoted_line

MOST_TEXT = 300
"""Characters of text in an unknown form."""
_MOST_DEPTH, _MOST_PARTS = 6, 20
"""Nesting levels, and entries searched per level."""
_MOST_UNPACKED = 16_000
"""Characters of text that may be JSON itself."""
_MOST_LISTED = 5
_KEYS = (
    *("error", "errors", "message", "messages", "msg", "statusmsg", "statusmessage", "errormsg", "errmsg"),
    *(
        "errormessage",
        "errordescription",
        "faultstring",
        "detail",
        "details",
        "reason",
        "description",
        "title",
    ),
)
"""Best place first; spelled as by `_plain`."""


class Said(NamedTuple):
    words: str
    kind: str = ""
    """Such as `overloaded_error`; the API's, like `code`."""
    code: str = ""


def said_in(value: object) -> Said:
    error = value.get("error") if isinstance(value, dict) else None
    kind = error.get("type") if isinstance(error, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    code = details.get("error_code") if isinstance(details, dict) else None
    return Said(
        _found(value, _MOST_DEPTH) or _as_text(value),
        kind if isinstance(kind, str) else "",
        code if isinstance(code, str) else "",
    )


def has_error(value: object) -> bool:
    """Whether JSON that is no API event is about a failure."""
    return isinstance(value, dict) and (value.get("type") == "error" or bool(value.get("error")))


def failure_in(name: str, body: dict[str, Any]) -> str:
    for value in (body, body.get("data")):
        if has_error(value):
            return said_in(value).words or "an error"
    if name != "error":
        return ""
    return said_in(body["data"] if [*body] == ["data"] else body).words or "an error"


def words_in(value: object) -> str:
    """Return words like `said_in`, but none if the usual places have none."""
    return _found(value, _MOST_DEPTH)[:_MOST_UNPACKED]


def says_failure(value: object) -> bool:
    return has_error(value) or (isinstance(value, dict | list) and bool(_found(value, _MOST_DEPTH)))


def _found(value: object, depth: int) -> str:
    if depth == 0:
        return ""
    if isinstance(value, str):
        return _unpacked(value.strip(), depth)
    if isinstance(value, list):
        found = [said for item in value[:_MOST_LISTED] if (said := _found(item, depth - 1))]
        return "; ".join(dict.fromkeys(found))
    if not isinstance(value, dict):
        return ""
    named = {_plain(str(name)): part for name, part in [*value.items()][:_MOST_PARTS]}
    # A bare `error` is often only the status's name, beside a better message.
    bare = named.pop("error") if isinstance(named.get("error"), str) else ""
    for key in _KEYS:
        if said := _found(named.get(key), depth - 1):
            return _place(named.get("loc")) + said
    if said := _unpacked(bare.strip(), depth):
        return said
    for key in _KEYS:
        if isinstance(part := named.get(key), dict | list) and part:
            return _as_text(part)
    inner = (_found(part, depth - 1) for part in named.values() if isinstance(part, dict))
    return next(filter(None, inner), "")


def _plain(name: str) -> str:
    """`errorMessage`, `error_message` and `Error-Message` are one key."""
    return name.lower().replace("_", "").replace("-", "")


def _unpacked(text: str, depth: int) -> str:
    """Return the words in JSON inside a text, as gateways nest it."""
    if text[:1] not in ("{", "[") or len(text) > _MOST_UNPACKED:
        return text
    try:
        return _found(msgspec.json.decode(text), depth - 1) or text
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return text


def _place(loc: object) -> str:
    """FastAPI's place of a mistake: `["body", "messages", 0]`."""
    if not isinstance(loc, list) or not loc:
        return ""
    return ".".join(str(part) for part in loc[:_MOST_PARTS] if isinstance(part, str | int)) + ": "


def _as_text(value: object) -> str:
    if not value:
        return ""
    return shortened(msgspec.json.encode(value).decode())


def shortened(text: str) -> str:
    return quoted_line(text, MOST_TEXT)
