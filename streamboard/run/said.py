"""What a server says about a failure in JSON, wherever in it that stands.

Gateways report failures as the API's error, as an error of their own, or as a list of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from streamboard.safety.credentials import redact

MOST_TEXT = 300
"""Characters kept of a text whose form is unknown."""
_LONGEST_SECRET = 4096
"""Characters; a longer key would not fit into the head of a request."""
_MOST_DEPTH, _MOST_PARTS = 6, 20
"""How deep words may be nested, and how many entries of each level are looked at."""
_MOST_UNPACKED = 16_000
"""Characters of a text that may be JSON again."""
_MOST_LISTED = 5
"""How many failures of a list are named."""
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
"""Where words stand in JSON, the best place first; as `_plain` spells them."""


class Said(NamedTuple):
    """A failure in the server's own words."""

    words: str
    """What it says; empty if it says nothing."""
    kind: str = ""
    """Its type of error (`overloaded_error`), if it names one as the API does."""
    code: str = ""
    """The API's `error_code`, if it names one."""


def said_in(value: object) -> Said:
    """What decoded JSON says about a failure; its beginning if that is nowhere to be found."""
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
    """Whether decoded JSON that is no event of the API is about a failure."""
    return isinstance(value, dict) and (value.get("type") == "error" or bool(value.get("error")))


def failure_in(name: str, body: dict[str, Any]) -> str:
    """What an event says about a failure, under whatever name; empty if it is not about one."""
    for value in (body, body.get("data")):
        if has_error(value):
            return said_in(value).words or "an error"
    if name != "error":
        return ""
    return said_in(body["data"] if [*body] == ["data"] else body).words or "an error"


def words_in(value: object) -> str:
    """The words that decoded JSON has where servers put those of a failure; empty if it has none."""
    return _found(value, _MOST_DEPTH)[:_MOST_UNPACKED]


def says_failure(value: object) -> bool:
    """Whether decoded JSON says anything about a failure, wherever in it that stands."""
    return has_error(value) or (isinstance(value, dict | list) and bool(_found(value, _MOST_DEPTH)))


def _found(value: object, depth: int) -> str:
    """The words in a value, looked for where servers put them; empty if there are none."""
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
    # A bare `error` is often only a name for the status, beside a message that says more.
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
    """A key as every server spells it: `errorMessage`, `error_message` and `Error-Message` are one."""
    return name.lower().replace("_", "").replace("-", "")


def _unpacked(text: str, depth: int) -> str:
    """The words in JSON that was put into a text, as gateways do with what they were told; else the text."""
    if text[:1] not in ("{", "[") or len(text) > _MOST_UNPACKED:
        return text
    try:
        return _found(msgspec.json.decode(text), depth - 1) or text
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return text


def _place(loc: object) -> str:
    """Where in a request a mistake is, as FastAPI says it: `["body", "messages", 0]`."""
    if not isinstance(loc, list) or not loc:
        return ""
    return ".".join(str(part) for part in loc[:_MOST_PARTS] if isinstance(part, str | int)) + ": "


def _as_text(value: object) -> str:
    if not value:
        return ""
    return shortened(msgspec.json.encode(value).decode())


def shortened(text: str) -> str:
    """The beginning of a text, on one line; redacted before it is cut, as half a key is not recognised."""
    begun = redact(" ".join(text[: MOST_TEXT + _LONGEST_SECRET].split()))
    return begun if len(begun) <= MOST_TEXT else f"{begun[:MOST_TEXT]}… ({len(text)} characters)"
